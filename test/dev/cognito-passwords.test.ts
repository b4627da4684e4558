import {
  AdminDisableUserCommand,
  AdminResetUserPasswordCommand,
  AdminSetUserPasswordCommand,
  AdminUpdateUserAttributesCommand,
  ChangePasswordCommand,
  ConfirmForgotPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  atOnce,
  CLIENT_ID,
  type Cognito,
  LEGACY_CLIENT_ID,
  newAddress,
  newUnverifiedUser,
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

const NEW_PASSWORD = 'Battery-Staple-8';

const forgot = (Username: string, ClientId = CLIENT_ID) =>
  cognito.api.send(new ForgotPasswordCommand({ ClientId, Username }));

const confirmForgot = (
  Username: string,
  ConfirmationCode: string,
  Password = NEW_PASSWORD,
  ClientId = CLIENT_ID,
) => cognito.api.send(new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }));

const change = (AccessToken: string, PreviousPassword: string, ProposedPassword: string) =>
  cognito.api.send(new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }));

describe('a forgotten password', () => {
  it('is replaced with the code from the mail', async () => {
    const { email } = await newUser(cognito);
    const { CodeDeliveryDetails } = await forgot(email);
    expect(CodeDeliveryDetails).toMatchObject({ DeliveryMedium: 'EMAIL', AttributeName: 'email' });
    const mail = cognito.mailTo(email);
    expect(mail.kind).toBe('ForgotPassword');
    expect((await refusal(confirmForgot(email, otherCode(mail.code)))).name).toBe('CodeMismatchException');
    await confirmForgot(email, mail.code);
    await expect(signIn(cognito, email, NEW_PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
    expect((await refusal(signIn(cognito, email))).name).toBe('NotAuthorizedException');
  });

  it('is replaced once per code', async () => {
    const { email } = await newUser(cognito);
    await forgot(email);
    const { code } = cognito.mailTo(email);
    await confirmForgot(email, code);
    expect((await refusal(confirmForgot(email, code, PASSWORD))).name).toBe('ExpiredCodeException');
  });

  it('of two answers with one code at once accepts one', async () => {
    const { email } = await newUser(cognito);
    await forgot(email);
    const { code } = cognito.mailTo(email);
    const inputs = ['First-Password-1', 'Other-Password-2'].map((Password) => ({
      ClientId: CLIENT_ID,
      Username: email,
      ConfirmationCode: code,
      Password,
    }));
    const answers = await atOnce(cognito, 'ConfirmForgotPassword', inputs);
    expect(answers).toEqual(['ExpiredCodeException', 'ok']);
  });

  it('keeps its code when the new password breaks the policy', async () => {
    const { email } = await newUser(cognito);
    await forgot(email);
    const { code } = cognito.mailTo(email);
    expect((await refusal(confirmForgot(email, code, 'short'))).name).toBe('InvalidPasswordException');
    await expect(confirmForgot(email, code)).resolves.toBeDefined();
  });

  it('refuses a code after an hour', async () => {
    const { email } = await newUser(cognito);
    await forgot(email);
    cognito.clock.advance({ hours: 1 });
    const { name } = await refusal(confirmForgot(email, cognito.mailTo(email).code));
    expect(name).toBe('ExpiredCodeException');
  });

  it('lifts the lockout', async () => {
    const { email } = await newUser(cognito);
    for (let attempt = 0; attempt < 6; attempt++) await refusal(signIn(cognito, email, 'wrong'));
    await forgot(email);
    await confirmForgot(email, cognito.mailTo(email).code);
    await expect(signIn(cognito, email, NEW_PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('answers for unknown and unverified people as for known ones, and mails nobody', async () => {
    const { email } = await newUser(cognito);
    const { email: unverified } = await newUnverifiedUser(cognito);
    const unknown = newAddress();
    const before = cognito.mails.length;
    const known = await forgot(email);
    expect(cognito.mails).toHaveLength(before + 1);
    expect((await forgot(unverified)).CodeDeliveryDetails).toEqual(known.CodeDeliveryDetails);
    expect((await forgot(unknown)).CodeDeliveryDetails).toEqual(known.CodeDeliveryDetails);
    expect(cognito.mails).toHaveLength(before + 1);
    const wrong = otherCode(cognito.mailTo(email).code);
    for (let attempt = 0; attempt < 6; attempt++) {
      expect(await refusal(confirmForgot(unknown, wrong))).toEqual(
        await refusal(confirmForgot(email, wrong)),
      );
    }
  });

  it('is not replaced for a disabled user, who is answered like an unknown one', async () => {
    const { email } = await newUser(cognito);
    await forgot(email);
    const { code } = cognito.mailTo(email);
    await cognito.api.send(new AdminDisableUserCommand({ UserPoolId: POOL_ID, Username: email }));
    const unknown = await refusal(confirmForgot(newAddress(), code));
    expect(await refusal(confirmForgot(email, code))).toEqual(unknown);
    expect(await forgot(email)).toHaveProperty('CodeDeliveryDetails');
    expect(cognito.mailTo(email).code).toBe(code);
  });

  it('tells a client of the LEGACY kind what is wrong', async () => {
    const { email: unverified } = await newUnverifiedUser(cognito);
    const unknown = newAddress();
    expect((await refusal(forgot(unknown, LEGACY_CLIENT_ID))).name).toBe('UserNotFoundException');
    expect((await refusal(forgot(unverified, LEGACY_CLIENT_ID))).name).toBe('InvalidParameterException');
    const confirmation = confirmForgot(unknown, '123456', NEW_PASSWORD, LEGACY_CLIENT_ID);
    expect((await refusal(confirmation)).name).toBe('UserNotFoundException');
  });

  it('can be asked for five times an hour, by unknown people too', async () => {
    const { email } = await newUser(cognito);
    for (const address of [email, newAddress()]) {
      for (let request = 0; request < 5; request++) await forgot(address);
      expect((await refusal(forgot(address))).name).toBe('LimitExceededException');
    }
  });

  it('is an administrator’s business where the pool says so', async () => {
    const pool = 'eu-west-1_NoMailRec';
    const client = 'norecovery0000000000000001';
    cognito.emulator.ensureUserPool({
      id: pool,
      properties: {
        ...POOL_PROPERTIES,
        AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
      },
    });
    cognito.emulator.ensureClient({ id: client, properties: { UserPoolId: pool, ExplicitAuthFlows: [] } });
    expect((await refusal(forgot(newAddress(), client))).name).toBe('NotAuthorizedException');
  });
});

describe('changing a password', () => {
  it('needs the present one and a new one that follows the policy', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    expect(await refusal(change(AccessToken, 'wrong', NEW_PASSWORD))).toEqual({
      name: 'NotAuthorizedException',
      message: 'Incorrect username or password.',
    });
    expect((await refusal(change(AccessToken, PASSWORD, 'short'))).name).toBe('InvalidPasswordException');
    await change(AccessToken, PASSWORD, NEW_PASSWORD);
    await expect(signIn(cognito, email, NEW_PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
    expect((await refusal(signIn(cognito, email))).name).toBe('NotAuthorizedException');
  });

  it('leaves tokens valid: signing out elsewhere is a call of its own', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    await change(AccessToken, PASSWORD, NEW_PASSWORD);
    const user = await cognito.api.send(new GetUserCommand({ AccessToken }));
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: email });
  });

  it('is refused for a while after five wrong guesses', async () => {
    const { email } = await newUser(cognito);
    const { AccessToken } = tokensOf(await signIn(cognito, email));
    for (let attempt = 0; attempt < 5; attempt++) await refusal(change(AccessToken, 'wrong', NEW_PASSWORD));
    const { name } = await refusal(change(AccessToken, PASSWORD, NEW_PASSWORD));
    expect(name).toBe('LimitExceededException');
  });
});

describe('an administrator', () => {
  it('sets a password for good, or one that has to be changed', async () => {
    const { email } = await newUser(cognito);
    const set = (Password: string, Permanent: boolean) =>
      cognito.api.send(
        new AdminSetUserPasswordCommand({ UserPoolId: POOL_ID, Username: email, Password, Permanent }),
      );
    await set(NEW_PASSWORD, true);
    await expect(signIn(cognito, email, NEW_PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
    await set(PASSWORD, false);
    expect((await signIn(cognito, email)).ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect((await refusal(set('short', true))).name).toBe('InvalidPasswordException');
  });

  it('resets a password, which then needs the code from the mail', async () => {
    const { email } = await newUser(cognito);
    const user = { UserPoolId: POOL_ID, Username: email };
    await cognito.api.send(new AdminResetUserPasswordCommand(user));
    expect((await refusal(signIn(cognito, email))).name).toBe('PasswordResetRequiredException');
    await confirmForgot(email, cognito.mailTo(email).code);
    await expect(signIn(cognito, email, NEW_PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('makes a reset code for an old address void by changing the address', async () => {
    const { email } = await newUser(cognito);
    await forgot(email);
    const { code } = cognito.mailTo(email);
    const newEmail = newAddress();
    await cognito.api.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId: POOL_ID,
        Username: email,
        UserAttributes: [
          { Name: 'email', Value: newEmail },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    expect((await refusal(confirmForgot(newEmail, code))).name).toBe('ExpiredCodeException');
  });
});
