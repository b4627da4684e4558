import { initiatePayment } from '../../shared/contract/payments.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { checkoutFor } from '../../shared/pipeline/checkout-order.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(initiatePayment, async ({ body, actor, now, newId, log }) => {
  const at = now();
  return paymentView(await checkoutFor(body, actor, { provider: paymentProvider(), newId, at, log }), at);
});
