import { refundPayment } from '../../shared/contract/finance-payments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { giveBack } from '../../shared/pipeline/giving-back.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(refundPayment, async ({ params, body, actor, now, newId }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const { kobo, transactionId, reason: note } = body;
  const asked = { refundId: newId('ref'), kobo, transactionId, note, byUserId: actor.userId };
  return (await giveBack(params.paymentId, asked, at)).refund;
});
