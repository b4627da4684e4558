import {
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  RespondToAuthChallengeCommand,
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

describe('an invited user', () => {
  const invite = async (parameters: object = {}): Promise<{ email: string; password: string }> => {
    const email = newAddress();
    await cognito.api.send(
      new AdminCreateUserCommand({
        UserPoolId: POOL_ID,
        Username: email,
        DesiredDeliveryMediums: ['EMAIL'],
        UserAttributes: [{ Name: 'email_verified', Value: 'true' }],
        ...parameters,
      }),
    );
    return { email, password: cognito.mailTo(email).code };
  };

  const setPassword = (email: string, Session: string, password = NEW_PASSWORD, extra: object = {}) =>
    cognito.api.send(
      new RespondToAuthChallengeCommand({
        ClientId: CLIENT_ID,
        ChallengeName: 'NEW_PASSWORD_REQUIRED',
        Session,
        ChallengeResponses: { USERNAME: email, NEW_PASSWORD: password, ...extra },
      }),
    );

  it('gets a temporary password and has to choose another', async () => {
    const { email, password } = await invite();
    expect(cognito.mailTo(email)).toMatchObject({
      kind: 'AdminCreateUser',
      subject: 'Your temporary password',
    });
    expect(cognito.mailTo(email).text).toContain(password);
    const challenge = await signIn(cognito, email, password);
    expect(challenge).toMatchObject({ ChallengeName: 'NEW_PASSWORD_REQUIRED', Session: expect.any(String) });
    expect(challenge.AuthenticationResult).toBeUndefined();
    const weak = setPassword(email, challenge.Session ?? '', 'short');
    expect((await refusal(weak)).name).toBe('InvalidPasswordException');
    const session = tokensOf(
      await setPassword(email, challenge.Session ?? '', NEW_PASSWORD, { 'userAttributes.name': 'Bob' }),
    );
    const user = await cognito.api.send(new GetUserCommand({ AccessToken: session.AccessToken }));
    expect(user.UserAttributes).toContainEqual({ Name: 'name', Value: 'Bob' });
    await expect(signIn(cognito, email, NEW_PASSWORD)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('gets no challenge for a wrong temporary password', async () => {
    const { email } = await invite();
    expect((await refusal(signIn(cognito, email, 'Totally-Wrong-1'))).name).toBe('NotAuthorizedException');
  });

  it('cannot be taken over with an invented session, or with the session of somebody else', async () => {
    const { email } = await newUser(cognito);
    const { email: other, password } = await invite();
    const invented = setPassword(email, 'bogus-session-0123456789');
    expect((await refusal(invented)).name).toBe('NotAuthorizedException');
    const { Session = '' } = await signIn(cognito, other, password);
    expect((await refusal(setPassword(email, Session))).name).toBe('NotAuthorizedException');
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('answers a challenge once, also when two answers come at once', async () => {
    const { email, password } = await invite();
    const { Session = '' } = await signIn(cognito, email, password);
    const inputs = ['First-Password-1', 'Other-Password-2'].map((NEW_PASSWORD) => ({
      ClientId: CLIENT_ID,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses: { USERNAME: email, NEW_PASSWORD },
    }));
    const answers = await atOnce(cognito, 'RespondToAuthChallenge', inputs);
    expect(answers).toEqual(['NotAuthorizedException', 'ok']);
    expect((await refusal(setPassword(email, Session))).name).toBe('NotAuthorizedException');
  });

  it('has three minutes to answer', async () => {
    const { email, password } = await invite();
    const { Session = '' } = await signIn(cognito, email, password);
    cognito.clock.advance({ minutes: 3 });
    expect((await refusal(setPassword(email, Session))).name).toBe('NotAuthorizedException');
  });

  it('answers over the client that asked, and to the challenge that was put', async () => {
    const { email, password } = await invite();
    const { Session = '' } = await signIn(cognito, email, password);
    const ChallengeResponses = { USERNAME: email, NEW_PASSWORD, SOFTWARE_TOKEN_MFA_CODE: '123456' };
    const input = {
      ClientId: CLIENT_ID,
      ChallengeName: 'NEW_PASSWORD_REQUIRED',
      Session,
      ChallengeResponses,
    };
    const answers = await atOnce(cognito, 'RespondToAuthChallenge', [
      { ...input, ClientId: LEGACY_CLIENT_ID },
      { ...input, ChallengeName: 'SOFTWARE_TOKEN_MFA' },
    ]);
    expect(answers).toEqual(['NotAuthorizedException', 'NotAuthorizedException']);
    await expect(setPassword(email, Session)).resolves.toHaveProperty('AuthenticationResult');
  });

  it('cannot finish a challenge begun with a password that has been replaced', async () => {
    const { email, password } = await invite();
    const { Session = '' } = await signIn(cognito, email, password);
    await cognito.api.send(
      new AdminSetUserPasswordCommand({ UserPoolId: POOL_ID, Username: email, Password: PASSWORD }),
    );
    expect((await refusal(setPassword(email, Session))).name).toBe('NotAuthorizedException');
  });

  it('cannot change the invited address in the challenge', async () => {
    const { email, password } = await invite();
    const { Session = '' } = await signIn(cognito, email, password);
    const call = setPassword(email, Session, NEW_PASSWORD, { 'userAttributes.email': 'other@example.com' });
    expect((await refusal(call)).name).toBe('NotAuthorizedException');
  });

  it('loses the temporary password after seven days and can be invited again', async () => {
    const { email, password } = await invite();
    cognito.clock.advance({ days: 7 });
    expect((await refusal(signIn(cognito, email, password))).message).toMatch(
      /^Temporary password has expired/,
    );
    await cognito.api.send(
      new AdminCreateUserCommand({ UserPoolId: POOL_ID, Username: email, MessageAction: 'RESEND' }),
    );
    const challenge = await signIn(cognito, email, cognito.mailTo(email).code);
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
  });

  it('is not mailed when the message is suppressed, and not invited twice', async () => {
    const email = newAddress();
    const command = { UserPoolId: POOL_ID, Username: email, TemporaryPassword: PASSWORD };
    await cognito.api.send(new AdminCreateUserCommand({ ...command, MessageAction: 'SUPPRESS' }));
    expect(cognito.mails.filter(({ to }) => to === email)).toEqual([]);
    const again = cognito.api.send(new AdminCreateUserCommand(command));
    expect((await refusal(again)).name).toBe('UsernameExistsException');
  });

  it('cannot reset a password never chosen', async () => {
    const { email } = await invite();
    expect(
      await refusal(cognito.api.send(new ForgotPasswordCommand({ ClientId: CLIENT_ID, Username: email }))),
    ).toEqual({
      name: 'NotAuthorizedException',
      message: 'User password cannot be reset in the current state.',
    });
  });
});
