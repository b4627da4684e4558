import { postpone } from '../data/due.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import * as wallets from '../data/wallets.ts';
import { Fault } from '../domain/fault.ts';
import { type PlanNews, withNews } from '../domain/plan-news.ts';
import { priceOfNext } from '../domain/plan-quote.ts';
import { awaitRenewal, isAwaitedLong, missRenewal } from '../domain/renewal.ts';
import {
  cardOwnerOf,
  endSubscription,
  foresee,
  isRunning,
  renewSubscription,
  type Subscription,
  withSubscription,
} from '../domain/subscription.ts';
import type { DueWork } from './due-work.ts';
import type { Settling } from './payment-settling.ts';
import { isIn, isLeft, withoutCard } from './plan-belonging.ts';
import { payFromWallet } from './plan-buying.ts';
import { type Charged, type Charging, followCharge, startCharge } from './plan-charging.ts';
import { tellNews, type tellOfPlan } from './plan-telling.ts';

/** Whom the clock has found, with what they have. */
type Due = Subscriber & { subscription: Subscription };

interface Renewing extends Omit<Settling, 'newId'> {
  newId: Charging['newId'];
  /** Tells the owner. */
  tell: typeof tellOfPlan;
}

/** Subscriptions whose month is over or about to be. Every step is one transaction, and whoever loses one leaves it to the winner. */
export const renewalWork = (renewing: Renewing): DueWork<Subscription> => ({
  kind: 'subscription',
  list: subscriptions.listDueSubscriptions,
  keyOf: subscriptions.keyOf,
  handle: async ({ accountId, subscriptionId }) => {
    const at = renewing.now();
    const subscriber = await subscriptions.meet(accountId);
    const subscription = subscriber?.subscription;
    if (!subscription) return 'gone';
    const { lookAt } = subscription;
    if (subscription.subscriptionId !== subscriptionId || lookAt === undefined || lookAt > at.toISOString())
      return 'left';
    if (subscription.news) return tellLate({ ...subscriber, subscription }, { ...renewing, at });
    return handle({ ...subscriber, subscription }, { ...renewing, at });
  },
});

type Moment = Renewing & { at: Date };

async function handle(due: Due, moment: Moment): Promise<string> {
  const { account, subscription } = due;
  const { at } = moment;
  if (isRunning(subscription, at)) return lookAhead(due, moment);
  if (subscription.renewalId !== undefined) {
    const charged = await followCharge(due, subscription.renewalId, moment);
    return charged.outcome === 'waiting' ? awaited(charged, moment) : borne(charged, moment);
  }
  if (subscription.cancelAtPeriodEnd || (await isLeft(account))) return end(due, moment);
  const payer = cardOwnerOf(subscription);
  if (payer !== undefined && !(await isIn(account, payer))) return forget(due, moment);
  return (await isPaidByWallet(due, moment))
    ? payOut(due, moment)
    : borne(await startCharge(due, moment), moment);
}

/** A card of somebody who has left is not charged; the wallet pays when the clock comes by again. */
async function forget({ subscription }: Due, { at }: Moment): Promise<string> {
  return (await subscriptions.note(subscription, withoutCard(subscription, at))) ? 'forgotten' : 'left';
}

/** Without a card, and in the grace also where there is one: whoever has filled the wallet then has paid. */
async function isPaidByWallet({ account, subscription }: Due, { at }: Moment): Promise<boolean> {
  if (!subscription.card) return true;
  return subscription.state === 'past-due' && hasEnough({ account, subscription }, at);
}

async function hasEnough({ account, subscription }: Due, at: Date): Promise<boolean> {
  const { availableKobo } = await wallets.read(account.accountId);
  return availableKobo >= priceOfNext(subscription, at).worthKobo;
}

/**
 * Nobody knows yet whether the card was charged. After a day that puts off neither the wallet, nor what the owner hears, nor the end; what the
 * card was charged goes back, or into the wallet, then.
 */
async function awaited({ due, triedAt = due.subscription.period.until }: Charged, moment: Moment) {
  const { at } = moment;
  if (!isAwaitedLong(triedAt, at)) return 'waiting';
  if (await isLeft(due.account)) return end(due, moment);
  if (await hasEnough(due, at)) return payOut(due, moment);
  const next = awaitRenewal(due.subscription, triedAt, at);
  const done = next && (await settle(due, next, moment));
  return done === 'ended' || done === 'left' ? done : 'waiting';
}

const borne = async ({ outcome, due, triedAt }: Charged, moment: Moment): Promise<string> =>
  outcome === 'missed' ? miss(due, moment, triedAt) : outcome;

const end = (due: Due, moment: Moment): Promise<string> =>
  settle(due, endSubscription(due.subscription, moment.at), moment);

const miss = (due: Due, moment: Moment, triedAt?: string): Promise<string> =>
  settle(due, missRenewal(due.subscription, moment.at, triedAt), moment);

/** Milliseconds until an owner who could not be told is told again. */
const tellAgainAfter = 60 * 60_000;

/** Tells what nobody has told yet; what else is due has its turn after that. */
async function tellLate(due: Due, { at, ...telling }: Moment): Promise<string> {
  if (await tellNews(due, telling)) return 'told';
  const later = new Date(at.getTime() + tellAgainAfter);
  await postpone('subscription', subscriptions.keyOf(due.subscription), at, later);
  return 'untold';
}

/** Some days before a month ends somebody hears that they have too little for the next one, once. */
async function lookAhead(due: Due, { at, log, tell }: Moment): Promise<string> {
  const { account, subscription } = due;
  const kobo = priceOfNext(subscription, at).worthKobo;
  const { availableKobo } = await wallets.read(account.accountId);
  const isWanting = availableKobo < kobo && !(await isLeft(account));
  const seen = foresee(subscription);
  const next = isWanting ? withNews(seen, { kind: 'plan-wanting', kobo }, at) : seen;
  if (!(await subscriptions.change(due, next))) return 'left';
  await tellNews({ account, subscription: next }, { log, tell });
  return isWanting ? 'wanting' : 'enough';
}

/** Pays for the next month out of the wallet. */
async function payOut(due: Due, moment: Moment): Promise<string> {
  const { account, subscription } = due;
  const { at, log, tell } = moment;
  const price = priceOfNext(subscription, at);
  const totalKobo = price.worthKobo;
  const renewed = renewSubscription(subscription, price, at);
  const next = withNews(renewed, { kind: 'plan-paid', kobo: totalKobo }, at);
  try {
    if (!(await payFromWallet(due, next, { totalKobo, conditions: [] }, at))) return 'left';
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'insufficient-funds') throw error;
    // The card is not charged again while it may have been.
    return subscription.renewalId === undefined ? miss(due, moment) : 'waiting';
  }
  await tellNews({ account: withSubscription(account, next), subscription: next }, { log, tell });
  return 'renewed';
}

/** It is past due, still so, or has ended; its owner hears of what matters. */
async function settle(due: Due, next: Subscription, { at, log, tell }: Moment): Promise<string> {
  const { account, subscription } = due;
  const kind = newsOf(subscription, next);
  const { worthKobo: kobo } = priceOfNext(subscription, at);
  const noted = kind ? withNews(next, { kind, kobo }, at) : next;
  if (!(await subscriptions.change(due, noted))) return 'left';
  await tellNews({ account, subscription: noted }, { log, tell });
  return next.state;
}

function newsOf(before: Subscription, next: Subscription): PlanNews['kind'] | undefined {
  if (next.state === 'ended') return 'plan-ended';
  if (before.state === 'active') return 'plan-unpaid';
  return next.isWarned && !before.isWarned ? 'plan-ending' : undefined;
}
