import * as z from 'zod';
import { type EmailChange, mostEmailChanges } from '../domain/email-change.ts';
import type { User } from '../domain/user.ts';
import * as addresses from './addresses.ts';
import { countUp } from './counts.ts';
import { entity } from './entity.ts';
import { Users } from './users.ts';
import { commit, refusedOf, type Write } from './write.ts';

const EmailChanges = entity<EmailChange>({
  name: 'email-change',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ userId }) => userId,
    open: ['state', 'failures'],
    quiet: ['salt', 'createdAt', 'expiresAt'],
  },
  schema: z.object({
    userId: z.string(),
    accountId: z.string(),
    email: z.string(),
    state: z.enum(['waiting', 'moving']),
    salt: z.string(),
    codeHash: z.string(),
    failures: z.number(),
    createdAt: z.string(),
    expiresAt: z.number().optional(),
    revision: z.number(),
  }),
  keys: ({ userId }) => changeKey(userId),
});

const changeKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'email-change' });

/** What a user wants; it may be over. */
export const find = (userId: string): Promise<EmailChange | undefined> => EmailChanges.get(changeKey(userId));

/** Seconds a count of a day is kept: past its end wherever the day is looked at from. */
const countLife = 2 * 24 * 60 * 60;

/**
 * Stores a wish in place of an earlier one. Undefined when it was stored; or else which limit of the day was reached, or that
 * somebody changed the earlier one in between.
 *
 * @param addressHash names the address among all users
 */
export async function put(
  change: EmailChange,
  previous: EmailChange | undefined,
  addressHash: string,
): Promise<'user' | 'address' | 'changed' | undefined> {
  const { userId, createdAt } = change;
  const day = createdAt.slice(0, 10);
  const forgotten = Math.floor(Date.parse(createdAt) / 1000) + countLife;
  const ofDay = (pk: string, most: number): Write =>
    countUp({ pk, sk: `email-changes#${day}` }, 'emailChanges', most, forgotten);
  const refused = await refusedOf([
    ofDay(`user#${userId}`, mostEmailChanges.user),
    ofDay(`address#${addressHash}`, mostEmailChanges.address),
    previous ? EmailChanges.replacement(previous, change) : EmailChanges.insertion(change),
  ]);
  const first = refused.indexOf(true);
  return first < 0 ? undefined : ((['user', 'address'] as const)[first] ?? 'changed');
}

/** False when somebody changed the wish in between. */
export const replace = (previous: EmailChange, next: EmailChange): Promise<boolean> =>
  commit([EmailChanges.replacement(previous, next)]);

/**
 * Takes the new address for the user, who keeps the old one too. `taken` when somebody else has it, `changed` when the wish or
 * the user changed in between.
 */
export async function takeAddress(
  previous: EmailChange,
  moving: EmailChange,
  user: User,
): Promise<'taken' | 'changed' | undefined> {
  const refused = await refusedOf([
    addresses.insertionOf(moving),
    EmailChanges.replacement(previous, moving),
    Users.unchanged(user),
  ]);
  if (refused[1] || refused[2]) return 'changed';
  return refused[0] ? 'taken' : undefined;
}

/** The user with the new address alone; the wish is fulfilled. False when one of the two changed in between. */
export const finish = (change: EmailChange, previous: User, next: User): Promise<boolean> =>
  commit([Users.replacement(previous, next), addresses.erasureOf(previous), EmailChanges.removal(change)]);

/** Forgets a wish, and sets the address free that it had taken. False when it changed in between. */
export const drop = (change: EmailChange): Promise<boolean> =>
  commit([EmailChanges.removal(change), ...(change.state === 'moving' ? [addresses.erasureOf(change)] : [])]);
