import { creditFor, type Period } from './billing-period.ts';
import { fail } from './fault.ts';
import { wholeNaira } from './naira.ts';
import { isAbove, type PaidPlan } from './plan.ts';
import { type PriceList, priceListAt, priceLists } from './price-list.ts';
import {
  followingMonth,
  isRunning,
  type MonthPrice,
  monthNow,
  nextPlanOf,
  refuse,
  type Subscription,
} from './subscription.ts';

/**
 * What asking for a plan means. `start`: there is none. `upgrade`: a dearer one, at once. `renewal`: the month that is due. `switch`:
 * another one from the next month on, or no other after all; nothing is paid for that.
 */
export const planOccasions = ['start', 'upgrade', 'renewal', 'switch'] as const;
export type PlanOccasion = (typeof planOccasions)[number];

/** What a plan costs right now. Amounts are whole kobo. */
export interface PlanQuote {
  occasion: PlanOccasion;
  plan: PaidPlan;
  priceList: string;
  /** Of a month. */
  monthlyKobo: number;
  /** What the plan so far is still worth, in whole naira. */
  creditKobo: number;
  /** What is to be paid. */
  totalKobo: number;
  /** The month it is for. */
  period: Period;
}

/**
 * What a plan costs whoever has a subscription, or none. Throws `subscription-state` for what cannot be had in its state.
 *
 * @param documents of the present month: what it includes, and what was used of it
 */
export function quotePlan(
  subscription: Subscription | undefined,
  plan: PaidPlan,
  documents: { included: number; used: number },
  at: Date,
  lists: readonly PriceList[] = priceLists,
): PlanQuote {
  const { id, plans } = priceListAt(at, lists);
  const { monthlyKobo } = plans[plan];
  const quote = { plan, priceList: id, monthlyKobo, creditKobo: 0 };
  const begunNow = monthNow(at).period;
  if (!subscription || subscription.state === 'ended')
    return { ...quote, occasion: 'start', totalKobo: monthlyKobo, period: begunNow };
  const { period: following } = followingMonth(subscription, at);
  if (!isRunning(subscription, at)) {
    if (plan !== nextPlanOf(subscription))
      refuse(`The month is over: pay for ${nextPlanOf(subscription)} first, or cancel.`);
    return { ...quote, occasion: 'renewal', totalKobo: monthlyKobo, period: following };
  }
  if (!isAbove(plan, subscription.plan)) {
    if (plan === nextPlanOf(subscription)) refuse(`It is ${plan} already.`);
    return { ...quote, occasion: 'switch', totalKobo: 0, period: following };
  }
  const stillWorth = creditFor(subscription.worthKobo, subscription.period, documents, at);
  // So what is asked for is whole naira, as all prices are: what the provider makes of kobo is not known.
  const creditKobo = wholeNaira(Math.min(monthlyKobo, stillWorth));
  return {
    ...quote,
    occasion: 'upgrade',
    creditKobo,
    totalKobo: monthlyKobo - creditKobo,
    period: begunNow,
  };
}

/** What the next month costs, by the list in force when it is paid. */
export function priceOfNext(
  subscription: Subscription,
  at: Date,
  lists: readonly PriceList[] = priceLists,
): MonthPrice {
  const { id, plans } = priceListAt(at, lists);
  return { priceList: id, worthKobo: plans[nextPlanOf(subscription)].monthlyKobo };
}

/** Throws `price-changed` for another amount than what is to be paid now. */
export function requirePrice({ totalKobo }: PlanQuote, confirmedKobo: number): void {
  if (confirmedKobo === totalKobo) return;
  fail('price-changed', `The price is ${totalKobo} kobo. Confirm exactly that.`, [
    { field: 'totalKobo', message: `Send ${totalKobo}.` },
  ]);
}
