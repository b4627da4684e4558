import { endChargeback } from '../../shared/contract/finance-payments.ts';
import { requireRecentLogin } from '../../shared/domain/user-administration.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { endChargebackByHand } from '../../shared/pipeline/chargeback-ending.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(endChargeback, async ({ params, body, actor, now, newId, log }) => {
  requireRecentLogin(actor.session, now());
  const context = { provider: paymentProvider(), now, log };
  return endChargebackByHand(params, { ...body, byUserId: actor.userId, orderId: newId('end') }, context);
});
