import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import * as wallets from '../data/wallets.ts';
import { Fault } from '../domain/fault.ts';
import { priceListAt } from '../domain/price-list.ts';
import {
  endSubscription,
  foresee,
  isLastTry,
  isRunning,
  missRenewal,
  nextPlanOf,
  renewSubscription,
  type Subscription,
  withSubscription,
} from '../domain/subscription.ts';
import type { Log } from '../runtime/log.ts';
import type { DueWork } from './due-work.ts';
import { payFromWallet } from './plan-buying.ts';
import type { tellOfPlan } from './plan-telling.ts';

/** Whom the clock has found, with what they have. */
type Due = Subscriber & { subscription: Subscription };

interface Renewing {
  now: () => Date;
  log: Log;
  /** Tells the owner. */
  tell: typeof tellOfPlan;
}

/** Subscriptions whose month is over or about to be. Every step is one transaction, and whoever loses one leaves it to the winner. */
export const renewalWork = ({ now, log, tell }: Renewing): DueWork<Subscription> => ({
  kind: 'subscription',
  list: subscriptions.listDueSubscriptions,
  keyOf: subscriptions.keyOf,
  handle: async ({ accountId, subscriptionId }) => {
    const at = now();
    const subscriber = await subscriptions.meet(accountId);
    const subscription = subscriber?.subscription;
    if (!subscription) return 'gone';
    const { lookAt } = subscription;
    if (subscription.subscriptionId !== subscriptionId || lookAt === undefined || lookAt > at.toISOString())
      return 'left';
    return handle({ ...subscriber, subscription }, { at, log, tell });
  },
});

interface Moment extends Pick<Renewing, 'log' | 'tell'> {
  at: Date;
}

async function handle(due: Due, moment: Moment): Promise<string> {
  const { account, subscription } = due;
  if (account.closesAt !== undefined) return end(due, moment);
  if (isRunning(subscription, moment.at)) return lookAhead(due, moment);
  return subscription.cancelAtPeriodEnd ? end(due, moment) : renew(due, moment);
}

const end = (due: Due, moment: Moment): Promise<string> =>
  settle(due, endSubscription(due.subscription, moment.at), moment);

/** Some days before a month ends somebody hears that they have too little for the next one, once. */
async function lookAhead(due: Due, { at, log, tell }: Moment): Promise<string> {
  const { account, subscription } = due;
  const kobo = priceOf(subscription, at);
  const { availableKobo } = await wallets.read(account.accountId);
  const next = foresee(subscription);
  if (!(await subscriptions.change(due, next))) return 'left';
  if (availableKobo >= kobo) return 'enough';
  await tell('plan-wanting', { account, subscription: next }, { kobo, log });
  return 'wanting';
}

/** By the list in force when it is paid. */
const priceOf = (subscription: Subscription, at: Date): number =>
  priceListAt(at).plans[nextPlanOf(subscription)].monthlyKobo;

async function renew(due: Due, moment: Moment): Promise<string> {
  const { account, subscription } = due;
  const { at, log, tell } = moment;
  const totalKobo = priceOf(subscription, at);
  const price = { worthKobo: totalKobo, priceList: priceListAt(at).id };
  const next = renewSubscription(subscription, price, at);
  try {
    if (!(await payFromWallet(due, next, { totalKobo, conditions: [] }, at))) return 'left';
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'insufficient-funds') throw error;
    return settle(due, missRenewal(subscription, at), moment);
  }
  const renewed = { account: withSubscription(account, next), subscription: next };
  await tell('plan-paid', renewed, { kobo: totalKobo, log });
  return 'renewed';
}

/** It is past due, still so, or has ended; its owner hears of what matters. */
async function settle(due: Due, next: Subscription, { at, log, tell }: Moment): Promise<string> {
  const { account, subscription } = due;
  if (!(await subscriptions.change(due, next))) return 'left';
  const told = { account, subscription: next };
  const kobo = priceOf(subscription, at);
  if (next.state === 'ended') await tell('plan-ended', told, { kobo, log });
  else if (subscription.state === 'active') await tell('plan-unpaid', told, { kobo, log });
  else if (isLastTry(next)) await tell('plan-ending', told, { kobo, log });
  return next.state;
}
