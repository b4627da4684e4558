/** People changing a password they know, or replacing one they forgot. */
import * as z from 'zod';
import type { UserPoolClient } from '../client-definition.ts';
import type { CognitoContext } from '../context.ts';
import {
  incorrectCredentials,
  invalidParameter,
  limitExceeded,
  notAuthorized,
  userNotFound,
} from '../errors.ts';
import { deliveryTo, mailCode } from '../mail.ts';
import {
  AccessToken,
  ClientReference,
  ConfirmationCode,
  operation,
  Password,
  requireClient,
  Username,
} from '../operation.ts';
import { requireAcceptablePassword } from '../passwords.ts';
import { requireAccessToken } from '../tokens.ts';
import { storePassword } from '../user-changes.ts';
import { hasVerifiedEmail, subjectOf, type User, unknownSubject } from '../users.ts';

export const changePassword = operation(
  z.object({ AccessToken, PreviousPassword: Password, ProposedPassword: Password }),
  async (context, input) => {
    const { user } = requireAccessToken(context, input.AccessToken);
    const subject = subjectOf(user);
    return context.attempts.run(subject, async () => {
      const key = `change/${subject}`;
      if (context.lockout.isLocked(key)) throw limitExceeded();
      const { passwordHash } = context.users.require(user.poolId, user.sub);
      if (!(await context.passwords.matches(input.PreviousPassword, passwordHash))) {
        context.lockout.recordFailure(key);
        throw incorrectCredentials();
      }
      const pool = context.registry.requirePool(user.poolId);
      requireAcceptablePassword(input.ProposedPassword, pool.passwordPolicy);
      const newHash = await context.passwords.hash(input.ProposedPassword);
      // The sign-in may have been revoked while the hashes were computed.
      requireAccessToken(context, input.AccessToken);
      context.lockout.clear(key);
      storePassword(context, user, newHash);
      return {};
    });
  },
);

/**
 * The user a reset code may be sent to; undefined where a client that hides unknown users gets the simulated
 * answer. An invited user who never signed in and one of a provider are named even then, because Cognito does so.
 */
function findRecoverable(client: UserPoolClient, user: User | undefined): User | undefined {
  if (user?.enabled && (user.status === 'FORCE_CHANGE_PASSWORD' || user.external)) {
    throw notAuthorized('User password cannot be reset in the current state.');
  }
  if (user?.enabled && hasVerifiedEmail(user)) return user;
  if (client.hidesUnknownUsers) return undefined;
  if (user === undefined) throw userNotFound('Username/client id combination not found.');
  if (!user.enabled) throw notAuthorized('User is disabled.');
  throw invalidParameter(
    'Cannot reset password for the user as there is no registered/verified email or phone_number',
  );
}

export const forgotPassword = operation(z.object({ ...ClientReference, Username }), (context, input) => {
  const client = requireClient(context, input);
  const pool = context.registry.requirePool(client.poolId);
  if (!pool.recoversByEmail) throw notAuthorized('Contact administrator to reset password.');
  const found = context.users.find(pool.id, input.Username);
  const subject = found ? subjectOf(found) : unknownSubject(pool.id, input.Username);
  context.codes.countRequest(subject, 'ResetPassword');
  const user = findRecoverable(client, found);
  if (user === undefined) return { CodeDeliveryDetails: deliveryTo(input.Username) };
  return {
    CodeDeliveryDetails: mailCode(context, pool, user, { kind: 'ForgotPassword', purpose: 'ResetPassword' }),
  };
});

function requireResettable(context: CognitoContext, client: UserPoolClient, username: string): User {
  const user = context.users.find(client.poolId, username);
  if (user?.enabled) return user;
  if (client.hidesUnknownUsers) {
    const subject = user ? subjectOf(user) : unknownSubject(client.poolId, username);
    return context.codes.refuse(subject, 'ResetPassword');
  }
  throw user ? notAuthorized('User is disabled.') : userNotFound('Username/client id combination not found.');
}

export const confirmForgotPassword = operation(
  z.object({ ...ClientReference, Username, ConfirmationCode, Password }),
  async (context, input) => {
    const client = requireClient(context, input);
    const pool = context.registry.requirePool(client.poolId);
    requireAcceptablePassword(input.Password, pool.passwordPolicy);
    // Before the user is looked up, so that the time taken is the same for everybody.
    const passwordHash = await context.passwords.hash(input.Password);
    const user = requireResettable(context, client, input.Username);
    context.codes.check(subjectOf(user), 'ResetPassword', input.ConfirmationCode);
    storePassword(context, user, passwordHash);
    return {};
  },
);
