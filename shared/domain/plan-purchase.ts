import { creditFor } from './billing-period.ts';
import { wholeNaira } from './naira.ts';
import type { PlanPayment, PlanPurpose } from './payment.ts';
import { isAbove } from './plan.ts';
import type { PlanQuote } from './plan-quote.ts';
import {
  beginSubscription,
  isRunning,
  type MonthPrice,
  nextPlanOf,
  renewSubscription,
  type Subscription,
  upgradeSubscription,
} from './subscription.ts';

/**
 * What is paid for by a quote; undefined for what costs nothing.
 *
 * @param subscriptionId of the subscription that is begun, if one is
 * @param used documents of the present month
 */
export function purposeOf(
  { occasion, plan, monthlyKobo }: PlanQuote,
  subscription: Subscription | undefined,
  subscriptionId: string,
  used: number,
): PlanPurpose | undefined {
  if (occasion === 'switch') return undefined;
  const which =
    occasion === 'start' || !subscription
      ? { subscriptionId, number: 1 }
      : { subscriptionId: subscription.subscriptionId, number: subscription.number + 1 };
  return { kind: 'plan', plan, occasion, ...which, worthKobo: monthlyKobo, used };
}

/** What is paid for by one more month. */
export const renewalPurpose = (subscription: Subscription, { worthKobo }: MonthPrice): PlanPurpose => ({
  kind: 'plan',
  plan: nextPlanOf(subscription),
  occasion: 'renewal',
  subscriptionId: subscription.subscriptionId,
  number: subscription.number + 1,
  worthKobo,
  used: 0,
});

/**
 * What a payment makes of the subscription that the account has by then. Undefined where it has moved on, so that what was paid for
 * cannot be had any more.
 *
 * @param included documents of the month that was the present one when the payment was begun
 */
export function boughtBy(
  payment: Pick<PlanPayment, 'purpose' | 'accountId' | 'userId' | 'priceList' | 'amountKobo' | 'createdAt'>,
  subscription: Subscription | undefined,
  included: number,
  at: Date,
): Subscription | undefined {
  const { purpose, accountId, userId, priceList, amountKobo } = payment;
  const { plan, occasion, subscriptionId, number, worthKobo } = purpose;
  const price = { worthKobo, priceList };
  if (occasion === 'start') {
    if (subscription && subscription.state !== 'ended') return undefined;
    return beginSubscription({ accountId, subscriptionId, plan, userId, ...price }, subscription, at);
  }
  if (subscription?.subscriptionId !== subscriptionId || subscription.number + 1 !== number) return undefined;
  if (occasion === 'upgrade') {
    const creditKobo = worthKobo - amountKobo;
    const isCovered = creditKobo <= creditAtQuote(payment, subscription, included);
    const isUpgrade = isCovered && isRunning(subscription, at) && isAbove(plan, subscription.plan);
    return isUpgrade ? upgradeSubscription(subscription, plan, { ...price, creditKobo }, at) : undefined;
  }
  const goesOn = subscription.state !== 'ended' && !subscription.cancelAtPeriodEnd;
  return goesOn && plan === nextPlanOf(subscription) ? renewSubscription(subscription, price, at) : undefined;
}

/** What would have been credited when an upgrade was quoted, had the month been worth what it is now: money for it may have gone back since. */
const creditAtQuote = (
  { purpose: { used }, createdAt }: Pick<PlanPayment, 'purpose' | 'createdAt'>,
  { worthKobo, period }: Subscription,
  included: number,
): number => wholeNaira(creditFor(worthKobo, period, { included, used }, new Date(createdAt)));

/** Whether a saved card was charged for a month that other money has paid for meanwhile: nobody has asked for that. */
export const isDouble = (
  { purpose, checkout }: Pick<PlanPayment, 'purpose' | 'checkout'>,
  subscription: Subscription | undefined,
): boolean =>
  checkout === undefined &&
  purpose.occasion === 'renewal' &&
  subscription?.subscriptionId === purpose.subscriptionId &&
  subscription.number >= purpose.number;
