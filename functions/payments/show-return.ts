import { PaymentId } from '../../shared/contract/ids.ts';
import { showReturn } from '../../shared/contract/payments.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { settleKnown } from '../../shared/pipeline/payment-settling.ts';
import { http } from '../../shared/runtime/http.ts';
import { paymentPage } from '../../web/payment-page.ts';

/** What the address says of the outcome is what anybody may write: only the reference is read, and the provider asked. */
export const handler = http(showReturn, async ({ query, now, newId, log, missed }) => {
  const provider = paymentProvider();
  const reference = PaymentId.safeParse(query.tx_ref).data;
  const settling = { provider, now, newId, log };
  const payment = reference === undefined ? undefined : await settleKnown(reference, settling);
  if (!payment) missed();
  return paymentPage(payment);
});
