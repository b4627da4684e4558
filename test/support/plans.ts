import { randomBytes } from 'node:crypto';
import { Accounts } from '../../shared/data/accounts.ts';
import { Members } from '../../shared/data/members.ts';
import type { Subscriber } from '../../shared/data/subscriptions.ts';
import * as subscriptions from '../../shared/data/subscriptions.ts';
import { commit } from '../../shared/data/write.ts';
import { openOrganisation } from '../../shared/domain/account.ts';
import type { PaidPlan } from '../../shared/domain/plan.ts';
import { priceLists } from '../../shared/domain/price-list.ts';
import { beginSubscription, type Subscription } from '../../shared/domain/subscription.ts';
import { freshId } from './table.ts';

/** Accounts with plans, put into the table by hand; take `useTable()`. */

/**
 * When plans of tests begin that are not about an hour of today: the clock of the shared cloud finds none of their months over.
 */
export const begun = new Date('2031-01-31T09:00:00.000Z');

export const freshSubscriptionId = (): string => `sub_${randomBytes(16).toString('hex')}`;

/** An organisation whose owner is no user, and its id. */
export async function newAccount(ownerId = freshId('usr')): Promise<string> {
  const accountId = freshId('acc');
  const { account, owner } = openOrganisation({ accountId, name: 'Obi & Sons', ownerId, at: begun });
  if (!(await commit([Accounts.insertion(account), Members.insertion(owner)])))
    throw new Error('the account exists');
  return accountId;
}

/** A time so many days ago. */
export const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60_000);

/** What an account has now. Throws where it has no subscription. */
export async function subscriberOf(accountId: string): Promise<Subscriber & { subscription: Subscription }> {
  const found = await subscriptions.meet(accountId);
  if (!found?.subscription) throw new Error(`${accountId} has no subscription`);
  return { ...found, subscription: found.subscription };
}

/** Gives an account a month of a plan, as if it had been paid for. */
export async function subscribe(accountId: string, plan: PaidPlan, at = begun): Promise<Subscription> {
  const subscriber = await subscriptions.meet(accountId);
  if (!subscriber) throw new Error(`${accountId} is gone`);
  const [list] = priceLists;
  if (!list) throw new Error('there is no price list');
  const by = { accountId, subscriptionId: freshSubscriptionId(), userId: subscriber.account.ownerId };
  const price = { worthKobo: list.plans[plan].monthlyKobo, priceList: list.id };
  const next = beginSubscription({ ...by, ...price, plan }, subscriber.subscription, at);
  if (!(await subscriptions.change(subscriber, next))) throw new Error('somebody was first');
  return next;
}

/** Changes an account's subscription by a rule, as a route would. */
export async function changeBy(
  accountId: string,
  change: (before: Subscription) => Subscription,
): Promise<Subscription> {
  const subscriber = await subscriberOf(accountId);
  const next = change(subscriber.subscription);
  if (!(await subscriptions.change(subscriber, next))) throw new Error('somebody was first');
  return next;
}
