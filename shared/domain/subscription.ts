import type { Account } from './account.ts';
import { anchorDayOf, monthFrom, type PaidPeriod, type Period } from './billing-period.ts';
import { fail } from './fault.ts';
import type { PaidPlan, Plan } from './plan.ts';
import { nextLookOf, type PlanNews } from './plan-news.ts';

/** A plan that an account pays for, month by month. All changes are pure; amounts are whole kobo. */

/**
 * `active`: its month is paid for. `past-due`: its month is over and the next one could not be paid; it is tried again while the
 * grace lasts. `ended`: for good; whoever wants a plan again begins another subscription.
 */
export const subscriptionStates = ['active', 'past-due', 'ended'] as const;
export type SubscriptionState = (typeof subscriptionStates)[number];

/** A card that pays for the months to come. */
export interface SavedCard {
  /** Sealed: what charges the card. */
  token: string;
  /** Whoever paid with it first; absent where it was saved before this was noted. */
  userId?: string | undefined;
  /** The address that the card was first used with: the provider charges it with no other. */
  email: string;
  lastDigits?: string | undefined;
  brand?: string | undefined;
  /** `MM/YY` */
  expiry?: string | undefined;
}

export interface Subscription {
  accountId: string;
  /** Of this one, from its beginning to its end. */
  subscriptionId: string;
  state: SubscriptionState;
  plan: PaidPlan;
  /** Which month is paid for: 1, 2, 3, … */
  number: number;
  period: Period;
  /** The day of the month in Lagos on which months begin. */
  anchorDay: number;
  /** What the month is worth: what was paid for it, with what an earlier plan was still worth. */
  worthKobo: number;
  /** Of that, what the month before was still worth, where it was given up for this one. */
  creditKobo?: number | undefined;
  /** The list that its price comes from. */
  priceList: string;
  /** Whether it ends with its month, because somebody cancelled it. */
  cancelAtPeriodEnd: boolean;
  /** The plan of the next month, where it is another one. */
  nextPlan?: PaidPlan | undefined;
  /** What the next month is paid with; out of the wallet where there is none. */
  card?: SavedCard | undefined;
  /** The payment by which the card is being charged for the next month. */
  renewalId?: string | undefined;
  /** Whether it was looked, before the month ends, if the wallet has enough for the next one. */
  isForeseen: boolean;
  /** Whether its owner was told, or is about to be, that it ends soon unless the month that is due is paid. */
  isWarned?: boolean | undefined;
  /** Whoever began it. */
  userId: string;
  startedAt: string;
  endedAt?: string | undefined;
  /** What its owner is still to be told. */
  news?: PlanNews | undefined;
  /** When the clock looks at it; absent once it has ended. */
  lookAt?: string | undefined;
  revision: number;
}

const day = 24 * 60 * 60_000;

/** Days after the end of a month in which a plan goes on although the next one is not paid. */
export const graceDays = 7;

/** Days before the end of a month on which it is looked whether there is enough for the next one. */
const foresightDays = 3;

/** The time so many days of 24 hours later. */
export const daysAfter = (time: string, days: number): string =>
  new Date(Date.parse(time) + days * day).toISOString();

/** When its plan is over if nothing more is paid. */
export const graceUntil = ({ period }: Pick<Subscription, 'period'>): string =>
  daysAfter(period.until, graceDays);

/** The plan of its next month. */
export const nextPlanOf = ({ plan, nextPlan = plan }: Pick<Subscription, 'plan' | 'nextPlan'>): PaidPlan =>
  nextPlan;

/** What a month is worth, and the list that its price comes from. */
export type MonthPrice = Pick<Subscription, 'worthKobo' | 'priceList'>;

/** @param previous an earlier one of the account; throws `subscription-state` for one that has not ended */
export function beginSubscription(
  beginning: Pick<Subscription, 'accountId' | 'subscriptionId' | 'plan' | 'userId'> & MonthPrice,
  previous: Subscription | undefined,
  at: Date,
): Subscription {
  if (previous && previous.state !== 'ended') refuse('There is a subscription already. Change that one.');
  return withLook({
    ...beginning,
    state: 'active',
    number: 1,
    ...monthNow(at),
    cancelAtPeriodEnd: false,
    isForeseen: false,
    startedAt: at.toISOString(),
    revision: (previous?.revision ?? 0) + 1,
  });
}

export function refuse(message: string): never {
  return fail('subscription-state', message);
}

export function monthNow(at: Date): Pick<Subscription, 'period' | 'anchorDay'> {
  const from = at.toISOString();
  const anchorDay = anchorDayOf(from);
  return { anchorDay, period: monthFrom(from, anchorDay) };
}

/** A dearer plan at once: its month begins now. Whoever cancelled before still has. */
export function upgradeSubscription(
  subscription: Subscription,
  plan: PaidPlan,
  price: MonthPrice & Pick<Subscription, 'creditKobo'>,
  at: Date,
): Subscription {
  requireRunning(subscription, at);
  return nextMonth(subscription, plan, price, monthNow(at));
}

/**
 * The next month is paid: it follows the one before without a gap, also where it is paid late. Once the grace is over it begins now,
 * because there was no plan meanwhile. Throws `subscription-state` for one that is not to go on.
 */
export function renewSubscription(subscription: Subscription, price: MonthPrice, at: Date): Subscription {
  const { state, cancelAtPeriodEnd } = subscription;
  if (state === 'ended' || cancelAtPeriodEnd) refuse('It does not go on.');
  const paid = { ...price, creditKobo: undefined };
  return nextMonth(subscription, nextPlanOf(subscription), paid, followingMonth(subscription, at));
}

/** The month that is paid for next, if it is paid for at that time. */
export function followingMonth(
  subscription: Subscription,
  at: Date,
): Pick<Subscription, 'period' | 'anchorDay'> {
  const { period, anchorDay } = subscription;
  const isOver = at.toISOString() >= graceUntil(subscription);
  return isOver ? monthNow(at) : { anchorDay, period: monthFrom(period.until, anchorDay) };
}

const nextMonth = (
  subscription: Subscription,
  plan: PaidPlan,
  price: MonthPrice & Pick<Subscription, 'creditKobo'>,
  month: Pick<Subscription, 'period' | 'anchorDay'>,
): Subscription =>
  withChange(subscription, {
    creditKobo: undefined,
    ...price,
    ...month,
    plan,
    nextPlan: undefined,
    state: 'active',
    number: subscription.number + 1,
    renewalId: undefined,
    isForeseen: false,
    isWarned: undefined,
  });

/** What pays for further months, as part of a change: a card, or without one the wallet. */
export const payingWith = (subscription: Subscription, card: SavedCard | undefined): Subscription =>
  withLook({ ...subscription, card });

/** Whose card pays; undefined where none does. */
export const cardOwnerOf = ({ card, userId }: Subscription): string | undefined =>
  card && (card.userId ?? userId);

/** The card is charged no more, and nothing of it is kept: the wallet pays. What it is being charged for at this moment is followed. */
export function forgetCard(subscription: Subscription): Subscription {
  const lookAt = nextLookOf(subscription);
  const revision = subscription.revision + 1;
  const next = { ...subscription, card: undefined, news: undefined, lookAt, revision };
  const isTried = subscription.state === 'past-due' || subscription.renewalId !== undefined;
  return isTried ? next : withLook(next);
}

/** It was looked whether there is enough for the next month. */
export const foresee = (subscription: Subscription): Subscription =>
  withChange(subscription, { isForeseen: true });

/** Another plan from the next month on; the present one takes such a wish back. */
export function switchSubscription(subscription: Subscription, plan: PaidPlan, at: Date): Subscription {
  requireRunning(subscription, at);
  if (subscription.cancelAtPeriodEnd) refuse('It ends with its month. Resume it first.');
  return withChange(subscription, { nextPlan: plan === subscription.plan ? undefined : plan });
}

/** It ends with the month that is paid for; at once where that is over. */
export function cancelSubscription(subscription: Subscription, at: Date): Subscription {
  if (subscription.state === 'ended') refuse('It has ended already.');
  if (subscription.cancelAtPeriodEnd) refuse('It is cancelled already.');
  return isRunning(subscription, at)
    ? withChange(subscription, { cancelAtPeriodEnd: true, nextPlan: undefined })
    : endSubscription(subscription, at);
}

/** Takes a cancellation back, as long as the month lasts. */
export function resumeSubscription(subscription: Subscription, at: Date): Subscription {
  requireRunning(subscription, at);
  if (!subscription.cancelAtPeriodEnd) refuse('It was not cancelled.');
  return withChange(subscription, { cancelAtPeriodEnd: false });
}

export const endSubscription = (subscription: Subscription, at: Date): Subscription =>
  withChange(subscription, {
    state: 'ended',
    endedAt: at.toISOString(),
    nextPlan: undefined,
    card: undefined,
    renewalId: undefined,
  });

/** Whether the month that is paid for lasts. */
export const isRunning = ({ state, period }: Subscription, at: Date): boolean =>
  state === 'active' && at.toISOString() < period.until;

function requireRunning(subscription: Subscription, at: Date): void {
  if (subscription.state === 'ended') refuse('It has ended. Begin another one: POST /subscription.');
  if (!isRunning(subscription, at))
    refuse('Its month is over and the next one is not paid yet. Pay it first.');
}

/** The subscription after something happened to it, and when the clock looks at it then. */
export const withChange = (subscription: Subscription, change: Partial<Subscription>): Subscription =>
  // What was not told yet of how it was before is told no more.
  withLook({ ...subscription, news: undefined, ...change, revision: subscription.revision + 1 });

/** The clock looks at it when its month ends, and before that where it might not be able to go on. */
function withLook(subscription: Subscription): Subscription {
  const { state, period, isForeseen, cancelAtPeriodEnd, card } = subscription;
  if (state === 'ended') return { ...subscription, lookAt: undefined };
  const isSettled = isForeseen || cancelAtPeriodEnd || card !== undefined;
  return { ...subscription, lookAt: isSettled ? period.until : daysAfter(period.until, -foresightDays) };
}

/** The account as its subscription makes it. */
export const withSubscription = (account: Account, subscription: Subscription): Account => ({
  ...account,
  plan: subscription.state === 'ended' ? 'free' : subscription.plan,
  paid: paidOf(subscription),
  revision: account.revision + 1,
});

function paidOf(subscription: Subscription): PaidPeriod | undefined {
  if (subscription.state === 'ended') return undefined;
  const { period, cancelAtPeriodEnd } = subscription;
  const nextPlan: Plan = cancelAtPeriodEnd ? 'free' : nextPlanOf(subscription);
  return { ...period, nextPlan, graceUntil: graceUntil(subscription) };
}
