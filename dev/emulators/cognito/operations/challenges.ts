/** RespondToAuthChallenge: the new password of an invited user, and the code of an authenticator app. */
import * as z from 'zod';
import { applyAttributeChanges, requireComplete } from '../attributes.ts';
import type { ChallengeSession } from '../challenge-sessions.ts';
import type { UserPoolClient } from '../client-definition.ts';
import type { CognitoContext } from '../context.ts';
import { CognitoError, invalidParameter, notAuthorized } from '../errors.ts';
import { ClientId, operation, requireClient } from '../operation.ts';
import { requireAcceptablePassword } from '../passwords.ts';
import { startSignIn } from '../tokens.ts';
import { matchTotp } from '../totp.ts';
import { storePassword } from '../user-changes.ts';
import { subjectOf, type User } from '../users.ts';
import { continueSignIn } from './sign-in.ts';

type Responses = Record<string, string>;

interface Answer {
  client: UserPoolClient;
  session: ChallengeSession;
  user: User;
  responses: Responses;
}

function requireUser(context: CognitoContext, session: ChallengeSession, responses: Responses): User {
  const named = context.users.find(session.poolId, responses.USERNAME ?? '');
  if (named === undefined || named.sub !== session.sub) throw notAuthorized('Invalid session for the user.');
  if (!named.enabled) throw notAuthorized('User is disabled.');
  return named;
}

const ATTRIBUTE_PREFIX = 'userAttributes.';

/** The attributes an invited user completes along with the password. */
function completedAttributes(context: CognitoContext, user: User, responses: Responses): Responses {
  const pool = context.registry.requirePool(user.poolId);
  const changes = Object.entries(responses)
    .filter(([name]) => name.startsWith(ATTRIBUTE_PREFIX))
    .map(([name, Value]) => ({ Name: name.slice(ATTRIBUTE_PREFIX.length), Value }));
  if (changes.some(({ Name }) => Name === 'email')) {
    throw notAuthorized('Cannot modify an already provided email');
  }
  const attributes = applyAttributeChanges(pool, user.attributes, changes, 'user');
  requireComplete(pool, attributes);
  return attributes;
}

async function setNewPassword(context: CognitoContext, answer: Answer): Promise<object> {
  const { client, session, user, responses } = answer;
  const password = responses.NEW_PASSWORD;
  if (password === undefined) throw invalidParameter('Missing required parameter NEW_PASSWORD');
  requireAcceptablePassword(password, context.registry.requirePool(user.poolId).passwordPolicy);
  const attributes = completedAttributes(context, user, responses);
  const passwordHash = await context.passwords.hash(password);
  const changed = context.database.transaction(() => {
    // Consumed only now, so that of two answers sent at once exactly one sets the password.
    context.sessions.consume(session);
    context.users.change(user, () => ({ attributes }));
    return storePassword(context, user, passwordHash);
  });
  return continueSignIn(context, client, changed);
}

function checkSoftwareToken(context: CognitoContext, answer: Answer): object {
  const { client, session, user, responses } = answer;
  const given = responses.SOFTWARE_TOKEN_MFA_CODE;
  if (given === undefined) throw invalidParameter('Missing required parameter SOFTWARE_TOKEN_MFA_CODE');
  const token = user.softwareToken;
  if (token === undefined) throw notAuthorized('Invalid session for the user.');
  // Counted apart from passwords: knowing the password must not reset the count of guessed codes.
  const key = `mfa/${subjectOf(user)}`;
  if (context.lockout.isLocked(key)) throw notAuthorized('Password attempts exceeded');
  const step = matchTotp(token.secret, given, context.now());
  if (step === undefined) {
    context.sessions.recordFailure(session);
    context.lockout.recordFailure(key);
    throw new CognitoError('CodeMismatchException', 'Invalid code received for user');
  }
  if (step <= token.lastStep) {
    throw new CognitoError('ExpiredCodeException', 'Your software token has already been used once.');
  }
  const AuthenticationResult = context.database.transaction(() => {
    context.sessions.consume(session);
    context.lockout.clear(key);
    const changed = context.users.change(user, () => ({ softwareToken: { ...token, lastStep: step } }));
    return startSignIn(context, client, changed);
  });
  return { ChallengeParameters: {}, AuthenticationResult };
}

export const respondToAuthChallenge = operation(
  z.object({
    ClientId,
    ChallengeName: z.enum(['NEW_PASSWORD_REQUIRED', 'SOFTWARE_TOKEN_MFA']),
    Session: z.string().min(20).max(2_048),
    ChallengeResponses: z.record(z.string(), z.string()).default({}),
  }),
  (context, { ClientId: id, ChallengeName, Session, ChallengeResponses: responses }) => {
    const client = requireClient(context, { ClientId: id, SecretHash: responses.SECRET_HASH });
    const session = context.sessions.require(Session, client, ChallengeName);
    const user = requireUser(context, session, responses);
    const answer = { client, session, user, responses };
    return ChallengeName === 'SOFTWARE_TOKEN_MFA'
      ? checkSoftwareToken(context, answer)
      : setNewPassword(context, answer);
  },
);
