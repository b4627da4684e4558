import { rmSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { DataStack } from '../../lib/data-stack.ts';
import { readSettings } from '../../lib/settings.ts';
import { receiveSocialSignIn } from '../../shared/contract/auth-social.ts';
import { pathOf } from '../../shared/contract/route.ts';
import { poolProviders, providers } from '../../shared/domain/provider.ts';
import { secretValue, synthesiseStage, testApp, testContext } from '../support/stage.ts';

const configured = {
  ...testContext,
  publicOrigin: 'https://docs.example',
  googleClientId: 'google-client',
  googleClientSecret: 'test/google',
  facebookClientId: 'facebook-app',
  facebookClientSecret: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:test/facebook-AbCdEf',
  appleClientId: 'example.app.service',
  appleTeamId: 'TEAM000000',
  appleKeyId: 'KEY0000000',
  applePrivateKey: 'test/apple',
};

const [without, withAll, withOne] = await Promise.all([
  synthesiseStage(),
  synthesiseStage(configured),
  synthesiseStage({
    ...testContext,
    signInDomain: 'own-name',
    googleClientId: configured.googleClientId,
    googleClientSecret: configured.googleClientSecret,
  }),
]);

const ofType = (stage: typeof withAll, type: string) =>
  stage.resources.filter((resource) => resource.type === type);

const Variables = z.looseObject({
  Environment: z.looseObject({ Variables: z.record(z.string(), z.string()) }),
});

/** The values that functions are given of a variable, without repetition. */
const given = (stage: typeof withAll, variable: string): (string | undefined)[] => [
  ...new Set(
    stage
      .all('AWS::Lambda::Function')
      .map(({ properties }) => Variables.parse(properties).Environment.Variables[variable])
      .filter((value) => value !== undefined),
  ),
];

describe('without providers', () => {
  test('there are no hosted pages, no providers, and no OAuth for the client', () => {
    expect(ofType(without, 'AWS::Cognito::UserPoolDomain')).toEqual([]);
    expect(ofType(without, 'AWS::Cognito::UserPoolIdentityProvider')).toEqual([]);
    const [client] = without.all('AWS::Cognito::UserPoolClient');
    expect(client?.properties).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: false,
      SupportedIdentityProviders: ['COGNITO'],
    });
    expect(client?.properties).not.toHaveProperty('CallbackURLs');
    expect(client?.properties).not.toHaveProperty('AllowedOAuthFlows');
  });

  test('functions are told that there are none', () => {
    expect(given(without, 'SIGN_IN_PROVIDERS')).toEqual(['none']);
    expect(given(without, 'SIGN_IN_PAGES')).toEqual(['none']);
  });
});

describe('with all providers', () => {
  const [pool] = withAll.all('AWS::Cognito::UserPool');
  const [client] = withAll.all('AWS::Cognito::UserPoolClient');
  const declared = new Map(
    withAll
      .all('AWS::Cognito::UserPoolIdentityProvider')
      .map(({ properties }) => [properties.ProviderName, properties]),
  );

  test('each is known to the pool under the only name that Cognito allows', () => {
    expect([...declared.keys()]).toEqual(providers.map((provider) => poolProviders[provider]));
    for (const [name, properties] of declared)
      expect(properties).toMatchObject({
        UserPoolId: pool && withAll.identityOf(pool).ref,
        ProviderType: name,
      });
  });

  test('each is asked for the address and the name, and for nothing else', () => {
    expect(
      Object.fromEntries([...declared].map(([name, { ProviderDetails }]) => [name, ProviderDetails])),
    ).toEqual({
      Google: {
        client_id: 'google-client',
        client_secret: secretValue,
        authorize_scopes: 'openid email profile',
      },
      Facebook: {
        client_id: 'facebook-app',
        client_secret: secretValue,
        authorize_scopes: 'public_profile,email',
      },
      SignInWithApple: {
        client_id: 'example.app.service',
        team_id: 'TEAM000000',
        key_id: 'KEY0000000',
        private_key: secretValue,
        authorize_scopes: 'email name',
      },
    });
  });

  test('a provider that says whether it has checked an address is heard', () => {
    const checked = { email: 'email', name: 'name', email_verified: 'email_verified' };
    expect(
      Object.fromEntries([...declared].map(([name, { AttributeMapping }]) => [name, AttributeMapping])),
    ).toEqual({
      Google: checked,
      SignInWithApple: checked,
      Facebook: { email: 'email', name: 'name' },
    });
  });

  test('no secret stands in a template: CloudFormation looks it up', () => {
    for (const name of [
      configured.googleClientSecret,
      configured.facebookClientSecret,
      configured.applePrivateKey,
    ])
      expect(withAll.text).toContain(`{{resolve:secretsmanager:${name}:SecretString:::}}`);
  });

  test('the client takes codes of exactly these providers, back at exactly one address', () => {
    expect(client?.properties).toMatchObject({
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      CallbackURLs: [`https://docs.example${pathOf(receiveSocialSignIn)}`],
      SupportedIdentityProviders: [...declared.keys()],
    });
    expect(client?.properties).not.toHaveProperty('LogoutURLs');
    expect(client?.properties.GenerateSecret ?? false).toBe(false);
  });

  test('everything else about the client stays as it is without them', () => {
    const [plain] = without.all('AWS::Cognito::UserPoolClient');
    const {
      AllowedOAuthFlowsUserPoolClient: _,
      AllowedOAuthFlows: __,
      AllowedOAuthScopes: ___,
      CallbackURLs: ____,
      SupportedIdentityProviders: _____,
      ...rest
    } = client?.properties ?? {};
    expect(plain?.properties).toMatchObject(rest);
  });

  test('the hosted pages have an address of their own, which functions are told', () => {
    const domains = withAll.all('AWS::Cognito::UserPoolDomain').map(({ properties }) => properties);
    expect(domains).toEqual([{ Domain: 'mytypist-test', UserPoolId: pool && withAll.identityOf(pool).ref }]);
    expect(given(withAll, 'SIGN_IN_PROVIDERS')).toEqual(['google,facebook,apple']);
    expect(given(withAll, 'SIGN_IN_PAGES')).toEqual([
      'https://mytypist-test.auth.eu-west-1.amazoncognito.com',
    ]);
  });

  test('CloudFormation makes the client after the providers that it names', () => {
    const { app, folder } = testApp(configured);
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const data = Template.fromStack(new DataStack(app, 'Data', readSettings(app.node)));
    const [only] = Object.values(data.findResources('AWS::Cognito::UserPoolClient'));
    const needed = Object.keys(data.findResources('AWS::Cognito::UserPoolIdentityProvider'));
    expect(needed).toHaveLength(3);
    expect(only?.DependsOn).toEqual(expect.arrayContaining(needed));
  });
});

test('one provider is enough, and the pages may have another name', () => {
  expect(ofType(withOne, 'AWS::Cognito::UserPoolIdentityProvider')).toHaveLength(1);
  expect(given(withOne, 'SIGN_IN_PROVIDERS')).toEqual(['google']);
  expect(given(withOne, 'SIGN_IN_PAGES')).toEqual(['https://own-name.auth.eu-west-1.amazoncognito.com']);
});
