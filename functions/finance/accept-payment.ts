import { acceptPayment } from '../../shared/contract/finance-payments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { acceptReviewed } from '../../shared/pipeline/giving-back.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(acceptPayment, async ({ params, body, actor, now }) => {
  const at = now();
  requireRecentLogin(actor.session, at);
  const accepted = { transactionId: body.transactionId, byUserId: actor.userId };
  return paymentView(await acceptReviewed(params.paymentId, accepted, at), at);
});
