import { initiatePayment } from '../../shared/contract/payments.ts';
import * as users from '../../shared/data/users.ts';
import { beginPayment } from '../../shared/domain/payment.ts';
import { orderOf } from '../../shared/domain/payment-order.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { openCheckout, requireAllowedReturn } from '../../shared/pipeline/checkout.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(initiatePayment, async ({ body, actor, now, newId, log }) => {
  requireAllowedReturn(body.returnTo);
  const at = now();
  const { accountId, userId } = actor;
  const { email, name } = await users.get(userId);
  const begun = beginPayment({ ...orderOf(body, at), paymentId: newId('pay'), accountId, userId, email }, at);
  const page = { name, returnTo: body.returnTo };
  return paymentView(await openCheckout(begun, page, { provider: paymentProvider(), at, log }), at);
});
