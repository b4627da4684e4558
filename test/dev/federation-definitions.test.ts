import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POOL_ID } from './cognito-fixture.ts';
import {
  APPLE,
  authorize,
  FACEBOOK,
  type Federation,
  GOOGLE,
  SOCIAL_CLIENT,
  SOCIAL_CLIENT_ID,
  startFederation,
} from './federation-fixture.ts';

let federation: Federation;
beforeAll(async () => {
  federation = await startFederation();
});
afterAll(() => federation.stop());

const ensureProvider = (properties: object) =>
  federation.emulator.ensureProvider({ id: 'Provider', properties });
const ensureClient = (change: object) =>
  federation.emulator.ensureClient({ id: SOCIAL_CLIENT_ID, properties: { ...SOCIAL_CLIENT, ...change } });

describe('an identity provider from the template', () => {
  it('is taken as CDK writes it', () => {
    expect(ensureProvider(GOOGLE)).toMatchObject({
      clientId: 'google-client',
      clientSecret: 'google-secret',
      scopes: ['openid', 'email', 'profile'],
    });
    expect(ensureProvider(FACEBOOK).scopes).toEqual(['public_profile', 'email']);
    expect(ensureProvider(APPLE)).toMatchObject({ clientId: 'apple-client', clientSecret: 'apple-key' });
  });

  it.each<[string, object]>([
    ['ProviderType: ', { ...GOOGLE, ProviderType: 'OIDC' }],
    ['ProviderType: ', { ...GOOGLE, ProviderType: 'SAML' }],
    ['ProviderName: ', { ...GOOGLE, ProviderName: 'MyGoogle' }],
    ['IdpIdentifiers is not emulated', { ...GOOGLE, IdpIdentifiers: ['x'] }],
    [
      'ProviderDetails.api_version is not emulated',
      { ...FACEBOOK, ProviderDetails: { ...FACEBOOK.ProviderDetails, api_version: 'v17.0' } },
    ],
    [
      'ProviderDetails.client_secret: ',
      { ...GOOGLE, ProviderDetails: { ...GOOGLE.ProviderDetails, client_secret: '' } },
    ],
    [
      'ProviderDetails.team_id: a team id has ten',
      { ...APPLE, ProviderDetails: { ...APPLE.ProviderDetails, team_id: 'team' } },
    ],
    ['AttributeMapping: the pool requires', { ...GOOGLE, AttributeMapping: { name: 'name' } }],
    ['AttributeMapping.picture', { ...GOOGLE, AttributeMapping: { email: 'email', picture: 'picture' } }],
    ['UserPoolId: there is no pool', { ...GOOGLE, UserPoolId: 'eu-west-1_Nowhere00' }],
  ])('stops the start with "%s"', (fault, properties) => {
    const call = (): unknown => ensureProvider(properties);
    expect(call).toThrow('AWS::Cognito::UserPoolIdentityProvider Provider cannot be emulated: ');
    expect(call).toThrow(fault);
  });
});

describe('a domain from the template', () => {
  it.each([
    ['Domain: only the prefix', { Domain: 'auth.example.com', UserPoolId: POOL_ID }],
    ['Domain: AWS keeps such names', { Domain: 'my-cognito', UserPoolId: POOL_ID }],
    ['CustomDomainConfig is not emulated', { Domain: 'x', UserPoolId: POOL_ID, CustomDomainConfig: {} }],
    ['UserPoolId: there is no pool', { Domain: 'x', UserPoolId: 'eu-west-1_Nowhere00' }],
  ])('stops the start with "%s"', (fault, properties) => {
    expect(() => federation.emulator.ensureDomain({ id: 'x', properties })).toThrow(fault);
  });
});

describe('a client of the hosted pages', () => {
  it.each([
    ['AllowedOAuthFlows', { AllowedOAuthFlows: ['implicit'] }],
    ['AllowedOAuthFlows', { AllowedOAuthFlows: undefined }],
    ['AllowedOAuthScopes', { AllowedOAuthScopes: ['aws.cognito.signin.user.admin'] }],
    ['CallbackURLs', { CallbackURLs: undefined }],
    ['CallbackURLs.0: must be an https address', { CallbackURLs: ['http://app.example/callback'] }],
    ['CallbackURLs.0: must be an https address', { CallbackURLs: ['https://app.example/#x'] }],
    ['CallbackURLs.0: must be an https address', { CallbackURLs: ['https://*.example/callback'] }],
    ['CallbackURLs.0: must be an https address', { CallbackURLs: ['http://127.0.0.1.evil.example/'] }],
    [
      'the hosted pages for passwords are not emulated',
      { SupportedIdentityProviders: ['COGNITO', 'Google'] },
    ],
    ['SupportedIdentityProviders.0', { SupportedIdentityProviders: ['LoginWithAmazon'] }],
  ])('stops the start where %s is wrong', (fault, change) => {
    expect(() => ensureClient(change)).toThrow(fault);
  });

  it('needs its providers first, as AWS does', () => {
    const pool = 'eu-west-1_Local0002';
    federation.emulator.ensureUserPool({
      id: pool,
      properties: { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } },
    });
    expect(() => ensureClient({ UserPoolId: pool })).toThrow('the provider Google does not exist');
  });

  it('may be on this machine', () => {
    expect(() => ensureClient({ CallbackURLs: ['http://127.0.0.1:3000/callback'] })).not.toThrow();
    expect(() => ensureClient({ CallbackURLs: ['http://localhost/callback'] })).not.toThrow();
  });

  it('is not served where the pool has no domain', async () => {
    const pool = 'eu-west-1_Local0003';
    const properties = { UsernameAttributes: ['email'], UsernameConfiguration: { CaseSensitive: false } };
    federation.emulator.ensureUserPool({ id: pool, properties });
    ensureProvider({ ...GOOGLE, UserPoolId: pool });
    const id = 'social00000000000000000003';
    const client = { ...SOCIAL_CLIENT, UserPoolId: pool, SupportedIdentityProviders: ['Google'] };
    federation.emulator.ensureClient({ id, properties: client });
    expect((await authorize(federation, { client_id: id })).status).toBe(400);
  });
});
