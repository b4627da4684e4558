import { move } from '../data/ledger.ts';
import * as quotas from '../data/quota.ts';
import type { Subscriber } from '../data/subscriptions.ts';
import * as subscriptions from '../data/subscriptions.ts';
import { findByCause } from '../data/wallets.ts';
import { commit, type Write } from '../data/write.ts';
import { fail } from '../domain/fault.ts';
import type { PaidPlan } from '../domain/plan.ts';
import { type PlanQuote, quotePlan } from '../domain/plan-quote.ts';
import { includedFor } from '../domain/price-list.ts';
import {
  beginSubscription,
  isRunning,
  renewSubscription,
  type Subscription,
  switchSubscription,
  upgradeSubscription,
} from '../domain/subscription.ts';
import { closingFor } from './month-closing.ts';

/** What a plan costs whom, and how its months are paid for. */

/** An account with its subscription; whoever asks is logged in to it. Throws `unauthenticated` when it is gone. */
export const meetSubscriber = async (accountId: string): Promise<Subscriber> =>
  (await subscriptions.meet(accountId)) ?? fail('unauthenticated', 'This account does not exist any more.');

/** What a plan costs right now, with how many documents were used when that was said. Throws `subscription-state`. */
export async function planQuoteFor(
  { account, subscription }: Subscriber,
  plan: PaidPlan,
  at: Date,
): Promise<{ quote: PlanQuote; used: number }> {
  const used = subscription ? await quotas.usedIn(account.accountId, subscription.period.from) : 0;
  // A plan that is paid for includes what the list says, on every stage.
  const included = includedFor(account, undefined, at);
  return { quote: quotePlan(subscription, plan, { included, used }, at), used };
}

/** The subscription as an quote makes it. Throws `subscription-state` where it does not fit. */
export function accepted(
  { account: { accountId }, subscription }: Subscriber,
  { occasion, plan, monthlyKobo, creditKobo, priceList }: PlanQuote,
  by: Pick<Subscription, 'subscriptionId' | 'userId'>,
  at: Date,
): Subscription {
  const price = { worthKobo: monthlyKobo, priceList };
  if (occasion === 'start' || !subscription)
    return beginSubscription({ ...by, ...price, accountId, plan }, subscription, at);
  if (occasion === 'switch') return switchSubscription(subscription, plan, at);
  return occasion === 'upgrade'
    ? upgradeSubscription(subscription, plan, { ...price, creditKobo }, at)
    : renewSubscription(subscription, price, at);
}

/** What must still be so for a price to be right: what was not used is credited, so nothing may be used meanwhile, or after that. */
export const priceConditions = (
  { account, subscription }: Subscriber,
  { occasion, period }: PlanQuote,
  { used, next }: { used: number; next: Subscription },
): Write[] =>
  occasion === 'upgrade' && subscription
    ? closingFor({ account, subscription }, next, {
        ...{ used, credited: used },
        // The month of an upgrade begins when it is quoted.
        quotedAt: new Date(period.from),
      })
    : [];

/** Each month is paid for once, by whomever and with whatever. */
const causeOf = ({ subscriptionId, number }: Subscription): string => `month#${subscriptionId}#${number}`;

/** Whether the month that lasts was paid for by exactly this: whoever repeats an order, because its answer was lost, pays once. */
export async function wasTaken(
  subscription: Subscription,
  { plan, totalKobo, userId }: { plan: PaidPlan; totalKobo: number; userId: string },
  at: Date,
): Promise<boolean> {
  if (plan !== subscription.plan || !isRunning(subscription, at)) return false;
  const content = (await findByCause(causeOf(subscription)))?.content;
  const earned = content?.lines.find(({ account }) => account === 'revenue');
  return content?.byUserId === userId && content.plan === plan && earned?.kobo === totalKobo;
}

/**
 * Pays for a month out of the wallet, and makes the subscription what that buys, in one. False when one of the two changed in between;
 * nothing was paid then. Throws `insufficient-funds`.
 */
export async function payFromWallet(
  subscriber: Subscriber,
  next: Subscription,
  { totalKobo, conditions, byUserId }: { totalKobo: number; conditions: Write[]; byUserId?: string },
  at: Date,
): Promise<boolean> {
  const writes = [...subscriptions.changesOf(subscriber, next), ...conditions];
  if (totalKobo === 0) return commit(writes);
  const { accountId, subscriptionId, plan } = next;
  const charge = {
    movement: { kind: 'charge', kobo: totalKobo, source: 'plan' },
    cause: causeOf(next),
    about: { kind: 'subscription', id: subscriptionId },
    plan,
    byUserId,
  } as const;
  return (await move(accountId, [charge], at, writes)).outcome === 'moved';
}
