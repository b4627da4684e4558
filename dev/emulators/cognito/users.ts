/**
 * User records and where they are kept. The user name of a user is its `sub`; people sign in with their e-mail. Users whom an identity provider vouches for have a name made of the provider's and of what it calls them.
 */
import * as z from 'zod';
import type { CognitoDatabase } from './database.ts';
import { userNotFound } from './errors.ts';
import { hashSecret } from './secret-hash.ts';

const User = z.object({
  poolId: z.string(),
  sub: z.string(),
  /** By name, without `sub`. Always has `email`, in lower case. */
  attributes: z.record(z.string(), z.string()),
  /** Set for somebody whom an identity provider vouches for: which one, and what it calls them. */
  external: z.object({ provider: z.string(), userId: z.string(), createdAt: z.int() }).optional(),
  status: z.enum([
    'UNCONFIRMED',
    'CONFIRMED',
    'FORCE_CHANGE_PASSWORD',
    'RESET_REQUIRED',
    'EXTERNAL_PROVIDER',
  ]),
  enabled: z.boolean(),
  passwordHash: z.string(),
  /** Milliseconds since 1970; set while the password is temporary. */
  passwordExpiresAt: z.int().optional(),
  /** Secret that has been handed out but not yet proven with a code. */
  pendingSecret: z.string().optional(),
  softwareToken: z.object({ secret: z.string(), lastStep: z.int() }).optional(),
  mfaEnabled: z.boolean(),
  mfaPreferred: z.boolean(),
  groups: z.array(z.string()),
  createdAt: z.int(),
  modifiedAt: z.int(),
});
export type User = z.output<typeof User>;

const Row = z.object({ document: z.string() });

const read = (row: z.output<typeof Row> | undefined): User | undefined =>
  row && User.parse(JSON.parse(row.document));

/** What the API calls a user. Names of external users are in lower case, because the pool tells no cases apart. */
export const usernameOf = ({ external, sub }: User): string =>
  external ? externalName(external.provider, external.userId) : sub;

export const externalName = (provider: string, userId: string): string =>
  `${provider}_${userId}`.toLowerCase();

/** What no two users of a pool may share: external users may have the address of somebody with a password. */
const signInNameOf = (user: User): string => (user.external ? usernameOf(user) : emailOf(user));

export const emailOf = (user: User): string => user.attributes.email ?? '';

export const hasVerifiedEmail = (user: User): boolean => user.attributes.email_verified === 'true';

/** Names one person in the tables of codes and lockouts. */
export const subjectOf = (user: User): string => `${user.poolId}/${user.sub}`;

/**
 * The same for a name nobody has: kept apart from real subjects, which never contain a question mark, and hashed
 * because the name may be as long as its sender likes.
 */
export const unknownSubject = (poolId: string, username: string): string =>
  `${poolId}/?${hashSecret(username.toLowerCase())}`;

export class Users {
  readonly #database: CognitoDatabase;
  readonly #now: () => Date;

  constructor(database: CognitoDatabase, now: () => Date) {
    this.#database = database;
    this.#now = now;
  }

  /** By `sub`, or by e-mail address or name of an external user in any case. */
  find(poolId: string, username: string): User | undefined {
    return this.bySub(poolId, username) ?? this.bySignInName(poolId, username);
  }

  bySub(poolId: string, sub: string): User | undefined {
    return read(
      this.#database.get(Row, 'SELECT document FROM users WHERE pool_id = ? AND sub = ?', poolId, sub),
    );
  }

  /** Never an external user: those cannot be found by their address. */
  byEmail(poolId: string, email: string): User | undefined {
    const found = this.bySignInName(poolId, email);
    return found?.external ? undefined : found;
  }

  bySignInName(poolId: string, name: string): User | undefined {
    return read(
      this.#database.get(
        Row,
        'SELECT document FROM users WHERE pool_id = ? AND email = ?',
        poolId,
        name.toLowerCase(),
      ),
    );
  }

  /** @throws CognitoError UserNotFoundException */
  require(poolId: string, username: string): User {
    const user = this.find(poolId, username);
    if (user === undefined) throw userNotFound();
    return user;
  }

  /** Up to `limit` users in the order of their `sub`, after the given one. */
  page(poolId: string, after: string, limit: number): User[] {
    return this.#database
      .all(
        Row,
        'SELECT document FROM users WHERE pool_id = ? AND sub > ? ORDER BY sub LIMIT ?',
        poolId,
        after,
        limit,
      )
      .map((row) => User.parse(JSON.parse(row.document)));
  }

  /** Adds a user. The caller has checked that the e-mail address is free. */
  insert(user: User): void {
    this.#database.run(
      'INSERT INTO users (pool_id, sub, email, document) VALUES (?, ?, ?, ?)',
      user.poolId,
      user.sub,
      signInNameOf(user),
      JSON.stringify(user),
    );
  }

  /**
   * Changes the stored user and returns the new state. The change is applied to what is stored now, never to a
   * copy from before an `await`.
   * @throws CognitoError UserNotFoundException if the user has been deleted
   */
  change(user: Pick<User, 'poolId' | 'sub'>, change: (current: User) => Partial<User>): User {
    const current = this.bySub(user.poolId, user.sub);
    if (current === undefined) throw userNotFound();
    const changed = { ...current, ...change(current), modifiedAt: this.#now().getTime() };
    this.#database.run(
      'UPDATE users SET email = ?, document = ? WHERE pool_id = ? AND sub = ?',
      signInNameOf(changed),
      JSON.stringify(changed),
      changed.poolId,
      changed.sub,
    );
    return changed;
  }

  delete(user: User): void {
    this.#database.run('DELETE FROM users WHERE pool_id = ? AND sub = ?', user.poolId, user.sub);
  }
}

/** A user with the members every listing shares, in the API's own names. */
export function describeUser(user: User): {
  Username: string;
  UserCreateDate: number;
  UserLastModifiedDate: number;
  Enabled: boolean;
  UserStatus: User['status'];
} {
  return {
    Username: usernameOf(user),
    UserCreateDate: user.createdAt / 1_000,
    UserLastModifiedDate: user.modifiedAt / 1_000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** The attribute list as the API gives it, `sub` first. */
export function listAttributes(user: User): { Name: string; Value: string }[] {
  const identities = user.external ? { identities: JSON.stringify(identitiesOf(user)) } : {};
  return Object.entries({ sub: user.sub, ...user.attributes, ...identities }).map(([Name, Value]) => ({
    Name,
    Value,
  }));
}

/** Where an external user comes from, in the API's own names; none for others. */
export const identitiesOf = ({ external }: User): object[] =>
  external
    ? [
        {
          userId: external.userId,
          providerName: external.provider,
          providerType: external.provider,
          issuer: null,
          primary: 'true',
          dateCreated: String(external.createdAt),
        },
      ]
    : [];

/** The members that tell which second factor a user has; empty without one. */
export function describeMfa(user: User): { UserMFASettingList?: string[]; PreferredMfaSetting?: string } {
  if (!user.mfaEnabled) return {};
  return {
    UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
    ...(user.mfaPreferred ? { PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA' } : {}),
  };
}
