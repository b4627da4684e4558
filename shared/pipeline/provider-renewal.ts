import { isForPlan, isLongAfter, type Payment } from '../domain/payment.ts';
import type { PaymentProvider, Subscription, Transaction } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';

/**
 * What the provider charges by itself, again and again, with the reference of the first payment (study, 4.4): a subscription to a plan of
 * its own. Months are renewed by us, so what it has charged is honoured, and then it is to charge no more.
 */

interface Asking {
  provider: PaymentProvider;
  log: Log;
}

/**
 * Subscriptions of the provider that a further transaction of a payment belongs to: none where it is another payment for the same thing.
 * Undefined where nobody knows.
 */
export async function chargedBy(
  payment: Payment,
  transaction: Transaction,
  asking: Asking,
): Promise<Subscription[] | undefined> {
  if (payment.state !== 'paid' || !isForPlan(payment)) return [];
  const own = await subscriptionsOf(transaction.id, asking);
  if (!own || own.length > 0) return own;
  // It may know a subscription by its first transaction only. What was made while the page was open is a second attempt there.
  const { transactionId } = payment;
  const isLate = transaction.createdAt !== undefined && isLongAfter(payment, transaction.createdAt);
  return isLate && transactionId !== undefined ? subscriptionsOf(transactionId, asking) : [];
}

async function subscriptionsOf(
  transactionId: string,
  { provider, log }: Asking,
): Promise<Subscription[] | undefined> {
  const found = await provider.findSubscriptions({ transactionId });
  if (found.kind === 'found') return found.value;
  log.warn('subscriptions.not-known', { transactionId, outcome: found.kind, says: found.says });
  return undefined;
}

/** Ends what the provider charges by itself. What cannot be ended now is honoured, and ended with its next charge. */
export async function endAtProvider(
  charging: readonly Subscription[],
  { provider, log }: Asking,
): Promise<void> {
  for (const { id } of charging.filter(({ active }) => active)) {
    const { kind } = await provider.cancelSubscription(id);
    log[kind === 'found' ? 'info' : 'error']('provider-subscription.ended', { id, outcome: kind });
  }
}
