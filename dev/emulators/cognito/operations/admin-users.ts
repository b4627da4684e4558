/** User management with AWS credentials; the front door has checked who may call it. */
import * as z from 'zod';
import type { CognitoContext } from '../context.ts';
import { CognitoError, invalidParameter, notAuthorized } from '../errors.ts';
import { mailInvitation } from '../mail.ts';
import { Attributes, type Operation, operation, Password, Username, UserPoolId } from '../operation.ts';
import { requireAcceptablePassword, temporaryPassword } from '../passwords.ts';
import type { UserPool } from '../pool-definition.ts';
import {
  addUser,
  attributesOfNewUser,
  changeAttributes,
  removeUser,
  requireFreeUsername,
  signOutEverywhere,
  storePassword,
} from '../user-changes.ts';
import { describeMfa, describeUser, listAttributes, type User } from '../users.ts';

const UserReference = { UserPoolId, Username };
const DAY_MS = 86_400_000;

export const temporaryPasswordExpiry = (context: CognitoContext, pool: UserPool): number =>
  context.now().getTime() + pool.passwordPolicy.TemporaryPasswordValidityDays * DAY_MS;

/** An operation whose whole input is the user it is about. */
const onUser = (handle: (context: CognitoContext, user: User) => object): Operation =>
  operation(z.object(UserReference), (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    return handle(context, context.users.require(pool.id, input.Username));
  });

function invite(
  context: CognitoContext,
  pool: UserPool,
  user: User,
  password: string,
  suppressed: boolean,
): object {
  if (!suppressed) mailInvitation(context, pool, user, password);
  return { User: { ...describeUser(user), Attributes: listAttributes(user) } };
}

function requireInvited(context: CognitoContext, pool: UserPool, username: string): User {
  const user = context.users.require(pool.id, username);
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new CognitoError(
      'UnsupportedUserStateException',
      `Resend not possible. User status is not FORCE_CHANGE_PASSWORD but ${user.status}`,
    );
  }
  return user;
}

export const adminCreateUser = operation(
  z.object({
    ...UserReference,
    TemporaryPassword: Password.optional(),
    UserAttributes: Attributes.default([]),
    MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
    DesiredDeliveryMediums: z.array(z.enum(['SMS', 'EMAIL'])).default(['EMAIL']),
  }),
  async (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    if (!input.DesiredDeliveryMediums.includes('EMAIL')) {
      throw invalidParameter('The user has no phone number to deliver the message to.');
    }
    const password = input.TemporaryPassword ?? temporaryPassword(pool.passwordPolicy);
    requireAcceptablePassword(password, pool.passwordPolicy);
    const resend = input.MessageAction === 'RESEND';
    const attributes = attributesOfNewUser(pool, input.Username, input.UserAttributes, 'admin');
    if (resend) requireInvited(context, pool, input.Username);
    else requireFreeUsername(context, pool, input.Username);
    const passwordHash = await context.passwords.hash(password);
    const expiresAt = temporaryPasswordExpiry(context, pool);
    const user = resend
      ? storePassword(context, requireInvited(context, pool, input.Username), passwordHash, expiresAt)
      : addUser(context, pool, {
          attributes,
          status: 'FORCE_CHANGE_PASSWORD',
          passwordHash,
          passwordExpiresAt: expiresAt,
        });
    return invite(context, pool, user, password, input.MessageAction === 'SUPPRESS');
  },
);

export const adminGetUser = onUser((_context, user) => ({
  ...describeUser(user),
  UserAttributes: listAttributes(user),
  ...describeMfa(user),
}));

/** Confirms the account only; the e-mail address stays unverified, as the API reference says. */
export const adminConfirmSignUp = onUser((context, user) => {
  if (user.status !== 'UNCONFIRMED') {
    throw notAuthorized(`User cannot be confirmed. Current status is ${user.status}`);
  }
  context.users.change(user, () => ({ status: 'CONFIRMED' }));
  return {};
});

/** Also revokes every token, so that a disabled user is out at once wherever revocation is looked up. */
export const adminDisableUser = onUser((context, user) => {
  context.database.transaction(() => {
    context.users.change(user, () => ({ enabled: false }));
    signOutEverywhere(context, user);
  });
  return {};
});

export const adminEnableUser = onUser((context, user) => {
  context.users.change(user, () => ({ enabled: true }));
  return {};
});

export const adminDeleteUser = onUser((context, user) => {
  removeUser(context, user);
  return {};
});

export const adminUserGlobalSignOut = onUser((context, user) => {
  signOutEverywhere(context, user);
  return {};
});

export const adminUpdateUserAttributes = operation(
  z.object({ ...UserReference, UserAttributes: Attributes }),
  (context, input) => {
    const pool = context.registry.requirePool(input.UserPoolId);
    const user = context.users.require(pool.id, input.Username);
    changeAttributes(context, pool, user, input.UserAttributes, 'admin');
    return {};
  },
);
