import { acceptPayment } from '../../shared/contract/finance-payments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { acceptReviewed } from '../../shared/pipeline/giving-back.ts';
import { tellOfMoney } from '../../shared/pipeline/payment-telling.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(acceptPayment, async ({ params, body, actor, now, log }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const accepted = { transactionId: body.transactionId, byUserId: actor.userId };
  const { payment, attempt } = await acceptReviewed(params.paymentId, accepted, at);
  await tellOfMoney('payment-accepted', payment, attempt, log);
  return paymentView(payment, at);
});
