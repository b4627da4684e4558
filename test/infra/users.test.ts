import { expect, test } from 'vitest';
import { verifyEmail } from '../../shared/contract/auth.ts';
import { refreshTokenLife } from '../../shared/domain/user.ts';
import { synthesiseStage } from '../support/stage.ts';

const stage = await synthesiseStage();
const [pool, secondPool] = stage.all('AWS::Cognito::UserPool');
const [client, secondClient] = stage.all('AWS::Cognito::UserPoolClient');

test('there is one pool and one client', () => {
  expect(pool).toBeDefined();
  expect(client?.properties.UserPoolId).toBe(pool && stage.identityOf(pool).ref);
  expect([secondPool, secondClient]).toEqual([undefined, undefined]);
});

test('passwords have at least ten characters', () => {
  expect(pool?.properties.Policies).toMatchObject({ PasswordPolicy: { MinimumLength: 10 } });
});

test('the contract refuses every password that the pool would refuse', () => {
  expect(pool?.properties.Policies).toEqual({
    PasswordPolicy: {
      MinimumLength: 10,
      RequireLowercase: false,
      RequireUppercase: false,
      RequireNumbers: false,
      RequireSymbols: false,
      TemporaryPasswordValidityDays: 7,
    },
  });
  const accepts = (password: string): boolean =>
    verifyEmail.body.safeParse({ email: 'a@mytypist.local', code: '123456', name: 'A', password }).success;
  expect(['xxxxxxxxxx', 'Aa1-xxxxx', ' xxxxxxxxxx', 'x'.repeat(129)].map(accepts)).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('an ended session is remembered as long as its refresh token could live', () => {
  const { RefreshTokenValidity, TokenValidityUnits } = client?.properties ?? {};
  expect(TokenValidityUnits).toMatchObject({ RefreshToken: 'minutes' });
  expect(RefreshTokenValidity).toBe(refreshTokenLife / 60);
});

test('people sign in by e-mail address, in whatever case they write it', () => {
  expect(pool?.properties).toMatchObject({
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
  });
});

test('the pool cannot be deleted by accident, and only the mailbox recovers an account', () => {
  expect(pool?.properties).toMatchObject({
    DeletionProtection: 'ACTIVE',
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
  });
});

test('access and id tokens live 15 minutes', () => {
  expect(client?.properties).toMatchObject({
    AccessTokenValidity: 15,
    IdTokenValidity: 15,
    TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes' },
  });
});

test('refresh tokens rotate and can be revoked; the flow that cannot rotate is off', () => {
  expect(client?.properties).toMatchObject({
    RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 },
    EnableTokenRevocation: true,
    // Cognito refuses ALLOW_REFRESH_TOKEN_AUTH together with rotation.
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'],
  });
});

test('an answer does not tell whether an address has an account', () => {
  expect(client?.properties.PreventUserExistenceErrors).toBe('ENABLED');
});

test('no token comes from a web page of Cognito, and the client has no secret to lose', () => {
  expect(client?.properties.AllowedOAuthFlowsUserPoolClient).toBe(false);
  expect(client?.properties.GenerateSecret ?? false).toBe(false);
});

test('a second factor is offered to everybody, and is an app: no SMS and no mail', () => {
  expect(pool?.properties).toMatchObject({
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
  });
});

test('there are five minutes between the password and the code of the app', () => {
  expect(client?.properties.AuthSessionValidity).toBe(5);
});

test('administrators are a group of the pool', () => {
  const groups = stage.all('AWS::Cognito::UserPoolGroup').map(({ properties }) => properties);
  expect(groups).toEqual([{ GroupName: 'admin', UserPoolId: pool && stage.identityOf(pool).ref }]);
});
