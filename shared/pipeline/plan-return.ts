import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { Write } from '../data/write.ts';
import type { Chargeback } from '../domain/chargeback.ts';
import { isForPlan, type Payment, type PlanPayment } from '../domain/payment.ts';
import type { PaymentAttempt } from '../domain/payment-attempt.ts';
import type { Refund } from '../domain/refund.ts';
import { endSubscription, payingWith, type Subscription } from '../domain/subscription.ts';
import {
  isForNothing,
  type Lowered,
  lowerWorth,
  raiseWorth,
  worthPartOf,
} from '../domain/subscription-worth.ts';

/**
 * What a refund does to the plan that was paid for, together with that: the month that it is in is worth so much less, and when nothing that
 * was paid for it is left, the plan ends. What was credited for the month before belongs to its worth, too. Nothing where the money was for a month that
 * is over. What was given up stays given up when the refund fails: the money is in the wallet then.
 */
export async function returningBy(
  payment: Payment,
  attempt: PaymentAttempt,
  { unearnedKobo = 0 }: Refund,
  at: Date,
): Promise<Write[]> {
  if (!isForPlan(payment) || unearnedKobo === 0) return [];
  const subscriber = await subscriberBy(payment);
  const part = subscriber && worthPartOf(subscriber.subscription, monthPaidBy(payment, attempt));
  if (!part) return [];
  const lowered = lowerWorth(subscriber.subscription, unearnedKobo, part);
  return isForNothing(lowered, part)
    ? subscriptions.changesOf(subscriber, endSubscription(subscriber.subscription, at))
    : [subscriptions.noteOf(subscriber.subscription, lowered)];
}

/** What a chargeback does to a plan. */
interface Disputed {
  writes: Write[];
  /** What the month is worth less, where the plan goes on. */
  lowered?: Lowered;
}

/**
 * What a chargeback does to the plan that was paid for, together with that: the month that it is in is worth so much less, and the plan ends,
 * as by a refund. In any case its card is forgotten: whoever disputes it is not charged again.
 *
 * @param kobo what this one takes
 * @param earnedKobo what of the transaction has paid for a month
 */
export async function disputedBy(
  payment: Payment,
  attempt: PaymentAttempt,
  { kobo, earnedKobo }: { kobo: number; earnedKobo: number },
  at: Date,
): Promise<Disputed> {
  if (!isForPlan(payment)) return { writes: [] };
  const subscriber = await subscriberBy(payment);
  if (!subscriber) return { writes: [] };
  const { subscription } = subscriber;
  const part = earnedKobo > 0 ? worthPartOf(subscription, monthPaidBy(payment, attempt)) : undefined;
  const next = lowerWorth(subscription, part ? kobo : 0, part ?? 'paid');
  if (part && isForNothing(next, part))
    return { writes: subscriptions.changesOf(subscriber, endSubscription(subscription, at)) };
  const loweredKobo = subscription.worthKobo - next.worthKobo;
  const lowered =
    part && loweredKobo > 0 ? { lowered: { number: subscription.number, part, kobo: loweredKobo } } : {};
  if (subscription.card)
    return { writes: subscriptions.changesOf(subscriber, payingWith(next, undefined)), ...lowered };
  return { writes: loweredKobo > 0 ? [subscriptions.noteOf(subscription, next)] : [], ...lowered };
}

/**
 * What winning a chargeback does to the plan, together with that: the month is worth again what it was. Nothing where the plan has ended or
 * another month has been paid for since: the money is in the wallet.
 */
export async function regainedBy(payment: Payment, { lowered }: Chargeback): Promise<Write[]> {
  if (!isForPlan(payment) || !lowered) return [];
  const subscription = (await subscriberBy(payment))?.subscription;
  const raised = subscription && raiseWorth(subscription, lowered);
  return raised ? [subscriptions.noteOf(subscription, raised)] : [];
}

/** Which month of its plan an attempt has paid for. */
const monthPaidBy = ({ purpose }: PlanPayment, { monthNumber = purpose.number }: PaymentAttempt): number =>
  monthNumber;

type Paying = Subscriber & { subscription: Subscription };

/** Who has what a payment was for, unless it has ended or is another one. */
async function subscriberBy({ accountId, purpose }: PlanPayment): Promise<Paying | undefined> {
  const subscriber = await subscriptions.meet(accountId);
  const subscription = subscriber?.subscription;
  const isIts = subscription?.subscriptionId === purpose.subscriptionId && subscription.state !== 'ended';
  return subscriber && isIts ? { ...subscriber, subscription } : undefined;
}
