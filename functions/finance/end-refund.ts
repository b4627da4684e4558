import { endRefund } from '../../shared/contract/finance-payments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { endByHand } from '../../shared/pipeline/refund-ending.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(endRefund, async ({ params, body, actor, now, newId, log }) => {
  requireRecentLogin(actor.session, now());
  const context = { provider: paymentProvider(), now, log };
  return endByHand(params, { ...body, byUserId: actor.userId, orderId: newId('end') }, context);
});
