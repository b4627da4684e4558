import type { PaymentAttempt } from './payment-attempt.ts';
import type { ListedRefund, Refund } from './refund.ts';

/** Whether a refund can be asked for without more going back than was paid. Amounts are whole kobo. */

/**
 * `given`: so much was given back already, perhaps by hand on the provider's own pages. `taken`: the payer's bank has taken it back
 * meanwhile, so that it would go back twice.
 */
export type Room = 'enough' | 'given' | 'taken';

/**
 * @param listed what the provider knows of the transaction
 * @param others further refunds of it
 * @param takenKobo what the bank has of it
 */
export function roomFor(
  { kobo }: Pick<Refund, 'kobo'>,
  { amountKobo: paidKobo }: Pick<PaymentAttempt, 'amountKobo'>,
  {
    listed,
    others,
    takenKobo,
  }: { listed: readonly ListedRefund[]; others: readonly Refund[]; takenKobo: number },
): Room {
  const given = [...listed, ...unlisted(others, listed)]
    .filter(({ status }) => status !== 'failed')
    .reduce((sum, { amountKobo }) => sum + amountKobo, 0);
  if (given + kobo > paidKobo) return 'given';
  return given + kobo + takenKobo > paidKobo ? 'taken' : 'enough';
}

/** Further refunds that were promised, as the provider would list them if its list were complete. */
const unlisted = (others: readonly Refund[], listed: readonly ListedRefund[]): ListedRefund[] =>
  others.flatMap(({ state, providerRefundId: id, kobo: amountKobo }) =>
    (state === 'in-flight' || state === 'done') && id !== undefined && !listed.some((each) => each.id === id)
      ? [{ id, amountKobo, status: state }]
      : [],
  );
