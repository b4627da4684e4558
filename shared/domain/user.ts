import type { Account } from './account.ts';
import { fail } from './fault.ts';
import type { AccountRole, Permission } from './permission.ts';
import { type Provider, providerLabels } from './provider.ts';

export const userRoles = ['user', 'admin'] as const;
export type UserRole = (typeof userRoles)[number];

export const userStates = ['active', 'disabled'] as const;
export type UserState = (typeof userStates)[number];

export interface User {
  userId: string;
  /** The user's personal account. */
  accountId: string;
  email: string;
  name: string;
  /** Who vouches for them; absent for somebody who has a password. */
  provider?: Provider | undefined;
  /** What the user pool calls somebody who has no password; see {@link poolNameOf}. */
  poolName?: string | undefined;
  /** On the record and not in the token, so that a change counts at once. */
  role: UserRole;
  /** A disabled user cannot log in, and no token or key of theirs works. */
  state: UserState;
  /** When everything of the user is erased, because they or an administrator asked for it. */
  closesAt?: string | undefined;
  /** The picture that is shown of them; absent while there is none. Another picture has another id. */
  avatarId?: string | undefined;
  /** Seconds since 1970: tokens of sessions that began earlier no longer work. */
  tokensValidFrom: number;
  /** The one session that goes on although it began earlier: that in which the password was changed. */
  keptSession?: string | undefined;
  /** Sessions that were ended: session id to the second when no token of them can be alive any more. */
  endedSessions: Record<string, number>;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** What a token says of the session it belongs to. */
export interface Session {
  /** The user pool's `origin_jti`: all tokens that stem from one login share it. */
  sessionId: string;
  /** The second in which it began. Refreshing does not make it younger. */
  startedAt: number;
}

/** Who acts for an account: somebody who is logged in, or an API key in the name of whoever made it. */
export interface Actor {
  userId: string;
  accountId: string;
  /** The role in that account. */
  accountRole: AccountRole;
  /** The role in the system. */
  role: UserRole;
  /** What an API key is narrowed to; absent for somebody who is logged in. */
  key?: { keyId: string; scopes: readonly Permission[] } | undefined;
}

/** Somebody who is logged in, in their personal account: whom routes about the user themselves are given. */
export interface SignedIn extends Actor {
  session: Session;
}

/** The user pool's subject, a UUID, as our id: deterministic, so signing up twice cannot make two users. */
export const userIdOf = (subject: string): string => `usr_${subject.replaceAll('-', '').toLowerCase()}`;

/**
 * What the user pool calls a user. Those with a password are known there by the subject that made their id; their address is
 * another name, which may change.
 */
export const poolNameOf = ({ poolName, userId }: Pick<User, 'poolName' | 'userId'>): string =>
  poolName ?? userId.slice(4).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** @throws Fault `no-password` for somebody whom a provider lets in */
export function requirePassword({ provider }: Pick<User, 'provider'>): void {
  if (provider)
    fail(
      'no-password',
      `You log in with ${providerLabels[provider]} and have no password here. Protect your account there.`,
    );
}

/**
 * The user and personal account of somebody who logs in for the first time. Tokens of sessions from before this login are
 * refused: they cannot be of somebody who knew the password that was chosen with the mailed code.
 */
export function welcome(input: {
  userId: string;
  accountId: string;
  email: string;
  name: string;
  role: UserRole;
  provider?: Provider | undefined;
  poolName?: string | undefined;
  /** Second in which the session of this login began. */
  startedAt: number;
  at: Date;
}): {
  user: User;
  account: Account;
} {
  const at = input.at.toISOString();
  return {
    user: {
      userId: input.userId,
      accountId: input.accountId,
      email: input.email,
      name: input.name,
      provider: input.provider,
      poolName: input.poolName,
      role: input.role,
      state: 'active',
      tokensValidFrom: input.startedAt,
      endedSessions: {},
      createdAt: at,
      updatedAt: at,
      revision: 1,
    },
    account: {
      accountId: input.accountId,
      name: input.name,
      kind: 'personal',
      ownerId: input.userId,
      plan: 'free',
      createdAt: at,
      revision: 1,
    },
  };
}

/** Whether tokens of this session are still good. */
export const acceptsSession = (
  { tokensValidFrom, keptSession, endedSessions }: User,
  { sessionId, startedAt }: Session,
): boolean =>
  (startedAt >= tokensValidFrom || sessionId === keptSession) && !Object.hasOwn(endedSessions, sessionId);

/** Seconds a refresh token lives, counted from the login: refreshing does not prolong it. `lib/data-stack.ts` says the same. */
export const refreshTokenLife = 30 * 24 * 60 * 60;

/**
 * Seconds from the beginning of a session until every token of it has expired: an access token may have been fetched at
 * the very end, and the user pool may count from a proof that a second factor or a hosted page followed.
 */
export const sessionLife = refreshTokenLife + 2 * 60 * 60;

/** Ended sessions remembered at most, those that began last: bounds the record of somebody who logs out all day. */
const mostEndedSessions = 200;

/**
 * The user with one session ended. Those whose tokens have all expired by now are forgotten. Where there are too many to
 * remember, every session ends that began no later than one that is forgotten: none ever comes back to life.
 */
export function endSession(user: User, { sessionId, startedAt }: Session, at: Date): User {
  const now = Math.floor(at.getTime() / 1000);
  const ended = Object.entries({ ...user.endedSessions, [sessionId]: startedAt + sessionLife })
    .filter(([, expires]) => expires > now)
    .toSorted(([, left], [, right]) => right - left);
  const [, expiryOfForgotten = 0] = ended[mostEndedSessions] ?? [];
  return {
    ...user,
    endedSessions: Object.fromEntries(ended.slice(0, mostEndedSessions)),
    tokensValidFrom: Math.max(user.tokensValidFrom, expiryOfForgotten - sessionLife + 1),
    keptSession: user.keptSession === sessionId ? undefined : user.keptSession,
    updatedAt: at.toISOString(),
    revision: user.revision + 1,
  };
}

/**
 * The user with every session ended that has begun up to now, but for `kept`, unless that has been ended meanwhile by
 * somebody else. The user pool counts sessions by whole seconds, so those of the present second end too: nobody should
 * be told that they may log in before it is over.
 */
export const endAllSessions = (user: User, at: Date, kept?: Session): User => ({
  ...user,
  tokensValidFrom: Math.max(user.tokensValidFrom, Math.floor(at.getTime() / 1000) + 1),
  keptSession: kept && acceptsSession(user, kept) ? kept.sessionId : undefined,
  endedSessions: {},
  updatedAt: at.toISOString(),
  revision: user.revision + 1,
});

/** The user with another address. Every session ends that has begun up to now, but for `kept`. */
export const moveUser = (user: User, email: string, at: Date, kept?: Session): User => ({
  ...endAllSessions(user, at, kept),
  email,
});

export const renameUser = (user: User, name: string, at: Date): User => ({
  ...user,
  name,
  updatedAt: at.toISOString(),
  revision: user.revision + 1,
});

/** The user with another role in the system. */
export const changeRole = (user: User, role: UserRole, at: Date): User => ({
  ...user,
  role,
  updatedAt: at.toISOString(),
  revision: user.revision + 1,
});

/** The user with another picture, or with none. */
export const showAvatar = (user: User, avatarId: string | undefined, at: Date): User => ({
  ...user,
  avatarId,
  updatedAt: at.toISOString(),
  revision: user.revision + 1,
});
