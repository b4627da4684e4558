/** Changes to users that several operations make, each with everything that has to happen along with it. */
import { randomUUID } from 'node:crypto';
import {
  type AttributeAuthor,
  type AttributeChange,
  applyAttributeChanges,
  isEmailAddress,
} from './attributes.ts';
import type { CognitoContext } from './context.ts';
import { CognitoError, invalidParameter } from './errors.ts';
import { type CodeDeliveryDetails, mailCode } from './mail.ts';
import type { UserPool } from './pool-definition.ts';
import { emailOf, subjectOf, type User } from './users.ts';

/**
 * Checks the name and attributes of a new user and returns the attributes to store.
 * @throws CognitoError InvalidParameterException or NotAuthorizedException
 */
export function attributesOfNewUser(
  pool: UserPool,
  username: string,
  changes: readonly AttributeChange[],
  author: AttributeAuthor,
): Record<string, string> {
  if (!isEmailAddress(username)) throw invalidParameter('Username should be an email.');
  const attributes = applyAttributeChanges(pool, undefined, changes, author);
  const email = username.toLowerCase();
  if (attributes.email !== undefined && attributes.email !== email) {
    throw invalidParameter('The email attribute differs from the username.');
  }
  return { email_verified: 'false', ...attributes, email };
}

/** @throws CognitoError UsernameExistsException */
export function requireFreeUsername(context: CognitoContext, pool: UserPool, email: string): void {
  if (context.users.byEmail(pool.id, email) !== undefined) {
    throw new CognitoError('UsernameExistsException', 'User already exists');
  }
}

/**
 * Stores a new user.
 * @throws CognitoError UsernameExistsException, also when a request that ran at the same time came first
 */
export function addUser(
  context: CognitoContext,
  pool: UserPool,
  details: Pick<User, 'attributes' | 'status' | 'passwordHash' | 'external'> & { passwordExpiresAt?: number },
): User {
  const at = context.now().getTime();
  const user: User = {
    poolId: pool.id,
    sub: randomUUID(),
    enabled: true,
    mfaEnabled: false,
    mfaPreferred: false,
    groups: [],
    createdAt: at,
    modifiedAt: at,
    ...details,
  };
  return context.database.transaction(() => {
    if (!user.external) requireFreeUsername(context, pool, emailOf(user));
    context.users.insert(user);
    return user;
  });
}

/** Removes a user with its sign-ins, sessions and codes. */
export function removeUser(context: CognitoContext, user: User): void {
  context.database.transaction(() => {
    context.signIns.deleteAll(user);
    context.sessions.endAll(user);
    context.codes.discardAll(subjectOf(user));
    context.users.delete(user);
  });
}

/** Ends every sign-in of a user, and every challenge that is waiting for an answer. */
export function signOutEverywhere(context: CognitoContext, user: User): void {
  context.database.transaction(() => {
    context.signIns.revokeAll(user);
    context.sessions.endAll(user);
  });
}

/** The key under which wrong passwords at sign-in are counted. */
export const passwordKey = (subject: string): string => `password/${subject}`;

/**
 * Gives a user a new password. Challenges begun with the old one end, a reset code becomes void and the lockout
 * is lifted. Tokens stay valid, as they do at Cognito: ending them is a separate call.
 * @param expiresAt milliseconds since 1970, for a temporary password
 * @throws CognitoError InvalidParameterException for somebody whom a provider vouches for
 */
export function storePassword(
  context: CognitoContext,
  user: Pick<User, 'poolId' | 'sub'>,
  passwordHash: string,
  expiresAt?: number,
): User {
  return context.database.transaction(() => {
    const changed = context.users.change(user, ({ external }) => {
      if (external) throw invalidParameter('A password for an external user is not emulated.');
      return {
        passwordHash,
        passwordExpiresAt: expiresAt,
        status: expiresAt === undefined ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD',
      };
    });
    const subject = subjectOf(changed);
    context.sessions.endAll(changed);
    context.codes.discard(subject, 'ResetPassword');
    context.lockout.clear(passwordKey(subject));
    return changed;
  });
}

/** An external user is not found by the address, so it takes none from anybody. */
function requireFreeAlias(context: CognitoContext, user: User, email: string): void {
  if (user.external) return;
  const holder = context.users.byEmail(user.poolId, email);
  if (holder !== undefined && holder.sub !== user.sub) {
    throw new CognitoError('AliasExistsException', 'An account with the email already exists.');
  }
}

/**
 * Changes attributes of an existing user. A new e-mail address is unverified and gets a code; where the pool
 * keeps the old one until then, the address itself changes only in `confirmEmail`.
 * @returns where a code was sent, if one was
 */
export function changeAttributes(
  context: CognitoContext,
  pool: UserPool,
  user: User,
  changes: readonly AttributeChange[],
  author: AttributeAuthor,
): CodeDeliveryDetails[] {
  const attributes = applyAttributeChanges(pool, user.attributes, changes, author);
  const newEmail = attributes.email ?? emailOf(user);
  if (newEmail === emailOf(user)) {
    context.users.change(user, () => ({ attributes }));
    return [];
  }
  requireFreeAlias(context, user, newEmail);
  const vouched = changes.some(
    ({ Name, Value }) => Name === 'email_verified' && Value?.toLowerCase() === 'true',
  );
  const waits = pool.keepsEmailUntilVerified && !vouched;
  context.database.transaction(() => {
    const email = waits
      ? { email: emailOf(user), email_verified: user.attributes.email_verified ?? 'false' }
      : { email: newEmail, email_verified: String(vouched) };
    context.users.change(user, () => ({ attributes: { ...attributes, ...email } }));
    context.codes.discard(subjectOf(user), 'VerifyEmail');
    // A reset code in the old mailbox must not outlive the address.
    if (!waits) context.codes.discard(subjectOf(user), 'ResetPassword');
  });
  if (vouched || !(pool.verifiesEmail || waits)) return [];
  return [
    mailCode(context, pool, user, { kind: 'UpdateUserAttribute', purpose: 'VerifyEmail', to: newEmail }),
  ];
}

/**
 * Makes the address a code was sent to the user's verified one.
 * @throws CognitoError of the code, or AliasExistsException if the address was taken meanwhile
 */
export function confirmEmail(context: CognitoContext, user: User, code: string): void {
  const email = context.codes.check(subjectOf(user), 'VerifyEmail', code);
  requireFreeAlias(context, user, email);
  context.database.transaction(() => {
    context.codes.discard(subjectOf(user), 'VerifyEmail');
    context.users.change(user, (current) => ({
      attributes: { ...current.attributes, email, email_verified: 'true' },
    }));
  });
}
