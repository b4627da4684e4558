import { randomBytes } from 'node:crypto';
import {
  AdminGetUserCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  AdminUserGlobalSignOutCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { FaultCode } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';
import { asking, cognito, patientCognito } from './asking.ts';
import { type Tokens, tokensOf } from './pool-tokens.ts';

/**
 * Mails a confirmation code, creating an unconfirmed user if there is none. For a confirmed user it does nothing:
 * the caller must not learn which it was. The user has a password that nobody knows until the code is presented,
 * so that asking for a code gives no way in. Throws `too-many-attempts`.
 */
export async function signUp(email: string): Promise<void> {
  // Both, whoever has the address: one call more for some than for others would tell by its time. Each mails what the other
  // does not: the first to whoever waits for a code, the second to whoever is new.
  await resendCode(email);
  const command = new SignUpCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    Username: email,
    Password: unknownPassword(),
    UserAttributes: [{ Name: 'email', Value: email }],
  });
  await asking(cognito.send(command), { UsernameExistsException: 'ignore' });
}

/** Fits the pool's rules: 32 random bytes, and one of each kind of character. */
const unknownPassword = (): string => `${randomBytes(32).toString('base64url')}Aa1`;

/** Mails a confirmation code once more; quiet about an address that waits for none. Throws `too-many-attempts`. */
export async function resendCode(email: string): Promise<void> {
  const command = new ResendConfirmationCodeCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    Username: email,
  });
  await asking(cognito.send(command), {
    InvalidParameterException: 'ignore',
    LimitExceededException: 'ignore',
    UserNotFoundException: 'ignore',
  });
}

/**
 * Confirms an address, and gives its user the name and password of whoever read the code. Throws `wrong-code` for
 * every reason not to, so that it does not tell whether the address is known.
 */
export async function confirmSignUp(user: {
  email: string;
  code: string;
  name: string;
  password: string;
}): Promise<void> {
  const confirm = new ConfirmSignUpCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    Username: user.email,
    ConfirmationCode: user.code,
  });
  await asking(cognito.send(confirm), wrongCode);
  const account = { UserPoolId: variable('USER_POOL_ID'), Username: user.email };
  const password = new AdminSetUserPasswordCommand({ ...account, Password: user.password, Permanent: true });
  await asking(patientCognito.send(password), { InvalidPasswordException: 'weak-password' });
  const name = new AdminUpdateUserAttributesCommand({
    ...account,
    UserAttributes: [{ Name: 'name', Value: user.name }],
  });
  await asking(patientCognito.send(name), {});
  // Cognito lets anybody sign up past our API; nobody stays logged in with a password from before.
  await signOutEverywhere(user.email);
}

/** Mails a code for a new password; quiet about an address that may not have one. Throws `too-many-attempts`. */
export async function mailResetCode(email: string): Promise<void> {
  const command = new ForgotPasswordCommand({ ClientId: variable('USER_POOL_CLIENT_ID'), Username: email });
  await asking(cognito.send(command), {
    InvalidParameterException: 'ignore',
    LimitExceededException: 'ignore',
    NotAuthorizedException: 'ignore',
    UserNotFoundException: 'ignore',
  });
}

/**
 * Gives the user of an address the password that came with the mailed code, and ends what the pool knows of sessions.
 * The user's subject. Throws `weak-password`, and `wrong-code` for every other reason not to.
 */
export async function resetPassword(reset: {
  email: string;
  code: string;
  password: string;
}): Promise<string> {
  const confirm = new ConfirmForgotPasswordCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    Username: reset.email,
    ConfirmationCode: reset.code,
    Password: reset.password,
  });
  await asking(cognito.send(confirm), { ...wrongCode, InvalidPasswordException: 'weak-password' });
  const account = { UserPoolId: variable('USER_POOL_ID'), Username: reset.email };
  const found = await asking(patientCognito.send(new AdminGetUserCommand(account)), {});
  await signOutEverywhere(reset.email);
  const subject = found?.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
  if (!subject) throw new Error('the user pool knows a user without a subject');
  return subject;
}

/** Ends every refresh token of a user, by the name that the pool has for them. */
export async function signOutEverywhere(poolName: string): Promise<void> {
  const account = { UserPoolId: variable('USER_POOL_ID'), Username: poolName };
  await asking(patientCognito.send(new AdminUserGlobalSignOutCommand(account)), {});
}

/** Throws `wrong-password`, `weak-password`, `too-many-attempts`, `unauthenticated` for a session that has ended. */
export async function changePassword(
  accessToken: string,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const command = new ChangePasswordCommand({
    AccessToken: accessToken,
    PreviousPassword: currentPassword,
    ProposedPassword: newPassword,
  });
  await asking(cognito.send(command), {
    NotAuthorizedException: 'wrong-password',
    InvalidPasswordException: 'weak-password',
  });
}

/** New tokens; undefined for a refresh token that was used, was revoked, has expired or is not the pool's. */
export async function refreshTokens(refreshToken: string): Promise<Tokens | undefined> {
  const command = new GetTokensFromRefreshTokenCommand({
    ClientId: variable('USER_POOL_CLIENT_ID'),
    RefreshToken: refreshToken,
  });
  const reply = await asking(cognito.send(command), {
    NotAuthorizedException: 'ignore',
    RefreshTokenReuseException: 'ignore',
    InvalidParameterException: 'ignore',
    UserNotFoundException: 'ignore',
  });
  return reply && tokensOf(reply.AuthenticationResult);
}

/** Ends the family of a refresh token; quiet about one that is no longer good. */
export async function revokeTokens(refreshToken: string): Promise<void> {
  await asking(
    cognito.send(new RevokeTokenCommand({ ClientId: variable('USER_POOL_CLIENT_ID'), Token: refreshToken })),
    {
      UnsupportedTokenTypeException: 'ignore',
      UnauthorizedException: 'ignore',
      InvalidParameterException: 'ignore',
      NotAuthorizedException: 'ignore',
    },
  );
}

/** Refusals of a code, all alike: they must not tell whether the address is known. */
const wrongCode: Record<string, FaultCode> = {
  CodeMismatchException: 'wrong-code',
  ExpiredCodeException: 'wrong-code',
  NotAuthorizedException: 'wrong-code',
  UserNotFoundException: 'wrong-code',
  UserNotConfirmedException: 'wrong-code',
  InvalidParameterException: 'wrong-code',
  LimitExceededException: 'wrong-code',
  TooManyFailedAttemptsException: 'wrong-code',
};
