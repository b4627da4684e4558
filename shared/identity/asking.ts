import {
  CognitoIdentityProviderClient,
  CognitoIdentityProviderServiceException,
} from '@aws-sdk/client-cognito-identity-provider';
import { type FaultCode, fail, failFor } from '../domain/fault.ts';

/** One attempt: the SDK takes Cognito's refusals for throttling, and waiting would tell known users from unknown ones. */
export const cognito = new CognitoIdentityProviderClient({ maxAttempts: 1 });

/**
 * Several attempts, for what follows a code that was right: there is nothing left to hide, and the code is used up,
 * so that nobody could ask for it again. Four, because the waits of three such calls have to fit a route's ten seconds.
 */
export const patientCognito = new CognitoIdentityProviderClient({ maxAttempts: 4 });

/** Refusals that mean the same whatever was asked. */
const alwaysMeans: Record<string, FaultCode> = {
  TooManyRequestsException: 'too-many-attempts',
  LimitExceededException: 'too-many-attempts',
  TooManyFailedAttemptsException: 'too-many-attempts',
  CodeDeliveryFailureException: 'unavailable',
};

const sentences: Partial<Record<FaultCode, string>> = {
  'invalid-credentials': 'E-mail or password is wrong.',
  'email-not-verified': 'Confirm your e-mail with the code we sent, then log in.',
  'wrong-code':
    'The code is wrong, used or expired, or there were too many attempts. Check the newest mail; if it still fails, wait an hour and ask for a new code.',
  unauthenticated: 'The refresh token is not valid any more. Log in again.',
  'wrong-password': 'The current password is wrong.',
  'too-many-attempts': 'Too many attempts. Wait a few minutes and try again.',
  unavailable: 'The mail could not be sent. Try again shortly.',
};

/** Seconds. The pool does not say how long it refuses attempts: at first for a second, in the end for a quarter of an hour. */
const lockoutWait = 60;

/**
 * Asks the user pool and translates its refusals into faults, with the sentence of `says` where that has one. What is to
 * be ignored resolves to undefined; a refusal nobody foresaw is a defect and is thrown as it is.
 */
export async function asking<Reply>(
  reply: Promise<Reply>,
  means: Record<string, FaultCode | 'ignore'>,
  says: Partial<Record<FaultCode, string>> = {},
): Promise<Reply | undefined> {
  try {
    return await reply;
  } catch (error) {
    if (!(error instanceof CognitoIdentityProviderServiceException)) throw error;
    const lockedOut = error.name === 'NotAuthorizedException' && error.message.includes('attempts exceeded');
    const code = lockedOut ? 'too-many-attempts' : (means[error.name] ?? alwaysMeans[error.name]);
    if (code === 'ignore') return undefined;
    // Of the token, not of the password: the session was ended at the same moment.
    if (code === 'wrong-password' && /token/i.test(error.message))
      return fail('unauthenticated', 'This session has ended. Log in again.');
    if (code === 'weak-password') return fail(code, `Choose a stronger password. ${error.message}`);
    if (code === 'too-many-attempts')
      return failFor(lockoutWait, code, says[code] ?? sentences[code] ?? error.message);
    if (code) return fail(code, says[code] ?? sentences[code] ?? error.message);
    throw error;
  }
}
