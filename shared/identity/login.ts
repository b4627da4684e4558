import {
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type FaultCode, fail } from '../domain/fault.ts';
import { type LoginChallenge, overChallenge } from '../domain/login-challenge.ts';
import { variable } from '../environment/variable.ts';
import { asking, cognito } from './asking.ts';
import { ownerOf, type PoolUser } from './authenticator.ts';
import { type Identity, identityOf, type Tokens, tokensOf } from './pool-tokens.ts';
import { revokeTokens } from './user-pool.ts';

export interface LoggedIn {
  tokens: Tokens;
  identity: Identity;
}

/** What follows a right password: tokens, or the question for the code of an authenticator app. */
export type LoginStep = (LoggedIn & { challenge?: never }) | { challenge: LoginChallenge };

/** Throws `invalid-credentials`, `email-not-verified`, `too-many-attempts`. */
export const logIn = (email: string, password: string): Promise<LoginStep> =>
  present(email, password, {
    NotAuthorizedException: 'invalid-credentials',
    UserNotFoundException: 'invalid-credentials',
    UserNotConfirmedException: 'email-not-verified',
  });

async function present(
  email: string,
  password: string,
  means: Record<string, FaultCode>,
): Promise<LoginStep> {
  const command = new InitiateAuthCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: email, PASSWORD: password },
  });
  const reply = await asking(cognito.send(command), means);
  return reply?.ChallengeName ? { challenge: challengeOf(reply) } : loggedIn(reply?.AuthenticationResult);
}

function loggedIn(result: InitiateAuthCommandOutput['AuthenticationResult']): LoggedIn {
  return { tokens: tokensOf(result), identity: identityOf(result?.IdToken) };
}

function challengeOf({
  ChallengeName,
  Session,
  ChallengeParameters,
}: InitiateAuthCommandOutput): LoginChallenge {
  const subject = ChallengeParameters?.USER_ID_FOR_SRP;
  if (ChallengeName !== 'SOFTWARE_TOKEN_MFA' || !Session || !subject)
    throw new Error(`the user pool asks for ${ChallengeName}, which nobody can answer here`);
  return { session: Session, subject };
}

/**
 * As {@link logIn}, for somebody with a second factor: whom the password is of. Throws `mfa-off` as well, for a user
 * whose password would be enough.
 */
export async function subjectBehind(email: string, password: string): Promise<string> {
  const step = await logIn(email, password);
  if (step.challenge) return step.challenge.subject;
  await revokeTokens(step.tokens.refreshToken);
  return fail('mfa-off', 'There is no second factor. Log in with e-mail and password.');
}

/** As {@link logIn}, for somebody whose second factor has just been turned off. Throws `conflict` if it is on again. */
export async function logInPlainly(email: string, password: string): Promise<LoggedIn> {
  const step = await logIn(email, password);
  return step.challenge
    ? fail('conflict', 'A second factor was set up at the same moment. Log in with a code of it.')
    : step;
}

/**
 * Ends a login with the code of the authenticator app. Throws `wrong-code` (also for a code that was used before),
 * `too-many-attempts`, and `unauthenticated` for a challenge that is over.
 */
export async function answerChallenge({ session, subject }: LoginChallenge, code: string): Promise<LoggedIn> {
  const command = new RespondToAuthChallengeCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    ChallengeName: 'SOFTWARE_TOKEN_MFA',
    Session: session,
    ChallengeResponses: { USERNAME: subject, SOFTWARE_TOKEN_MFA_CODE: code },
  });
  const reply = await asking(
    cognito.send(command),
    {
      CodeMismatchException: 'wrong-code',
      ExpiredCodeException: 'wrong-code',
      NotAuthorizedException: 'unauthenticated',
      UserNotFoundException: 'unauthenticated',
      // Somebody turned the second factor off meanwhile.
      SoftwareTokenMFANotFoundException: 'unauthenticated',
      MFAMethodNotFoundException: 'unauthenticated',
    },
    {
      'wrong-code':
        'The code is wrong, or was used before. Give the next one that your authenticator app shows.',
      unauthenticated: overChallenge,
    },
  );
  return loggedIn(reply?.AuthenticationResult);
}

/**
 * Makes sure that it is really the owner who asks, and not somebody with a token of theirs: by the password, and by the
 * code too where the owner has a second factor. The only way to check either is to log in; that session ends at once.
 * Throws `wrong-password`, `wrong-code`, `too-many-attempts`, `unauthenticated`.
 */
export async function proveOwner(
  accessToken: string,
  { password, code }: { password: string; code?: string | undefined },
): Promise<PoolUser> {
  const owner = await ownerOf(accessToken);
  const step = await present(owner.email, password, {
    NotAuthorizedException: 'wrong-password',
    UserNotFoundException: 'wrong-password',
  });
  const hasAuthenticator = step.challenge !== undefined;
  const { tokens } = step.challenge ? await answerChallenge(step.challenge, code ?? missingCode()) : step;
  await revokeTokens(tokens.refreshToken);
  return { ...owner, hasAuthenticator };
}

const missingCode = (): never =>
  fail('wrong-code', 'Give the code that your authenticator app shows as well.', [
    { field: 'code', message: 'This is missing.' },
  ]);
