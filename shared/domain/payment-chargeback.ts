import type { Chargeback } from './chargeback.ts';
import type { Payment } from './payment.ts';

/** The payment with all of its chargebacks, as they are: what was never in a wallet is of another currency, and not counted. */
export function withChargebacks(payment: Payment, chargebacks: readonly Chargeback[]): Payment {
  const taken = chargebacks.filter(({ state }) => state === 'taken');
  const kobo = taken.reduce((sum, each) => sum + each.kobo, 0);
  return { ...payment, chargedBackKobo: kobo > 0 ? kobo : undefined, revision: payment.revision + 1 };
}
