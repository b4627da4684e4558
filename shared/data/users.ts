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
  type UserRole,
  type UserState,
  userRoles,
  userStates,
} from '../domain/user.ts';
import { isAdministering } from '../domain/user-administration.ts';
import * as accounts from './accounts.ts';
import * as addresses from './addresses.ts';
import * as admins from './admins.ts';
import { tableName } from './client.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import * as sessions from './sessions.ts';
import { commit, type Write } from './write.ts';

export const Users = entity<User>({
  name: 'user',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ userId }) => userId,
    open: ['role', 'state', 'provider', 'closesAt'],
  },
  schema: z.object({
    userId: z.string(),
    accountId: z.string(),
    email: z.string(),
    name: z.string(),
    provider: z.enum(providers).optional(),
    poolName: z.string().optional(),
    role: z.enum(userRoles),
    state: z.enum(userStates),
    avatarId: z.string().optional(),
    closesAt: z.string().optional(),
    tokensValidFrom: z.number(),
    keptSession: z.string().optional(),
    endedSessions: z.record(z.string(), z.number()),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ userId, email, createdAt, closesAt }) => ({
    ...userKey(userId),
    gsi1pk: everybody,
    gsi1sk: `${createdAt}#${userId}`,
    gsi2pk: everybody,
    gsi2sk: `${email.toLowerCase()}#${userId}`,
    ...(closesAt === undefined ? {} : dueKeys('closing', userId, closesAt)),
  }),
});

/** Partition of both lists of users: by age and by address. */
const everybody = 'users';

export const userKey = (userId: string) => ({ pk: `user#${userId}`, sk: 'profile' });

/** By which `postpone` finds it. */
export const keyOf = ({ userId }: User): Key => userKey(userId);

export const find = (userId: string): Promise<User | undefined> => Users.get(userKey(userId));

/** Those that exist, in no order. */
export const findMany = (userIds: readonly string[]): Promise<User[]> => Users.getMany(userIds.map(userKey));

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
  commit([
    Users.insertion(user),
    accounts.insertionOf(account),
    addresses.insertionOf(user),
    ...admins.countChangeOf(undefined, user),
  ]);

/** What changes a user; written together with its cause. */
export const replacementOf = (previous: User, next: User): Write => Users.replacement(previous, next);

/**
 * Changes nothing, and loses when the user changed in between; so does whoever changes the user at this moment. For what must not happen to
 * somebody who is being closed.
 */
export const holdingStill = (user: User): Write =>
  Users.replacement(user, { ...user, revision: user.revision + 1 });

/** Changes nothing; loses for somebody who cannot log in any more, or is about to be erased. */
export const staying = (userId: string): Write => ({
  audited: 'none',
  item: {
    ConditionCheck: {
      TableName: tableName(),
      Key: userKey(userId),
      ConditionExpression: '#state = :active AND attribute_not_exists(#closesAt)',
      ExpressionAttributeNames: { '#state': 'state', '#closesAt': 'closesAt' },
      ExpressionAttributeValues: { ':active': 'active' },
    },
  },
});

/** False when somebody changed the user in between; for changes that nobody waits for. */
export const tryReplace = (previous: User, next: User, together: readonly Write[] = []): Promise<boolean> =>
  commit([Users.replacement(previous, next), ...admins.countChangeOf(previous, next), ...together]);

/**
 * Throws `conflict` when somebody changed the user in between, or a write beside it does not hold, and `last-admin` when nobody would
 * be left to administer the system.
 */
export async function replace(previous: User, next: User, together: readonly Write[] = []): Promise<void> {
  const won = await tryReplace(previous, next, together);
  const leaves = isAdministering(previous) && !isAdministering(next);
  if (!won && leaves && (await admins.isLastOne()))
    fail('last-admin', 'This is the last administrator. Make somebody else one first.');
  requireWon(won);
}

export interface UserFilter {
  role?: UserRole | undefined;
  state?: UserState | 'closing' | undefined;
  /** Beginning of the address; the list is in the order of addresses then. */
  email?: string | undefined;
  /** Part of the name or address. */
  search?: string | undefined;
}

/** All users, newest first. A page may be short although there is more: at most so many are looked at for it. */
export async function list(
  page: { limit: number; cursor?: string | undefined },
  filter: UserFilter,
): Promise<{ items: User[]; nextCursor: string | undefined }> {
  const { email, search = '', role = '', state = '' } = filter;
  const scope = ['users', email ?? '', search, role, state].join('|');
  const { items, end } = await Users.queryWhole(
    {
      ...(email === undefined
        ? { index: 'byAccount', newestFirst: true }
        : { index: 'byParent', sortPrefix: email.toLowerCase() }),
      partition: everybody,
      limit: page.limit,
      after: fromCursor(scope, page.cursor),
    },
    (user) => fits(user, filter),
  );
  return { items, nextCursor: toCursor(scope, end) };
}

function fits(user: User, { role, state, search }: UserFilter): boolean {
  const seen = user.closesAt === undefined ? user.state : 'closing';
  const text = `${user.name}\n${user.email}`.toLowerCase();
  return (
    (role === undefined || user.role === role) &&
    (state === undefined || seen === state) &&
    (search === undefined || text.includes(search.toLowerCase()))
  );
}

/** Users whose time of grace is over. */
export const listClosing = async (at: Date, limit: number, onBroken: OnBroken): Promise<User[]> =>
  Users.getReadable(await listDue('closing', at, limit), onBroken);

/** Removes the record when nothing else of the user is left, and sets the address free. False when it changed in between. */
export const remove = (user: User): Promise<boolean> =>
  commit([Users.removal(user), addresses.erasureOf(user)]);

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
