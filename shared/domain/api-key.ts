import type { Member } from './account.ts';
import { fail } from './fault.ts';
import { type AccountRole, allows, keyScopes, type Permission, permissions } from './permission.ts';
import type { User } from './user.ts';

/** A secret that acts for an account in the name of whoever made it, within its scopes. */
export interface ApiKey {
  accountId: string;
  keyId: string;
  /** The user in whose name it acts: it can never do more than they may. */
  createdBy: string;
  name: string;
  scopes: readonly Permission[];
  /** SHA-256 of the secret, hexadecimal. The secret itself has 256 random bits, so a plain hash is enough. */
  secretHash: string;
  /** When it stops working. */
  expiresAt: string;
  createdAt: string;
  revision: number;
}

/** Keys of one account at most, those that have expired included. */
export const mostKeys = 50;

const day = 24 * 60 * 60_000;
/** Milliseconds a key lives unless something else is said, and at most. */
const usualLife = 365 * day;
const longestLife = 730 * day;

/** Milliseconds between two notes of when a key was used. */
const usesApart = 60 * 60_000;

/**
 * A new key. Throws `forbidden`, naming the scopes, where it would be mightier than a key may be or than whoever makes it, and
 * `invalid-request` for an end that is past or too far.
 */
export function makeApiKey(input: {
  accountId: string;
  keyId: string;
  createdBy: string;
  /** Role of whoever makes it in the account. */
  role: AccountRole;
  name: string;
  scopes: readonly Permission[];
  secretHash: string;
  expiresAt: string | undefined;
  at: Date;
}): ApiKey {
  const { role, at, expiresAt, scopes, ...rest } = input;
  const beyond = scopes.filter((scope) => !keyScopes.includes(scope) || !allows(role, scope));
  if (beyond.length > 0)
    fail('forbidden', `You cannot give an API key what it or you may not do: ${beyond.join(', ')}.`);
  return {
    ...rest,
    scopes: permissions.filter((permission) => scopes.includes(permission)),
    expiresAt: endOf(expiresAt, at),
    createdAt: at.toISOString(),
    revision: 1,
  };
}

function endOf(wanted: string | undefined, at: Date): string {
  const end = wanted === undefined ? at.getTime() + usualLife : Date.parse(wanted);
  // Written so that what is no time at all is refused, too.
  if (!(end > at.getTime() && end <= at.getTime() + longestLife))
    return fail('invalid-request', 'Check expiresAt.', [
      { field: 'expiresAt', message: 'Choose a time that is to come, at most two years from now.' },
    ]);
  return new Date(end).toISOString();
}

export const renameApiKey = (key: ApiKey, name: string): ApiKey => ({
  ...key,
  name,
  revision: key.revision + 1,
});

/**
 * Whether its maker has left the organisation since a key was made. Whoever comes back does not bring their keys along: they
 * may have been sent away because of one.
 */
export const hasLostItsPlace = (key: ApiKey, maker: User, member: Member | undefined): boolean =>
  key.accountId !== maker.accountId && (member === undefined || key.createdAt < member.createdAt);

/**
 * Whether a key opens anything. `suspended`: not while its maker is disabled or about to be deleted. `dead`: never again, because
 * its maker has left, or is gone.
 */
export const keyStates = ['active', 'expired', 'suspended', 'dead'] as const;
export type KeyState = (typeof keyStates)[number];

/**
 * @param maker undefined for somebody who was erased
 * @param member the maker's place in the account of the key
 */
export function keyStateOf(
  key: ApiKey,
  maker: User | undefined,
  member: Member | undefined,
  at: Date,
): KeyState {
  if (!maker || hasLostItsPlace(key, maker, member)) return 'dead';
  if (Date.parse(key.expiresAt) <= at.getTime()) return 'expired';
  return maker.state === 'active' && maker.closesAt === undefined ? 'active' : 'suspended';
}

/** Whether the use of a key is to be noted: about the hour is what people want to know. */
export const isWorthNoting = (usedAt: string | undefined, at: Date): boolean =>
  usedAt === undefined || Date.parse(usedAt) + usesApart <= at.getTime();
