import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { Write } from '../data/write.ts';
import { isForPlan, type Payment, type PlanPayment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import { endSubscription, lowerWorth, payingWith, type Subscription } from '../domain/subscription.ts';

/**
 * What a refund does to the plan that was paid for, together with that: with all that was paid for the month that it is in, it ends; with a
 * part, its month is worth so much less. Nothing where another month has been paid for since. What was given up stays given up when the
 * refund fails: the money is in the wallet then.
 *
 * @param earlier refunds of the payment, those that failed too
 */
export async function returningBy(
  payment: Payment,
  earlier: readonly Refund[],
  { unearnedKobo = 0 }: Refund,
  at: Date,
): Promise<Write[]> {
  if (!isForPlan(payment) || unearnedKobo === 0) return [];
  const subscriber = await subscriberBy(payment);
  if (!subscriber || !isOfItsMonth(payment, subscriber)) return [];
  const all = earlier.reduce((sum, { unearnedKobo: kobo = 0 }) => sum + kobo, unearnedKobo);
  const { subscription } = subscriber;
  return all < payment.amountKobo
    ? [subscriptions.noteOf(subscription, lowerWorth(subscription, unearnedKobo))]
    : subscriptions.changesOf(subscriber, endSubscription(subscription, at));
}

/**
 * What a chargeback does to the plan that was paid for, together with that: one that takes all of the month that it is in ends it. Any other
 * has its card forgotten: whoever disputes it is not charged again.
 *
 * @param takenKobo what the bank has of the transaction by now
 * @param earnedKobo what of the transaction has paid for a month
 */
export async function disputedBy(
  payment: Payment,
  { takenKobo, earnedKobo }: { takenKobo: number; earnedKobo: number },
  at: Date,
): Promise<Write[]> {
  if (!isForPlan(payment)) return [];
  const subscriber = await subscriberBy(payment);
  if (!subscriber) return [];
  const { subscription } = subscriber;
  const isWhole = earnedKobo > 0 && takenKobo >= earnedKobo;
  if (isWhole && isOfItsMonth(payment, subscriber))
    return subscriptions.changesOf(subscriber, endSubscription(subscription, at));
  if (!subscription.card) return [];
  const next = payingWith({ ...subscription, revision: subscription.revision + 1 }, undefined);
  return subscriptions.changesOf(subscriber, next);
}

type Paying = Subscriber & { subscription: Subscription };

/** Who has what a payment was for, unless it has ended or is another one. */
async function subscriberBy({ accountId, purpose }: PlanPayment): Promise<Paying | undefined> {
  const subscriber = await subscriptions.meet(accountId);
  const subscription = subscriber?.subscription;
  const isIts = subscription?.subscriptionId === purpose.subscriptionId && subscription.state !== 'ended';
  return subscriber && isIts ? { ...subscriber, subscription } : undefined;
}

const isOfItsMonth = ({ purpose }: PlanPayment, { subscription }: Paying): boolean =>
  subscription.number === purpose.number;
