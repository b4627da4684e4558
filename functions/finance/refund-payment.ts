import { refundPayment } from '../../shared/contract/finance-payments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { giveBack } from '../../shared/pipeline/giving-back.ts';
import { tellOfMoney } from '../../shared/pipeline/payment-telling.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(refundPayment, async ({ params, body, actor, now, newId, log }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const { kobo, transactionId, reason: note } = body;
  const asked = { refundId: newId('ref'), kobo, transactionId, note, byUserId: actor.userId };
  const { payment, refund, reviewed } = await giveBack(params.paymentId, asked, at);
  if (reviewed) await tellOfMoney('payment-returning', payment, reviewed, log);
  return refund;
});
