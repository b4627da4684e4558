import { createHook } from 'node:async_hooks';
import {
  AdminDisableUserCommand,
  AdminEnableUserCommand,
  AdminGetUserCommand,
  GetUserCommand,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atOnce,
  CLIENT_ID,
  type Cognito,
  LEGACY_CLIENT_ID,
  newAddress,
  newUser,
  PASSWORD,
  POOL_ID,
  ROTATING_CLIENT_ID,
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

const INCORRECT = { name: 'NotAuthorizedException', message: 'Incorrect username or password.' };
const LOCKED = { name: 'NotAuthorizedException', message: 'Password attempts exceeded' };

const failTimes = async (email: string, times: number): Promise<void> => {
  for (let attempt = 0; attempt < times; attempt++) await refusal(signIn(cognito, email, 'wrong'));
};

/** How many scrypt computations a piece of work starts. */
async function countScrypts(work: () => Promise<unknown>): Promise<number> {
  let computations = 0;
  const hook = createHook({
    init(_id, type) {
      if (type === 'SCRYPTREQUEST') computations++;
    },
  }).enable();
  await work();
  hook.disable();
  return computations;
}

describe('signing in with a password', () => {
  it('gives three tokens, their life and their type', async () => {
    const { email } = await newUser(cognito);
    const { AuthenticationResult } = await signIn(cognito, email);
    expect(AuthenticationResult).toEqual({
      AccessToken: expect.any(String),
      IdToken: expect.any(String),
      RefreshToken: expect.any(String),
      ExpiresIn: 900,
      TokenType: 'Bearer',
    });
  });

  it('takes the address in any case, and the user id', async () => {
    const { email, sub } = await newUser(cognito);
    await expect(signIn(cognito, email.toUpperCase())).resolves.toHaveProperty('AuthenticationResult');
    await expect(signIn(cognito, sub)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('answers a wrong password and an unknown user alike', async () => {
    const { email } = await newUser(cognito);
    expect(await refusal(signIn(cognito, email, 'wrong'))).toEqual(INCORRECT);
    expect(await refusal(signIn(cognito, newAddress(), 'wrong'))).toEqual(INCORRECT);
  });

  it('computes one hash for an unknown user, as for a known one', async () => {
    const { email } = await newUser(cognito);
    const known = await countScrypts(() => refusal(signIn(cognito, email, 'wrong')));
    const unknown = await countScrypts(() => refusal(signIn(cognito, newAddress(), 'wrong')));
    expect(known).toBe(1);
    expect(unknown).toBe(1);
  });

  it('names an unknown user to a client of the LEGACY kind', async () => {
    const call = signIn(cognito, newAddress(), PASSWORD, LEGACY_CLIENT_ID);
    expect((await refusal(call)).name).toBe('UserNotFoundException');
  });

  it('is refused to a disabled user, whose tokens end as well', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    const user = { UserPoolId: POOL_ID, Username: email };
    await cognito.api.send(new AdminDisableUserCommand(user));
    expect((await refusal(signIn(cognito, email))).message).toBe('User is disabled.');
    expect(await refusal(signIn(cognito, email, 'wrong'))).toEqual(INCORRECT);
    const call = cognito.api.send(new GetUserCommand({ AccessToken }));
    expect((await refusal(call)).name).toBe('NotAuthorizedException');
    await cognito.api.send(new AdminEnableUserCommand(user));
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  it('refuses a flow the client does not allow', async () => {
    const flow = (AuthFlow: 'USER_SRP_AUTH' | 'REFRESH_TOKEN_AUTH', ClientId: string) =>
      refusal(cognito.api.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: { A: 'b' } })));
    const srp = await flow('USER_SRP_AUTH', CLIENT_ID);
    expect(srp).toMatchObject({
      name: 'InvalidParameterException',
      message: 'USER_SRP_AUTH flow not enabled for this client',
    });
    const refresh = await flow('REFRESH_TOKEN_AUTH', ROTATING_CLIENT_ID);
    expect(refresh.message).toBe('REFRESH_TOKEN_AUTH flow not enabled for this client');
  });

  it('refuses a missing password, a secret hash and an unknown client', async () => {
    const call = (ClientId: string, AuthParameters: Record<string, string>) =>
      refusal(
        cognito.api.send(
          new InitiateAuthCommand({ ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters }),
        ),
      );
    expect(await call(CLIENT_ID, { USERNAME: 'a@example.com' })).toEqual({
      name: 'InvalidParameterException',
      message: 'Missing required parameter PASSWORD',
    });
    const secret = { USERNAME: 'a@example.com', PASSWORD, SECRET_HASH: 'x' };
    expect((await call(CLIENT_ID, secret)).name).toBe('NotAuthorizedException');
    expect((await call('nosuchclient', {})).name).toBe('ResourceNotFoundException');
  });

  it('tells the state of the account in AdminGetUser', async () => {
    const { email, sub } = await newUser(cognito);
    const user = await cognito.api.send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: email }));
    expect(user).toMatchObject({ Username: sub, Enabled: true, UserStatus: 'CONFIRMED' });
    expect(user.UserCreateDate?.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });
});

describe('the lockout after failed attempts', () => {
  it('begins at the fifth failure, with one second', async () => {
    const { email } = await newUser(cognito);
    await failTimes(email, 4);
    expect(await refusal(signIn(cognito, email, 'wrong'))).toEqual(INCORRECT);
    expect(await refusal(signIn(cognito, email))).toEqual(LOCKED);
    cognito.clock.advance({ seconds: 1 });
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('doubles with every further failure, not counting attempts during the lock', async () => {
    const { email } = await newUser(cognito);
    await failTimes(email, 20);
    cognito.clock.advance({ seconds: 1 });
    expect(await refusal(signIn(cognito, email, 'wrong'))).toEqual(INCORRECT);
    cognito.clock.advance({ seconds: 1 });
    expect(await refusal(signIn(cognito, email))).toEqual(LOCKED);
    cognito.clock.advance({ seconds: 1 });
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('lasts 15 minutes at most', async () => {
    const { email } = await newUser(cognito);
    await failTimes(email, 5);
    for (let lock = 1; lock <= 512; lock *= 2) {
      cognito.clock.advance({ seconds: lock });
      expect(await refusal(signIn(cognito, email, 'wrong'))).toEqual(INCORRECT);
    }
    cognito.clock.advance({ seconds: 890 });
    expect(await refusal(signIn(cognito, email))).toEqual(LOCKED);
    cognito.clock.advance({ seconds: 10 });
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('starts again at zero after a success', async () => {
    const { email } = await newUser(cognito);
    await failTimes(email, 4);
    await signIn(cognito, email);
    await failTimes(email, 4);
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('starts again at zero after 15 minutes without an attempt', async () => {
    const { email } = await newUser(cognito);
    await failTimes(email, 4);
    cognito.clock.advance({ minutes: 15 });
    await failTimes(email, 4);
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('meets unknown users like known ones', async () => {
    const unknown = newAddress();
    await failTimes(unknown, 5);
    expect(await refusal(signIn(cognito, unknown.toUpperCase(), 'wrong'))).toEqual(LOCKED);
  });

  it('counts guesses that are sent at once', async () => {
    const { email } = await newUser(cognito);
    const guess = {
      ClientId: CLIENT_ID,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: email, PASSWORD: 'wrong' },
    };
    const right = { ...guess, AuthParameters: { USERNAME: email, PASSWORD } };
    const answers = await atOnce(cognito, 'InitiateAuth', [...Array.from({ length: 5 }, () => guess), right]);
    expect(answers).not.toContain('ok');
  });

  it('lets right passwords that are sent at once all in', async () => {
    const { email } = await newUser(cognito);
    const results = await Promise.all(Array.from({ length: 8 }, () => signIn(cognito, email)));
    const tokens = new Set(results.map((result) => tokensOf(result).RefreshToken));
    expect(tokens.size).toBe(8);
  });
});
