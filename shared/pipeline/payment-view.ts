import { isOpen, type Payment, purposeWord } from '../domain/payment.ts';
import { acceptedKobo } from '../domain/payment-received.ts';

/** A payment as clients see it. */
export function paymentView(payment: Payment, at: Date) {
  const { purpose, checkout } = payment;
  const accepted = acceptedKobo(payment);
  return {
    ...payment,
    purpose: purposeWord(purpose),
    ...(purpose.kind === 'product' ? { reference: purpose.reference } : {}),
    ...(purpose.kind === 'plan' ? { plan: purpose.plan } : {}),
    ...(accepted > 0 ? { acceptedKobo: accepted } : {}),
    ...(checkout && isOpen(payment, at)
      ? { checkoutUrl: checkout.address, expiresAt: checkout.expiresAt }
      : {}),
  };
}
