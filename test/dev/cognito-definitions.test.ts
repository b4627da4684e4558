import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLIENT_ID,
  CLIENT_PROPERTIES,
  type Cognito,
  newUser,
  POOL_ID,
  POOL_PROPERTIES,
  rotating,
  signIn,
  startCognito,
} from './cognito-fixture.ts';

let cognito: Cognito;
beforeAll(async () => {
  cognito = await startCognito();
});
afterAll(() => cognito.remove());

const ensurePool = (properties: object, id = POOL_ID) => cognito.emulator.ensureUserPool({ id, properties });
const ensureClient = (properties: object, id = CLIENT_ID) =>
  cognito.emulator.ensureClient({ id, properties });

describe('a user pool from the template', () => {
  it('is taken as CDK writes it', () => {
    const fromCdk = {
      ...POOL_PROPERTIES,
      DeletionProtection: 'ACTIVE',
      EmailVerificationMessage: 'The code is {####}',
      EmailVerificationSubject: 'Verify',
      Schema: [{ Name: 'email', Mutable: true, Required: true }],
      SmsVerificationMessage: 'The code is {####}',
      UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email'] },
      UserPoolName: 'people',
      UserPoolTags: { product: 'mytypist' },
      UserPoolTier: 'ESSENTIALS',
      VerificationMessageTemplate: {
        DefaultEmailOption: 'CONFIRM_WITH_CODE',
        EmailMessage: 'The code is {####}',
        EmailSubject: 'Verify',
        SmsMessage: 'The code is {####}',
      },
    };
    expect(() => ensurePool(fromCdk, 'eu-west-1_FromCdk01')).not.toThrow();
  });

  it('can be declared again without losing its users', async () => {
    const { email } = await newUser(cognito);
    ensurePool(POOL_PROPERTIES);
    ensureClient(CLIENT_PROPERTIES);
    cognito.emulator.ensureGroup({ poolId: POOL_ID, name: 'admin' });
    await expect(signIn(cognito, email)).resolves.toHaveProperty('AuthenticationResult');
  });

  it.each([
    ['LambdaConfig is not emulated', { LambdaConfig: { PreSignUp: 'arn' } }],
    ['DeviceConfiguration is not emulated', { DeviceConfiguration: {} }],
    ['MfaConfiguration: ', { MfaConfiguration: 'ON' }],
    ['EnabledMfas.0: ', { EnabledMfas: ['SMS_MFA'] }],
    ['EnabledMfas: ', { EnabledMfas: [] }],
    ['UsernameAttributes: only [email] is emulated', { UsernameAttributes: ['email', 'phone_number'] }],
    ['UsernameConfiguration.CaseSensitive: ', { UsernameConfiguration: { CaseSensitive: true } }],
    ['Policies.PasswordPolicy.MinimumLength: ', { Policies: { PasswordPolicy: { MinimumLength: 5 } } }],
    [
      'Policies.PasswordPolicy.PasswordHistorySize is not emulated',
      { Policies: { PasswordPolicy: { MinimumLength: 12, PasswordHistorySize: 3 } } },
    ],
    ['Schema.0.Name: only standard attributes', { Schema: [{ Name: 'plan', AttributeDataType: 'String' }] }],
    ['UserPoolAddOns.AdvancedSecurityMode: ', { UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } }],
    [
      'AccountRecoverySetting.RecoveryMechanisms.0.Name: ',
      { AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_phone_number', Priority: 1 }] } },
    ],
  ])('stops the start with "%s"', (fault, change) => {
    const call = (): void => ensurePool({ ...POOL_PROPERTIES, ...change });
    expect(call).toThrow(`AWS::Cognito::UserPool ${POOL_ID} cannot be emulated: ${fault}`);
  });

  it('names every fault at once', () => {
    expect(() => ensurePool({ ...POOL_PROPERTIES, A: 1, B: 2 })).toThrow(
      'A is not emulated; B is not emulated',
    );
  });

  it('needs an id that begins with the region', () => {
    expect(() => ensurePool(POOL_PROPERTIES, 'local_123456789')).toThrow('a pool id looks like');
    expect(() => ensurePool(POOL_PROPERTIES, 'us-east-1_Local0001')).toThrow('eu-west-1_');
  });
});

describe('a client from the template', () => {
  it('is taken as CDK writes it', () => {
    const fromCdk = {
      ...rotating(10),
      AllowedOAuthFlowsUserPoolClient: false,
      SupportedIdentityProviders: ['COGNITO'],
      ClientName: 'web',
    };
    expect(() => ensureClient(fromCdk, 'fromcdk0000000000000000001')).not.toThrow();
  });

  it.each([
    ['LogoutURLs is not emulated', { LogoutURLs: ['https://example.com'] }],
    ['CallbackURLs: is of no use without', { CallbackURLs: ['https://example.com'] }],
    [
      'SupportedIdentityProviders.0: needs AllowedOAuthFlowsUserPoolClient',
      { SupportedIdentityProviders: ['Google'] },
    ],
    ['GenerateSecret: ', { GenerateSecret: true }],
    ['ExplicitAuthFlows.0: only ALLOW_USER_PASSWORD_AUTH', { ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'] }],
    ['EnableTokenRevocation: ', { EnableTokenRevocation: false }],
    [
      'ExplicitAuthFlows: ALLOW_REFRESH_TOKEN_AUTH excludes refresh token rotation',
      { RefreshTokenRotation: { Feature: 'ENABLED' } },
    ],
    [
      'RefreshTokenRotation.RetryGracePeriodSeconds: ',
      { RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 61 } },
    ],
    ['AccessTokenValidity: must be 5 minutes to a day', { AccessTokenValidity: 4 }],
    [
      'AccessTokenValidity: an access token may not outlive',
      {
        AccessTokenValidity: 2,
        RefreshTokenValidity: 1,
        TokenValidityUnits: { AccessToken: 'hours', RefreshToken: 'hours' },
      },
    ],
    ['UserPoolId: there is no pool', { UserPoolId: 'eu-west-1_Nowhere00' }],
  ])('stops the start with "%s"', (fault, change) => {
    expect(() => ensureClient({ ...CLIENT_PROPERTIES, ...change })).toThrow(fault);
  });

  it('has tokens of one hour, one hour and thirty days unless it says otherwise', async () => {
    const id = 'defaults000000000000000001';
    ensureClient({ UserPoolId: POOL_ID, ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] }, id);
    const { email } = await newUser(cognito);
    const { AuthenticationResult } = await signIn(cognito, email, undefined, id);
    expect(AuthenticationResult?.ExpiresIn).toBe(3_600);
  });
});

describe('a group', () => {
  it('needs its pool', () => {
    expect(() => cognito.emulator.ensureGroup({ poolId: 'eu-west-1_Nowhere00', name: 'admin' })).toThrow(
      'does not exist',
    );
  });
});

describe('mails', () => {
  it('are written from the pool’s own template', async () => {
    const properties = {
      ...POOL_PROPERTIES,
      VerificationMessageTemplate: { EmailSubject: 'Welcome', EmailMessage: 'Enter {####} now' },
    };
    ensurePool(properties);
    const { email } = await newUser(cognito);
    const mail = cognito.mailTo(email);
    expect(mail).toMatchObject({ subject: 'Welcome', text: `Enter ${mail.code} now` });
  });
});
