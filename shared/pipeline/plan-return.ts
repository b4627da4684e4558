import * as subscriptions from '../data/subscriptions.ts';
import type { Write } from '../data/write.ts';
import { isForPlan, type Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import { endSubscription } from '../domain/subscription.ts';

/**
 * What ends a plan whose money goes back, together with that: all that was paid for the month that it is in. Nothing where only a part
 * goes back, or another month has been paid for since.
 */
export async function endingBy(payment: Payment, refunds: readonly Refund[], at: Date): Promise<Write[]> {
  const unearned = refunds
    .filter(({ state }) => state !== 'failed')
    .reduce((sum, { unearnedKobo = 0 }) => sum + unearnedKobo, 0);
  if (!isForPlan(payment) || unearned < payment.amountKobo) return [];
  const subscriber = await subscriptions.meet(payment.accountId);
  const { purpose } = payment;
  const subscription = subscriber?.subscription;
  const isIts =
    subscription?.subscriptionId === purpose.subscriptionId &&
    subscription.number === purpose.number &&
    subscription.state !== 'ended';
  return subscriber && isIts ? subscriptions.changesOf(subscriber, endSubscription(subscription, at)) : [];
}
