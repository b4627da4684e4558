import * as z from 'zod';
import type { Account } from '../domain/account.ts';
import { fail } from '../domain/fault.ts';
import { providers } from '../domain/provider.ts';
import { requireWon } from '../domain/revision.ts';
import {
  endAllSessions,
  endSession,
  type Session,
  type User,
  userRoles,
  userStates,
} from '../domain/user.ts';
import * as accounts from './accounts.ts';
import * as addresses from './addresses.ts';
import { entity } from './entity.ts';
import * as sessions from './sessions.ts';
import { commit, type Write } from './write.ts';

export const Users = entity<User>({
  name: 'user',
  schema: z.object({
    userId: z.string(),
    accountId: z.string(),
    email: z.string(),
    name: z.string(),
    provider: z.enum(providers).optional(),
    poolName: z.string().optional(),
    role: z.enum(userRoles),
    state: z.enum(userStates),
    tokensValidFrom: z.number(),
    keptSession: z.string().optional(),
    endedSessions: z.record(z.string(), z.number()),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (user) => userKey(user.userId),
});

export const userKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'profile' });

export const find = (userId: string): Promise<User | undefined> => Users.get(userKey(userId));

/** Throws `unauthenticated` for a user that is gone. */
export const get = async (userId: string): Promise<User> =>
  (await find(userId)) ?? fail('unauthenticated', 'This user does not exist any more.');

/** The user whom an e-mail address belongs to. */
export async function findByAddress(email: string): Promise<User | undefined> {
  const holder = await addresses.find(email);
  return holder && find(holder.userId);
}

/**
 * Inserts a user with the personal account and takes the address for them; false when the user exists already, or somebody
 * else has the address.
 */
export const insert = (user: User, account: Account): Promise<boolean> =>
  commit([Users.insertion(user), accounts.insertionOf(account), addresses.insertionOf(user)]);

/** Throws `conflict` when somebody changed the user in between. */
export async function replace(previous: User, next: User): Promise<void> {
  requireWon(await commit([Users.replacement(previous, next)]));
}

/** Attempts against other changes of the same user: each loses to a change that won, so few are ever needed. */
const attempts = 5;

/** Ends one session for good, with what is noted of it. */
export async function endUserSession(userId: string, session: Session, at: Date): Promise<void> {
  await change(userId, (user) => endSession(user, session, at), [sessions.erasureOf(userId, session)]);
}

/** Ends every session for good, but for `kept` where that goes on. Resolves to the user as they are then. */
export const endUserSessions = (userId: string, at: Date, kept?: Session): Promise<User> =>
  change(userId, (user) => endAllSessions(user, at, kept));

/** Must not be lost to another change of the user, so it tries again. */
async function change(
  userId: string,
  make: (user: User) => User,
  together: readonly Write[] = [],
): Promise<User> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const user = await get(userId);
    const next = make(user);
    if (await commit([Users.replacement(user, next), ...together])) return next;
  }
  return requireWon(false);
}
