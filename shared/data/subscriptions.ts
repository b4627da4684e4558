import * as z from 'zod';
import type { Account } from '../domain/account.ts';
import { paidPlans } from '../domain/plan.ts';
import { planNews } from '../domain/plan-news.ts';
import { type Subscription, subscriptionStates, withSubscription } from '../domain/subscription.ts';
import { Accounts, accountKey } from './accounts.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken, readTogether } from './entity.ts';
import { commit, type Write } from './write.ts';

/**
 * The subscription of an account, the latest one. It lies beside the wallet, and changes only together with the account, which says
 * which plan counts.
 */

const subscriptionKey = (accountId: string): Key => ({ pk: `wallet#${accountId}`, sk: 'subscription' });

const Subscriptions = entity<Subscription>({
  name: 'subscription',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ subscriptionId }) => subscriptionId,
    open: ['state', 'plan', 'number', 'worthKobo', 'priceList', 'cancelAtPeriodEnd', 'nextPlan'],
    quiet: ['lookAt', 'isForeseen', 'isWarned', 'renewalId', 'news'],
    // A month that a job has paid for is worth an entry, too.
    byJobs: ({ before, after }) => before?.state !== after?.state || before?.number !== after?.number,
  },
  schema: z.object({
    accountId: z.string(),
    subscriptionId: z.string(),
    state: z.enum(subscriptionStates),
    plan: z.enum(paidPlans),
    number: z.int().min(1),
    period: z.object({ from: z.iso.datetime(), until: z.iso.datetime() }),
    anchorDay: z.int().min(1).max(31),
    worthKobo: z.int().min(0),
    creditKobo: z.int().min(0).optional(),
    priceList: z.string(),
    cancelAtPeriodEnd: z.boolean(),
    nextPlan: z.enum(paidPlans).optional(),
    card: z
      .object({
        token: z.string(),
        userId: z.string().optional(),
        email: z.string(),
        lastDigits: z.string().optional(),
        brand: z.string().optional(),
        expiry: z.string().optional(),
      })
      .optional(),
    renewalId: z.string().optional(),
    isForeseen: z.boolean(),
    isWarned: z.boolean().optional(),
    userId: z.string(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    news: z
      .object({
        kind: z.enum(planNews),
        kobo: z.int().min(0),
        lookAt: z.iso.datetime().optional(),
      })
      .optional(),
    lookAt: z.iso.datetime().optional(),
    revision: z.int(),
  }),
  keys: ({ accountId, subscriptionId, lookAt }) => ({
    ...subscriptionKey(accountId),
    ...(lookAt === undefined ? {} : dueKeys('subscription', subscriptionId, lookAt)),
  }),
});

/** An account with the latest subscription it has had. */
export interface Subscriber {
  account: Account;
  subscription: Subscription | undefined;
}

/** Both as they are now; undefined when the account is gone. */
export async function meet(accountId: string): Promise<Subscriber | undefined> {
  const keys = [accountKey(accountId), subscriptionKey(accountId)] as const;
  const found = await readTogether(keys);
  const account = found(Accounts, keys[0]);
  return account && { account, subscription: found(Subscriptions, keys[1]) };
}

/** What changes both, if they are still as they were read. */
export const changesOf = ({ account, subscription }: Subscriber, next: Subscription): Write[] => [
  subscription ? Subscriptions.replacement(subscription, next) : Subscriptions.insertion(next),
  Accounts.replacement(account, withSubscription(account, next)),
];

/** What changes the subscription alone, where the account stays as it is. */
export const noteOf = (previous: Subscription, next: Subscription): Write =>
  Subscriptions.replacement(previous, next);

/** Writes {@link noteOf} down. False when it changed in between. */
export const note = (previous: Subscription, next: Subscription): Promise<boolean> =>
  commit([noteOf(previous, next)]);

/** False when one of them changed in between. */
export const change = (subscriber: Subscriber, next: Subscription): Promise<boolean> =>
  commit(changesOf(subscriber, next));

/** Subscriptions of all accounts whose month is over, or is about to be. */
export const listDueSubscriptions = async (
  at: Date,
  limit: number,
  onBroken: OnBroken,
): Promise<Subscription[]> => Subscriptions.getReadable(await listDue('subscription', at, limit), onBroken);

/** By which `postpone` finds it. */
export const keyOf = ({ accountId }: Subscription): Key => subscriptionKey(accountId);

/** Removes what is left of one whose account is gone. False when it changed in between. */
export const remove = (subscription: Subscription): Promise<boolean> =>
  commit([Subscriptions.removal(subscription)]);
