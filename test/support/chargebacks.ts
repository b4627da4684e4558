import type { Payment } from '../../shared/domain/payment.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { Chargeback, ChargebackStatus, PaymentProvider } from '../../shared/payments/provider.ts';

/** What a provider without a network tells of chargebacks. */

/** All that a payment has brought is charged back, by one chargeback with one id. */
export const toldOf = (
  { paymentId, transactionId }: Payment,
  status: ChargebackStatus,
  amountKobo = 250_000,
): Chargeback => ({
  ...{ id: `c-${paymentId}`, transactionId, txRef: undefined, providerRef: undefined },
  ...{ amountKobo, currency: 'NGN', status },
});

/** Lists one on each page, in this order. */
export const listingChargebacks = (...told: readonly Chargeback[]): PaymentProvider => ({
  ...flutterwave(askingNobody),
  listChargebacks: async (page) => ({
    kind: 'found',
    value: { items: told.slice(page - 1, page), unreadable: 0, more: page < told.length },
  }),
});
