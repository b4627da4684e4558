import {
  daysAfter,
  endSubscription,
  graceDays,
  graceUntil,
  type Subscription,
  withChange,
} from './subscription.ts';

/** How the next month of a plan is asked for: when its card is charged or its wallet tried, and what comes of it where neither pays. */

/** The day after the end of a month from which on the owner is warned that the plan ends. */
const warningDay = 5;

/** Days after the end of a month on which somebody who could not pay is asked again; the last one ends the grace. */
const retryDays = [1, 3, warningDay, graceDays];

/** Days after a charge of the card from which on the month counts as unpaid although nobody knows yet, and after which a plan may end. */
const awaitedDays = { unpaid: 1, end: 2 };

/** Milliseconds after which it is looked what has become of a charge of the card that was not known at once. */
const chargeLooksAfter = 60 * 60_000;

/** The card is about to be charged for the next month. */
export const chargeCard = (subscription: Subscription, renewalId: string, at: Date): Subscription => ({
  ...withChange(subscription, { renewalId }),
  lookAt: new Date(at.getTime() + chargeLooksAfter).toISOString(),
});

/**
 * The next month could not be paid: it is past due, and has ended once nobody will be asked again.
 *
 * @param triedAt when it was tried, where that is known only now: what was awaited until after the last try is tried once more, a day later
 */
export function missRenewal(subscription: Subscription, at: Date, triedAt = at.toISOString()): Subscription {
  const tries = retryDays.map((days) => daysAfter(subscription.period.until, days));
  const isLeft = tries.some((time) => time > triedAt);
  const late = isLeft ? daysAfter(at.toISOString(), 1) : undefined;
  const next = tries.find((time) => time > at.toISOString()) ?? late;
  if (next === undefined) return endSubscription(subscription, at);
  const missed = { ...withChange(subscription, { state: 'past-due', renewalId: undefined }), lookAt: next };
  return subscription.state === 'past-due' && isLastTry(missed) ? { ...missed, isWarned: true } : missed;
}

/** Whether nobody will be asked again after the next time. */
export const isLastTry = (subscription: Subscription): boolean =>
  subscription.state === 'past-due' &&
  subscription.lookAt !== undefined &&
  subscription.lookAt >= graceUntil(subscription);

/** When the wallet or the card is asked next, as its owner is told: of a charge that is awaited, until when the month can be paid. */
export const nextTryOf = (subscription: Subscription): string | undefined =>
  subscription.isWarned && subscription.renewalId !== undefined
    ? graceUntil(subscription)
    : subscription.lookAt;

/** Whether a charge is awaited for so long that nothing else is put off by it any more. */
export const isAwaitedLong = (triedAt: string, at: Date): boolean =>
  at.toISOString() >= daysAfter(triedAt, awaitedDays.unpaid);

/**
 * What a charge that is awaited for long ({@link isAwaitedLong}) makes of a subscription: it is past due, its owner is warned in time, and it
 * has ended with its grace, or some days after a charge at the end of that. Undefined where it stays as it is.
 */
export function awaitRenewal(
  subscription: Subscription,
  triedAt: string,
  at: Date,
): Subscription | undefined {
  const now = at.toISOString();
  const isGraceOver = now >= graceUntil(subscription);
  if (isGraceOver && now >= daysAfter(triedAt, awaitedDays.end)) return endSubscription(subscription, at);
  const { state, period, isWarned } = subscription;
  const lookAt = new Date(at.getTime() + chargeLooksAfter).toISOString();
  if (state === 'active') return { ...withChange(subscription, { state: 'past-due' }), lookAt };
  if (isWarned || now < daysAfter(period.until, warningDay)) return undefined;
  return { ...withChange(subscription, { isWarned: true }), lookAt };
}
