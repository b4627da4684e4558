/** InitiateAuth: a password or a refresh token becomes tokens, or a challenge that has to be answered first. */
import * as z from 'zod';
import { missingAttributes } from '../attributes.ts';
import type { ChallengeName } from '../challenge-sessions.ts';
import type { UserPoolClient } from '../client-definition.ts';
import type { CognitoContext } from '../context.ts';
import {
  CognitoError,
  incorrectCredentials,
  invalidParameter,
  notAuthorized,
  userNotFound,
} from '../errors.ts';
import { ClientId, operation, requireClient } from '../operation.ts';
import { startSignIn } from '../tokens.ts';
import { passwordKey } from '../user-changes.ts';
import { subjectOf, type User, unknownSubject } from '../users.ts';
import { refreshSignIn } from './refresh.ts';

function challenge(
  context: CognitoContext,
  client: UserPoolClient,
  user: User,
  name: ChallengeName,
  parameters: Record<string, string> = {},
): object {
  return {
    ChallengeName: name,
    Session: context.sessions.start(user, client, name),
    ChallengeParameters: { USER_ID_FOR_SRP: user.sub, ...parameters },
  };
}

/** What follows a right password: the second factor where the user has one, tokens otherwise. */
export function continueSignIn(context: CognitoContext, client: UserPoolClient, user: User): object {
  const pool = context.registry.requirePool(user.poolId);
  if (pool.mfa !== 'OFF' && user.mfaEnabled) return challenge(context, client, user, 'SOFTWARE_TOKEN_MFA');
  return { ChallengeParameters: {}, AuthenticationResult: startSignIn(context, client, user) };
}

function askForNewPassword(context: CognitoContext, client: UserPoolClient, user: User): object {
  const pool = context.registry.requirePool(user.poolId);
  const missing = missingAttributes(pool, user.attributes).map((name) => `userAttributes.${name}`);
  return challenge(context, client, user, 'NEW_PASSWORD_REQUIRED', {
    requiredAttributes: JSON.stringify(missing),
    userAttributes: JSON.stringify(user.attributes),
  });
}

/** The state of an account is told only to somebody who has given its password. */
function afterPassword(context: CognitoContext, client: UserPoolClient, user: User): object {
  if (!user.enabled) throw notAuthorized('User is disabled.');
  switch (user.status) {
    case 'UNCONFIRMED':
      throw new CognitoError('UserNotConfirmedException', 'User is not confirmed.');
    case 'RESET_REQUIRED':
      throw new CognitoError('PasswordResetRequiredException', 'Password reset required for the user');
    case 'FORCE_CHANGE_PASSWORD':
      if ((user.passwordExpiresAt ?? 0) <= context.now().getTime()) {
        throw notAuthorized('Temporary password has expired and must be reset by an administrator.');
      }
      return askForNewPassword(context, client, user);
    case 'CONFIRMED':
      return continueSignIn(context, client, user);
    case 'EXTERNAL_PROVIDER':
      throw incorrectCredentials();
  }
}

async function signInWithPassword(
  context: CognitoContext,
  client: UserPoolClient,
  username: string,
  password: string,
): Promise<object> {
  const found = context.users.find(client.poolId, username);
  // Somebody who comes through a provider has no password.
  const known = found?.external ? undefined : found;
  if (known === undefined && !client.hidesUnknownUsers) throw userNotFound();
  // An unknown name is counted and locked like a known one, or the lockout would tell which is which.
  const subject = known ? subjectOf(known) : unknownSubject(client.poolId, username);
  return context.attempts.run(subject, async () => {
    const key = passwordKey(subject);
    if (context.lockout.isLocked(key)) throw notAuthorized('Password attempts exceeded');
    const before = known && context.users.bySub(known.poolId, known.sub);
    const matches = await context.passwords.matches(password, before?.passwordHash);
    // The hash took a while: the user may have been deleted or have a new password by now.
    const user = before && context.users.bySub(before.poolId, before.sub);
    if (!matches || user === undefined || user.passwordHash !== before?.passwordHash) {
      context.lockout.recordFailure(key);
      throw incorrectCredentials();
    }
    context.lockout.clear(key);
    return afterPassword(context, client, user);
  });
}

function requireParameter(parameters: Record<string, string>, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') throw invalidParameter(`Missing required parameter ${name}`);
  return value;
}

export const initiateAuth = operation(
  z.object({
    ClientId,
    AuthFlow: z.string().min(1),
    AuthParameters: z.record(z.string(), z.string()).default({}),
  }),
  (context, { ClientId: id, AuthFlow, AuthParameters }) => {
    const client = requireClient(context, { ClientId: id, SecretHash: AuthParameters.SECRET_HASH });
    const flow = AuthFlow === 'REFRESH_TOKEN' ? 'REFRESH_TOKEN_AUTH' : AuthFlow;
    if (!client.authFlows.includes(`ALLOW_${flow}`)) {
      throw invalidParameter(`${AuthFlow} flow not enabled for this client`);
    }
    if (flow === 'REFRESH_TOKEN_AUTH') {
      return refreshSignIn(context, client, requireParameter(AuthParameters, 'REFRESH_TOKEN'));
    }
    return signInWithPassword(
      context,
      client,
      requireParameter(AuthParameters, 'USERNAME'),
      requireParameter(AuthParameters, 'PASSWORD'),
    );
  },
);
