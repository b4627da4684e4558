import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { Write } from '../data/write.ts';
import { type Chargeback, loweredBy } from '../domain/chargeback.ts';
import { isForPlan, type Payment, type PlanPayment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';
import {
  endSubscription,
  lowerWorth,
  payingWith,
  raiseWorth,
  type Subscription,
} from '../domain/subscription.ts';

/** What became of the money of a payment before. */
interface Earlier {
  /** Those that failed, too. */
  refunds: readonly Refund[];
  chargebacks: readonly Chargeback[];
}

/**
 * What a refund does to the plan that was paid for, together with that: with all that was paid for the month that it is in, it ends; with a
 * part, its month is worth so much less. What the bank has taken of it counts, too. Nothing where another month has been paid for since.
 * What was given up stays given up when the refund fails: the money is in the wallet then.
 */
export async function returningBy(
  payment: Payment,
  earlier: Earlier,
  { unearnedKobo = 0 }: Refund,
  at: Date,
): Promise<Write[]> {
  if (!isForPlan(payment) || unearnedKobo === 0) return [];
  const subscriber = await subscriberBy(payment);
  if (!subscriber || !isOfItsMonth(payment, subscriber)) return [];
  const all = unearnedBy(earlier.refunds) + loweredBy(earlier.chargebacks) + unearnedKobo;
  const { subscription } = subscriber;
  return all < payment.amountKobo
    ? [subscriptions.noteOf(subscription, lowerWorth(subscription, unearnedKobo))]
    : subscriptions.changesOf(subscriber, endSubscription(subscription, at));
}

/** What refunds have given up of what was earned. */
const unearnedBy = (refunds: readonly Refund[]): number =>
  refunds.reduce((sum, { unearnedKobo = 0 }) => sum + unearnedKobo, 0);

/** What a chargeback does to a plan. */
interface Disputed {
  writes: Write[];
  /** What the month is worth less. */
  loweredKobo?: number;
}

/**
 * What a chargeback does to the plan that was paid for, together with that: with all of the month that it is in, it ends; with a part, its
 * month is worth so much less, as by a refund. In any case its card is forgotten: whoever disputes it is not charged again.
 *
 * @param kobo what this one takes
 * @param takenKobo what the bank has of the transaction by now, with this one
 * @param earnedKobo what of the transaction has paid for a month
 */
export async function disputedBy(
  payment: Payment,
  earlier: Earlier,
  { kobo, takenKobo, earnedKobo }: { kobo: number; takenKobo: number; earnedKobo: number },
  at: Date,
): Promise<Disputed> {
  if (!isForPlan(payment)) return { writes: [] };
  const subscriber = await subscriberBy(payment);
  if (!subscriber) return { writes: [] };
  const { subscription } = subscriber;
  const isOfMonth = isOfItsMonth(payment, subscriber) && earnedKobo > 0;
  const unearnedKobo = unearnedBy(earlier.refunds);
  if (isOfMonth && takenKobo + unearnedKobo >= earnedKobo)
    return { writes: subscriptions.changesOf(subscriber, endSubscription(subscription, at)) };
  const lowered = lowerWorth(subscription, isOfMonth ? kobo : 0);
  const loweredKobo = subscription.worthKobo - lowered.worthKobo;
  if (subscription.card)
    return { writes: subscriptions.changesOf(subscriber, payingWith(lowered, undefined)), loweredKobo };
  return { writes: loweredKobo > 0 ? [subscriptions.noteOf(subscription, lowered)] : [], loweredKobo };
}

/**
 * What winning a chargeback does to the plan, together with that: the month is worth again what it was. Nothing where the plan has ended or
 * another month has been paid for since: the money is in the wallet.
 */
export async function regainedBy(payment: Payment, { loweredKobo = 0 }: Chargeback): Promise<Write[]> {
  if (!isForPlan(payment) || loweredKobo === 0) return [];
  const subscriber = await subscriberBy(payment);
  if (!subscriber || !isOfItsMonth(payment, subscriber)) return [];
  const { subscription } = subscriber;
  return [subscriptions.noteOf(subscription, raiseWorth(subscription, loweredKobo))];
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
