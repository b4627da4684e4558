import {
  AdminGetUserCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmSignUpCommand,
  ListUsersCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atOnce,
  CLIENT_ID,
  type Cognito,
  LEGACY_CLIENT_ID,
  newAddress,
  newUser,
  otherCode,
  PASSWORD,
  POOL_ID,
  POOL_PROPERTIES,
  refusal,
  signIn,
  startCognito,
} from './cognito-fixture.ts';

let cognito: Cognito;
beforeAll(async () => {
  cognito = await startCognito();
});
afterAll(() => cognito.remove());

const signUp = (email: string, password = PASSWORD, attributes: Record<string, string> = {}) =>
  cognito.api.send(
    new SignUpCommand({
      ClientId: CLIENT_ID,
      Username: email,
      Password: password,
      UserAttributes: Object.entries(attributes).map(([Name, Value]) => ({ Name, Value })),
    }),
  );

const confirm = (email: string, code: string, ClientId = CLIENT_ID) =>
  cognito.api.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code }));

const resend = (email: string, ClientId = CLIENT_ID) =>
  cognito.api.send(new ResendConfirmationCodeCommand({ ClientId, Username: email }));

const attributesOf = async (email: string): Promise<Record<string, string>> => {
  const user = await cognito.api.send(new AdminGetUserCommand({ UserPoolId: POOL_ID, Username: email }));
  return Object.fromEntries((user.UserAttributes ?? []).map(({ Name = '', Value = '' }) => [Name, Value]));
};

describe('signing up', () => {
  it('makes an unconfirmed user and mails a code', async () => {
    const email = newAddress();
    const reply = await signUp(email, PASSWORD, { email, name: 'Ann' });
    expect(reply).toMatchObject({
      UserConfirmed: false,
      UserSub: expect.stringMatching(/^[0-9a-f-]{36}$/),
      CodeDeliveryDetails: { Destination: 'p***@e***', DeliveryMedium: 'EMAIL', AttributeName: 'email' },
    });
    const mail = cognito.mailTo(email);
    expect(mail).toMatchObject({ kind: 'SignUp', subject: 'Your verification code' });
    expect(mail.code).toMatch(/^\d{6}$/);
    expect(mail.text).toBe(`Your confirmation code is ${mail.code}`);
  });

  it.each([
    ['too short', 'Sh0rt-one', 'Password not long enough'],
    ['without a capital', 'correct-horse-9', 'Password must have uppercase characters'],
    ['without a small letter', 'CORRECT-HORSE-9', 'Password must have lowercase characters'],
    ['without a digit', 'Correct-Horse-X', 'Password must have numeric characters'],
    ['without a symbol', 'CorrectHorse99', 'Password must have symbol characters'],
  ])('refuses a password %s', async (_fault, password, reason) => {
    expect(await refusal(signUp(newAddress(), password))).toEqual({
      name: 'InvalidPasswordException',
      message: `Password did not conform with policy: ${reason}`,
    });
  });

  it('refuses a password that ends with a space', async () => {
    const { name } = await refusal(signUp(newAddress(), `${PASSWORD} `));
    expect(name).toBe('InvalidParameterException');
  });

  it('refuses an address that is taken, in any case of its letters', async () => {
    const { email } = await newUser(cognito);
    expect((await refusal(signUp(email))).name).toBe('UsernameExistsException');
    expect((await refusal(signUp(email.toUpperCase()))).name).toBe('UsernameExistsException');
  });

  it('refuses a user name that is no e-mail address', async () => {
    expect(await refusal(signUp('ann'))).toEqual({
      name: 'InvalidParameterException',
      message: 'Username should be an email.',
    });
  });

  it('refuses an email attribute that differs from the user name', async () => {
    const { name } = await refusal(signUp(newAddress(), PASSWORD, { email: 'other@example.com' }));
    expect(name).toBe('InvalidParameterException');
  });

  it('does not let people declare their own address verified', async () => {
    const email = newAddress();
    const { name } = await refusal(signUp(email, PASSWORD, { email_verified: 'true' }));
    expect(name).toBe('NotAuthorizedException');
  });

  it('refuses an attribute the pool does not have', async () => {
    const { name } = await refusal(signUp(newAddress(), PASSWORD, { 'custom:plan': 'gold' }));
    expect(name).toBe('InvalidParameterException');
  });

  it('makes exactly one user of two sign-ups of one address at once', async () => {
    const email = newAddress();
    const inputs = [email, email.toUpperCase(), email].map((Username) => ({
      ClientId: CLIENT_ID,
      Username,
      Password: PASSWORD,
    }));
    const taken = 'UsernameExistsException';
    expect(await atOnce(cognito, 'SignUp', inputs)).toEqual([taken, taken, 'ok']);
    const { Users } = await cognito.api.send(
      new ListUsersCommand({ UserPoolId: POOL_ID, Filter: `email = "${email}"` }),
    );
    expect(Users).toHaveLength(1);
  });

  it('asks for the attributes the schema requires', async () => {
    const pool = 'eu-west-1_Required1';
    const client = 'required000000000000000001';
    cognito.emulator.ensureUserPool({
      id: pool,
      properties: { ...POOL_PROPERTIES, Schema: [{ Name: 'name', Required: true, Mutable: true }] },
    });
    cognito.emulator.ensureClient({
      id: client,
      properties: { UserPoolId: pool, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    });
    const command = { ClientId: client, Username: newAddress(), Password: PASSWORD };
    const { message } = await refusal(cognito.api.send(new SignUpCommand(command)));
    expect(message).toContain('name');
    const UserAttributes = [{ Name: 'name', Value: 'Ann' }];
    await expect(cognito.api.send(new SignUpCommand({ ...command, UserAttributes }))).resolves.toBeDefined();
  });

  it('is refused where only administrators make users', async () => {
    const pool = 'eu-west-1_AdminOnly';
    const client = 'adminonly00000000000000001';
    cognito.emulator.ensureUserPool({
      id: pool,
      properties: { ...POOL_PROPERTIES, AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } },
    });
    cognito.emulator.ensureClient({
      id: client,
      properties: { UserPoolId: pool, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
    });
    const call = cognito.api.send(
      new SignUpCommand({ ClientId: client, Username: newAddress(), Password: PASSWORD }),
    );
    expect((await refusal(call)).name).toBe('NotAuthorizedException');
  });
});

describe('confirming a sign-up', () => {
  it('confirms the user and verifies the address', async () => {
    const { email } = await newUser(cognito);
    expect(await attributesOf(email)).toMatchObject({ email, email_verified: 'true' });
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult.AccessToken');
  });

  it('refuses a wrong code and keeps the user from signing in', async () => {
    const email = newAddress();
    await signUp(email);
    const { name } = await refusal(confirm(email, otherCode(cognito.mailTo(email).code)));
    expect(name).toBe('CodeMismatchException');
    expect((await refusal(signIn(cognito, email))).name).toBe('UserNotConfirmedException');
  });

  it('does not verify an address other than the one the code went to', async () => {
    const [email, corrected] = [newAddress(), newAddress()];
    await signUp(email);
    const { code } = cognito.mailTo(email);
    await cognito.api.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: POOL_ID,
        Username: email,
        UserAttributes: [{ Name: 'email', Value: corrected }],
      }),
    );
    await confirm(corrected, code);
    expect(await attributesOf(corrected)).toMatchObject({ email: corrected, email_verified: 'false' });
  });

  it('refuses a second confirmation', async () => {
    const { email } = await newUser(cognito);
    expect(await refusal(confirm(email, '123456'))).toEqual({
      name: 'NotAuthorizedException',
      message: 'User cannot be confirmed. Current status is CONFIRMED',
    });
  });

  it('stops listening after five wrong codes, even to the right one, for an hour', async () => {
    const email = newAddress();
    await signUp(email);
    const { code } = cognito.mailTo(email);
    for (let attempt = 0; attempt < 5; attempt++) await refusal(confirm(email, otherCode(code)));
    expect((await refusal(confirm(email, code))).name).toBe('LimitExceededException');
    cognito.clock.advance({ hours: 1 });
    await expect(confirm(email, code)).resolves.toBeDefined();
  });

  it('refuses a code after 24 hours and accepts a new one', async () => {
    const email = newAddress();
    await signUp(email);
    const { code } = cognito.mailTo(email);
    cognito.clock.advance({ hours: 24 });
    expect((await refusal(confirm(email, code))).name).toBe('ExpiredCodeException');
    await resend(email);
    expect(cognito.mailTo(email).kind).toBe('ResendCode');
    await expect(confirm(email, cognito.mailTo(email).code)).resolves.toBeDefined();
  });

  it('answers a wrong code for an unknown user like one for a known user', async () => {
    const email = newAddress();
    await signUp(email);
    const wrong = otherCode(cognito.mailTo(email).code);
    const unknown = newAddress();
    for (let attempt = 0; attempt < 6; attempt++) {
      expect(await refusal(confirm(unknown, wrong))).toEqual(await refusal(confirm(email, wrong)));
    }
  });

  it('names an unknown user to a client of the LEGACY kind', async () => {
    const { name } = await refusal(confirm(newAddress(), '123456', LEGACY_CLIENT_ID));
    expect(name).toBe('UserNotFoundException');
  });
});

describe('asking for another confirmation code', () => {
  it('answers for an unknown user as for a known one, and sends nothing', async () => {
    const email = newAddress();
    await signUp(email);
    const unknown = newAddress();
    const [known, simulated] = [await resend(email), await resend(unknown)];
    expect(simulated.CodeDeliveryDetails).toEqual(known.CodeDeliveryDetails);
    expect(cognito.mails.filter(({ to }) => to === unknown)).toEqual([]);
    expect((await refusal(resend(unknown, LEGACY_CLIENT_ID))).name).toBe('UserNotFoundException');
  });

  it('is limited to five requests an hour, for unknown users too', async () => {
    const email = newAddress();
    await signUp(email);
    for (const address of [email, newAddress()]) {
      for (let request = 0; request < 5; request++) await resend(address);
      expect((await refusal(resend(address))).name).toBe('LimitExceededException');
    }
  });
});
