import * as z from 'zod';
import type { Account } from '../domain/account.ts';
import { fail } from '../domain/fault.ts';
import { plans } from '../domain/plan.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import { commit, type Write } from './write.ts';

export const Accounts = entity<Account>({
  name: 'account',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ accountId }) => accountId,
    open: ['kind', 'ownerId', 'plan', 'retentionDays', 'closesAt'],
  },
  schema: z.object({
    accountId: z.string(),
    name: z.string(),
    kind: z.enum(['personal', 'organisation']),
    ownerId: z.string(),
    // Accounts from before there were plans have none.
    plan: z.enum(plans).default('free'),
    paid: z
      .object({
        from: z.iso.datetime(),
        until: z.iso.datetime(),
        nextPlan: z.enum(plans),
        graceUntil: z.iso.datetime(),
      })
      .optional(),
    retentionDays: z.number().optional(),
    closesAt: z.string().optional(),
    createdAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, closesAt }) => ({
    ...accountKey(accountId),
    ...(closesAt === undefined ? {} : dueKeys('closed-account', accountId, closesAt)),
  }),
});

export const accountKey = (accountId: string) => ({ pk: `account#${accountId}`, sk: 'profile' });

/** What makes an account; it is written together with its owner. */
export const insertionOf = (account: Account): Write => Accounts.insertion(account);

/** Throws `unauthenticated` for an account that is gone: whoever asks is logged in to it. */
export const get = async (accountId: string): Promise<Account> =>
  (await find(accountId)) ?? fail('unauthenticated', 'This account does not exist any more.');

export const find = (accountId: string): Promise<Account | undefined> => Accounts.get(accountKey(accountId));

/** False when somebody changed the account in between. */
export const replace = (previous: Account, next: Account): Promise<boolean> =>
  commit([Accounts.replacement(previous, next)]);

/** By which `postpone` finds it. */
export const keyOf = ({ accountId }: Account): Key => accountKey(accountId);

/** Closed organisations whose time of grace is over. */
export const listClosed = async (at: Date, limit: number, onBroken: OnBroken): Promise<Account[]> =>
  Accounts.getReadable(await listDue('closed-account', at, limit), onBroken);

/** Removes the record when nothing else of the account is left. False when it changed in between. */
export const remove = (account: Account): Promise<boolean> => commit([Accounts.removal(account)]);
