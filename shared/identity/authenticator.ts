import {
  AdminDeleteSoftwareTokenCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  SetUserMFAPreferenceCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { fail } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';
import { asking, cognito, patientCognito } from './asking.ts';

/** A user as the pool knows them now, whatever their token or our own record says. */
export interface PoolUser {
  subject: string;
  email: string;
  /** Whether a login takes the code of an authenticator app. */
  hasAuthenticator: boolean;
}

const ended = { unauthenticated: 'This session has ended. Log in again.' };

/** Throws `unauthenticated` for a session that the pool has ended. */
export async function ownerOf(accessToken: string): Promise<PoolUser> {
  const command = new GetUserCommand({ AccessToken: accessToken });
  const found = await asking(cognito.send(command), { NotAuthorizedException: 'unauthenticated' }, ended);
  const value = (name: string) => found?.UserAttributes?.find(({ Name }) => Name === name)?.Value;
  const [subject, email] = [value('sub'), value('email')];
  if (!subject || !email) throw new Error('the user pool knows a user without a subject or an address');
  return {
    subject,
    email,
    hasAuthenticator: found?.UserMFASettingList?.includes('SOFTWARE_TOKEN_MFA') ?? false,
  };
}

/**
 * A secret for an authenticator app. Nothing is asked for with it yet, and an app that is in use goes on working, until
 * {@link confirmAuthenticator}. Throws `unauthenticated`, and `conflict` when two secrets are asked for at once.
 */
export async function newAuthenticator(accessToken: string): Promise<string> {
  const command = new AssociateSoftwareTokenCommand({ AccessToken: accessToken });
  const reply = await asking(
    cognito.send(command),
    { NotAuthorizedException: 'unauthenticated', ConcurrentModificationException: 'conflict' },
    { ...ended, conflict: 'Somebody set up an app at the same moment. Begin again.' },
  );
  return reply?.SecretCode ?? missing('secret');
}

/** Puts the newest secret in force, in place of an earlier one. Throws `wrong-code`, `unauthenticated`. */
export async function confirmAuthenticator(accessToken: string, code: string): Promise<void> {
  const sentence =
    'The code is wrong, or no app is being set up. Give the one that the app shows now, or begin again.';
  const command = new VerifySoftwareTokenCommand({ AccessToken: accessToken, UserCode: code });
  const reply = await asking(
    cognito.send(command),
    {
      CodeMismatchException: 'wrong-code',
      EnableSoftwareTokenMFAException: 'wrong-code',
      // Nothing was asked for, or it is confirmed already.
      InvalidParameterException: 'wrong-code',
      SoftwareTokenMFANotFoundException: 'wrong-code',
      NotAuthorizedException: 'unauthenticated',
    },
    { ...ended, 'wrong-code': sentence },
  );
  if (reply?.Status !== 'SUCCESS') fail('wrong-code', sentence);
}

/** From now on a login takes a code of the app. */
export async function demandCodes(accessToken: string): Promise<void> {
  const command = new SetUserMFAPreferenceCommand({
    AccessToken: accessToken,
    SoftwareTokenMfaSettings: { Enabled: true, PreferredMfa: true },
  });
  await asking(patientCognito.send(command), { NotAuthorizedException: 'unauthenticated' }, ended);
}

/** Takes the app away: its secret is forgotten, and a login takes the password only. */
export async function removeAuthenticator(subject: string): Promise<void> {
  const account = { UserPoolId: variable('USER_POOL_ID'), Username: subject };
  await asking(patientCognito.send(new AdminDeleteSoftwareTokenCommand(account)), {});
}

const missing = (what: string): never => {
  throw new Error(`the user pool answered without a ${what}`);
};
