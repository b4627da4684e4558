import {
  AdminConfirmSignUpCommand,
  AdminDeleteSoftwareTokenCommand,
  AdminSetUserMFAPreferenceCommand,
  AssociateSoftwareTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  SetUserMFAPreferenceCommand,
  SignUpCommand,
  VerifySoftwareTokenCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matchTotp, totpCode, totpStep } from '../../dev/emulators/cognito/totp.ts';
import {
  CLIENT_ID,
  type Cognito,
  newAddress,
  newUser,
  otherCode,
  PASSWORD,
  POOL_ID,
  POOL_PROPERTIES,
  refusal,
  signIn,
  startCognito,
  tokensOf,
} from './cognito-fixture.ts';

let cognito: Cognito;
beforeAll(async () => {
  cognito = await startCognito();
});
afterAll(() => cognito.remove());

const codeNow = (secret: string): string => totpCode(secret, totpStep(cognito.clock.now()));

const associate = async (AccessToken: string): Promise<string> => {
  const { SecretCode = '' } = await cognito.api.send(new AssociateSoftwareTokenCommand({ AccessToken }));
  return SecretCode;
};

const verify = (AccessToken: string, UserCode: string) =>
  cognito.api.send(new VerifySoftwareTokenCommand({ AccessToken, UserCode }));

const prefer = (AccessToken: string, Enabled: boolean) =>
  cognito.api.send(
    new SetUserMFAPreferenceCommand({
      AccessToken,
      SoftwareTokenMfaSettings: { Enabled, PreferredMfa: Enabled },
    }),
  );

const respond = (email: string, Session: string, code: string) =>
  cognito.api.send(
    new RespondToAuthChallengeCommand({
      ClientId: CLIENT_ID,
      ChallengeName: 'SOFTWARE_TOKEN_MFA',
      Session,
      ChallengeResponses: { USERNAME: email, SOFTWARE_TOKEN_MFA_CODE: code },
    }),
  );

/** A user with an authenticator app; the clock has moved past the code that proved it. */
async function newProtectedUser(): Promise<{ email: string; secret: string; accessToken: string }> {
  const { email } = await newUser(cognito);
  const { AccessToken } = tokensOf(await signIn(cognito, email));
  const secret = await associate(AccessToken);
  await verify(AccessToken, codeNow(secret));
  await prefer(AccessToken, true);
  cognito.clock.advance({ seconds: 30 });
  return { email, secret, accessToken: AccessToken };
}

const challenge = async (email: string): Promise<string> => {
  const { ChallengeName, Session = '' } = await signIn(cognito, email);
  expect(ChallengeName).toBe('SOFTWARE_TOKEN_MFA');
  return Session;
};

describe('time-based codes', () => {
  // RFC 6238, appendix B, SHA-1 rows, shortened from eight digits to six.
  const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i seconds are those of RFC 6238', (seconds, code) => {
    expect(totpCode(SECRET, Math.floor(seconds / 30))).toBe(code);
  });

  it('are accepted one step early or late and not two', () => {
    const at = new Date(1_000_000_000_000);
    const step = totpStep(at);
    expect([-2, -1, 0, 1, 2].map((offset) => matchTotp(SECRET, totpCode(SECRET, step + offset), at))).toEqual(
      [undefined, step - 1, step, step + 1, undefined],
    );
  });
});

describe('an authenticator app', () => {
  it('is asked for at sign-in once it is set up', async () => {
    const { email, secret, accessToken } = await newProtectedUser();
    const user = await cognito.api.send(new GetUserCommand({ AccessToken: accessToken }));
    expect(user).toMatchObject({
      UserMFASettingList: ['SOFTWARE_TOKEN_MFA'],
      PreferredMfaSetting: 'SOFTWARE_TOKEN_MFA',
    });
    const session = await challenge(email);
    expect((await refusal(respond(email, session, otherCode(codeNow(secret))))).name).toBe(
      'CodeMismatchException',
    );
    const { RefreshToken } = tokensOf(await respond(email, session, codeNow(secret)));
    const refreshed = await cognito.api.send(
      new InitiateAuthCommand({
        ClientId: CLIENT_ID,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN: RefreshToken },
      }),
    );
    expect(refreshed).toHaveProperty('AuthenticationResult.AccessToken');
  });

  it('gives codes that work once', async () => {
    const { email, secret } = await newProtectedUser();
    const [first, second] = [await challenge(email), await challenge(email)];
    await respond(email, first, codeNow(secret));
    const used = { name: 'ExpiredCodeException', message: 'Your software token has already been used once.' };
    expect(await refusal(respond(email, second, codeNow(secret)))).toEqual(used);
    cognito.clock.advance({ seconds: 30 });
    await expect(respond(email, second, codeNow(secret))).resolves.toHaveProperty('AuthenticationResult');
  });

  it('counts the code that proved it as used', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    const secret = await associate(AccessToken);
    await verify(AccessToken, codeNow(secret));
    await prefer(AccessToken, true);
    const { name } = await refusal(respond(email, await challenge(email), codeNow(secret)));
    expect(name).toBe('ExpiredCodeException');
  });

  it('makes its session end with the answer, also when two answers come at once', async () => {
    const { email, secret } = await newProtectedUser();
    const session = await challenge(email);
    const code = codeNow(secret);
    const outcomes = await Promise.allSettled([respond(email, session, code), respond(email, session, code)]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    cognito.clock.advance({ seconds: 30 });
    expect((await refusal(respond(email, session, codeNow(secret)))).name).toBe('NotAuthorizedException');
  });

  it('cannot be guessed by entering the password between the guesses', async () => {
    const { email, secret } = await newProtectedUser();
    for (let guess = 0; guess < 5; guess++) {
      await refusal(respond(email, await challenge(email), otherCode(codeNow(secret))));
    }
    const session = await challenge(email);
    expect(await refusal(respond(email, session, codeNow(secret)))).toEqual({
      name: 'NotAuthorizedException',
      message: 'Password attempts exceeded',
    });
    cognito.clock.advance({ seconds: 1 });
    await expect(respond(email, session, codeNow(secret))).resolves.toHaveProperty('AuthenticationResult');
  });

  it('ends its session after five wrong codes', async () => {
    const { email, secret } = await newProtectedUser();
    const session = await challenge(email);
    for (let guess = 0; guess < 5; guess++) {
      await refusal(respond(email, session, otherCode(codeNow(secret))));
    }
    cognito.clock.advance({ seconds: 1 });
    expect((await refusal(respond(email, session, codeNow(secret)))).message).toBe(
      'Invalid session for the user.',
    );
  });

  it('cannot be passed by answering its challenge with a new password', async () => {
    const { email } = await newProtectedUser();
    const call = cognito.api.send(
      new RespondToAuthChallengeCommand({
        ClientId: CLIENT_ID,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session: await challenge(email),
        ChallengeResponses: { USERNAME: email, NEW_PASSWORD: 'Battery-Staple-8' },
      }),
    );
    expect((await refusal(call)).name).toBe('NotAuthorizedException');
  });

  it('stays in force while a new one is being set up', async () => {
    const { email, secret, accessToken } = await newProtectedUser();
    const replacement = await associate(accessToken);
    expect((await refusal(verify(accessToken, otherCode(codeNow(replacement))))).name).toBe(
      'EnableSoftwareTokenMFAException',
    );
    await expect(respond(email, await challenge(email), codeNow(secret))).resolves.toHaveProperty(
      'AuthenticationResult',
    );
  });

  it('cannot be preferred before it has been proven', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    await associate(AccessToken);
    expect((await refusal(prefer(AccessToken, true))).name).toBe('InvalidParameterException');
  });

  it('is no longer asked for when the user or an administrator turns it off', async () => {
    const { email, accessToken } = await newProtectedUser();
    await prefer(accessToken, false);
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
    const { email: other } = await newProtectedUser();
    await cognito.api.send(
      new AdminSetUserMFAPreferenceCommand({
        UserPoolId: POOL_ID,
        Username: other,
        SoftwareTokenMfaSettings: { Enabled: false },
      }),
    );
    await expect(signIn(cognito, other)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  it('is gone when an administrator deletes it: it cannot be preferred again, and a new one can be set up', async () => {
    const { email, secret, accessToken } = await newProtectedUser();
    const waiting = await challenge(email);
    await cognito.api.send(new AdminDeleteSoftwareTokenCommand({ UserPoolId: POOL_ID, Username: email }));
    expect((await refusal(respond(email, waiting, codeNow(secret)))).name).toBe('NotAuthorizedException');
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
    expect((await refusal(prefer(accessToken, true))).name).toBe('InvalidParameterException');
    await verify(accessToken, codeNow(await associate(accessToken)));
    await prefer(accessToken, true);
    expect(await challenge(email)).not.toBe('');
  });

  it('cannot be set up in a pool without a second factor', async () => {
    const pool = 'eu-west-1_NoFactor1';
    const client = 'nofactor000000000000000001';
    const { MfaConfiguration: _, EnabledMfas: __, ...properties } = POOL_PROPERTIES;
    cognito.emulator.ensureUserPool({ id: pool, properties: { ...properties, AutoVerifiedAttributes: [] } });
    cognito.emulator.ensureClient({
      id: client,
      properties: { UserPoolId: pool, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    });
    const email = newAddress();
    const reply = await cognito.api.send(
      new SignUpCommand({ ClientId: client, Username: email, Password: PASSWORD }),
    );
    expect(reply.CodeDeliveryDetails).toBeUndefined();
    await cognito.api.send(new AdminConfirmSignUpCommand({ UserPoolId: pool, Username: email }));
    const { AccessToken } = tokensOf(await signIn(cognito, email, PASSWORD, client));
    expect((await refusal(associate(AccessToken))).name).toBe('SoftwareTokenMFANotFoundException');
  });
});
