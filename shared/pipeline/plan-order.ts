import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { PaidPlan } from '../domain/plan.ts';
import { requirePrice } from '../domain/plan-quote.ts';
import { requireWon } from '../domain/revision.ts';
import { refuse, type Subscription, withSubscription } from '../domain/subscription.ts';
import type { Log } from '../runtime/log.ts';
import { accepted, meetSubscriber, payFromWallet, planQuoteFor, priceConditions } from './plan-buying.ts';
import { tellOfPlan } from './plan-telling.ts';

/** What somebody asks for: a plan, at the price they saw. */
interface PlanOrder {
  plan: PaidPlan;
  totalKobo: number;
}

interface Ordering {
  accountId: string;
  userId: string;
  at: Date;
  log: Log;
}

/**
 * Begins a plan, paid out of the wallet. Repeated with the same id it answers what it did before. Throws `subscription-state`,
 * `price-changed`, `insufficient-funds`.
 */
export async function beginPlan(
  order: PlanOrder,
  subscriptionId: string,
  ordering: Ordering,
): Promise<Subscriber> {
  const subscriber = await meetSubscriber(ordering.accountId);
  if (subscriber.subscription?.subscriptionId === subscriptionId) return subscriber;
  if (subscriber.subscription && subscriber.subscription.state !== 'ended')
    refuse('There is a subscription already. Change that one: POST /subscription/change.');
  return take(subscriber, order, subscriptionId, ordering);
}

/** Changes the plan, or pays the month that is due. Throws as {@link beginPlan} does. */
export async function changePlan(order: PlanOrder, ordering: Ordering): Promise<Subscriber> {
  const subscriber = await meetSubscriber(ordering.accountId);
  const { subscription } = subscriber;
  if (!subscription || subscription.state === 'ended')
    return refuse('There is no subscription. Begin one: POST /subscription.');
  return take(subscriber, order, subscription.subscriptionId, ordering);
}

/** Changes a subscription without money. Throws `subscription-state` where there is none, or it cannot be changed so. */
export async function changedBy(
  accountId: string,
  change: (before: Subscription) => Subscription,
): Promise<Subscriber> {
  const subscriber = await meetSubscriber(accountId);
  if (!subscriber.subscription) return refuse('There is no subscription. Begin one: POST /subscription.');
  const subscription = change(subscriber.subscription);
  requireWon(await subscriptions.change(subscriber, subscription));
  return { account: withSubscription(subscriber.account, subscription), subscription };
}

async function take(
  subscriber: Subscriber,
  { plan, totalKobo }: PlanOrder,
  subscriptionId: string,
  { userId, at, log }: Ordering,
): Promise<Subscriber> {
  const { quote, used } = await planQuoteFor(subscriber, plan, at);
  requirePrice(quote, totalKobo);
  const subscription = accepted(subscriber, quote, { subscriptionId, userId }, at);
  const conditions = priceConditions(subscriber, quote, used);
  requireWon(await payFromWallet(subscriber, subscription, { totalKobo, conditions, byUserId: userId }, at));
  const changed = { account: withSubscription(subscriber.account, subscription), subscription };
  if (quote.occasion !== 'switch') await tellOfPlan('plan-paid', changed, { kobo: totalKobo, log });
  return changed;
}
