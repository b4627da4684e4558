import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { Payment } from '../domain/payment.ts';
import { type PlanQuote, requirePrice } from '../domain/plan-quote.ts';
import { requireWon } from '../domain/revision.ts';
import {
  forgetCard,
  isRunning,
  nextPlanOf,
  payingWith,
  refuse,
  type Subscription,
  withSubscription,
} from '../domain/subscription.ts';
import {
  accepted,
  meetSubscriber,
  payFromWallet,
  planQuoteFor,
  priceConditions,
  wasTaken,
} from './plan-buying.ts';
import { type Ordering, openFor, type PlanCheckout } from './plan-checkout.ts';
import { tellOfPlan } from './plan-telling.ts';

/** What somebody asks for: a plan, at the price they saw. */
type PlanOrder = PlanCheckout & { payWith: 'wallet' | 'checkout' };

/** What has become of an order: the account as it is now, and the payment that it waits for. */
interface Ordered {
  subscriber: Subscriber;
  payment?: Payment;
}

/**
 * Begins a plan. Repeated with the same ids it answers what it did before. Throws `subscription-state`, `price-changed`,
 * `insufficient-funds`, and `unavailable` where the provider makes no page.
 */
export async function beginPlan(order: PlanOrder, ordering: Ordering): Promise<Ordered> {
  const subscriptionId = ordering.newId('sub');
  const subscriber = await meetSubscriber(ordering.accountId);
  if (subscriber.subscription?.subscriptionId === subscriptionId) return { subscriber };
  if (subscriber.subscription && subscriber.subscription.state !== 'ended')
    refuse('There is a subscription already. Change that one: POST /subscription/change.');
  return take(subscriber, order, subscriptionId, ordering);
}

/**
 * Changes the plan, pays the month that is due, or lets the wallet pay from now on. Repeated it answers how things are, and pays for nothing
 * again. Throws as {@link beginPlan} does.
 */
export async function changePlan(order: PlanOrder, ordering: Ordering): Promise<Ordered> {
  const { accountId, userId, at } = ordering;
  const subscriber = await meetSubscriber(accountId);
  const { subscription } = subscriber;
  if (!subscription || subscription.state === 'ended')
    return refuse('There is no subscription. Begin one: POST /subscription.');
  if (isHad(subscription, order, at))
    return { subscriber: await stay({ ...subscriber, subscription }, order.payWith) };
  if (order.payWith === 'wallet' && (await wasTaken(subscription, { ...order, userId }, at)))
    return { subscriber };
  return take(subscriber, order, subscription.subscriptionId, ordering);
}

/** Whether somebody asks, for nothing, for the plan that comes next anyway. */
const isHad = (subscription: Subscription, { plan, totalKobo }: PlanOrder, at: Date): boolean =>
  totalKobo === 0 &&
  isRunning(subscription, at) &&
  !subscription.cancelAtPeriodEnd &&
  plan === nextPlanOf(subscription);

/** The plan as it is; where the wallet is to pay, the card is forgotten. */
async function stay(
  subscriber: Subscriber & { subscription: Subscription },
  payWith: PlanOrder['payWith'],
): Promise<Subscriber> {
  if (payWith === 'checkout' || !subscriber.subscription.card) return subscriber;
  const subscription = forgetCard(subscriber.subscription);
  requireWon(await subscriptions.change(subscriber, subscription));
  return { account: withSubscription(subscriber.account, subscription), subscription };
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
  order: PlanOrder,
  subscriptionId: string,
  ordering: Ordering,
): Promise<Ordered> {
  const { quote, used } = await planQuoteFor(subscriber, order.plan, ordering.at);
  requirePrice(quote, order.totalKobo);
  // What costs nothing needs no page.
  if (order.payWith === 'wallet' || quote.totalKobo === 0)
    return { subscriber: await takeAtOnce(subscriber, { quote, used, subscriptionId }, order, ordering) };
  const payment = await openFor({ subscriber, quote, used, subscriptionId }, order, ordering);
  return { subscriber, payment };
}

/** Takes a plan without a page. Where the wallet is to pay, it does so from now on; otherwise a card that is saved still does. */
async function takeAtOnce(
  subscriber: Subscriber,
  { quote, used, subscriptionId }: { quote: PlanQuote; used: number; subscriptionId: string },
  { payWith }: PlanOrder,
  { userId, at, log }: Ordering,
): Promise<Subscriber> {
  const { occasion, totalKobo } = quote;
  const taken = accepted(subscriber, quote, { subscriptionId, userId }, at);
  const subscription = payWith === 'wallet' ? payingWith(taken, undefined) : taken;
  const conditions = priceConditions(subscriber, quote, { used, next: subscription });
  requireWon(await payFromWallet(subscriber, subscription, { totalKobo, conditions, byUserId: userId }, at));
  const changed = { account: withSubscription(subscriber.account, subscription), subscription };
  if (occasion !== 'switch') await tellOfPlan('plan-paid', changed, { kobo: totalKobo, log });
  return changed;
}
