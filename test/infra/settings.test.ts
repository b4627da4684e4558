import { App } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import { readSettings } from '../../lib/settings.ts';

const settingsOf = (context: Record<string, string>) => readSettings(new App({ context }).node);

test('without context the stage is dev and serves the laptop', () => {
  expect(settingsOf({})).toEqual({
    stage: 'dev',
    allowedOrigins: ['http://127.0.0.1:3000'],
    publicOrigin: 'http://127.0.0.1:3000',
    converter: 'image',
    mailFrom: 'no-reply@mytypist.local',
    rateLimitFactor: 1,
    anchors: { lock: 'compliance', years: 10 },
    freeDocuments: '999999999',
    sentryDsn: undefined,
    providers: [],
    signInDomain: 'mytypist-dev',
    payments: undefined,
    seller: { name: undefined, address: undefined, taxNumber: undefined },
  });
});

test('locks anchors as it is told', () => {
  expect(settingsOf({ anchorLock: 'governance', anchorYears: '1' }).anchors).toEqual({
    lock: 'governance',
    years: 1,
  });
  for (const anchorYears of ['0', '51', '1.5', 'ten'])
    expect(() => settingsOf({ anchorYears })).toThrow(
      /anchorYears does not fit: a whole number from 1 to 50/,
    );
  expect(() => settingsOf({ anchorLock: 'none' })).toThrow(/anchorLock does not fit/);
});

test('takes several origins, each exactly as a browser sends it', () => {
  const { allowedOrigins } = settingsOf({ allowedOrigins: 'https://app.example, http://127.0.0.1:3000' });
  expect(allowedOrigins).toEqual(['https://app.example', 'http://127.0.0.1:3000']);
});

test('prints addresses of the first allowed origin, unless another one is named', () => {
  const allowedOrigins = 'https://app.example,https://other.example';
  expect(settingsOf({ allowedOrigins }).publicOrigin).toBe('https://app.example');
  const publicOrigin = 'https://docs.example';
  expect(settingsOf({ allowedOrigins, publicOrigin })).toMatchObject({ publicOrigin });
});

test.each([
  '',
  'docs.example',
  'https://docs.example/',
  'https://*.example',
  'https://a.example,https://b.example',
])('refuses the public origin "%s"', (publicOrigin) => {
  expect(() => settingsOf({ publicOrigin })).toThrow(
    /^the context value publicOrigin does not fit: .* is no origin such as/,
  );
});

test.each(['Prod', 'p', '1st', 'a_b', 'a.b', 'seventeen-letters', 'prod ', ''])(
  'refuses the stage name "%s"',
  (stage) => {
    expect(() => settingsOf({ stage })).toThrow(/^the context value stage does not fit: 2 to 16 lower-case/);
  },
);

test.each([
  '*',
  'null',
  '',
  'app.example',
  'https://app.example/',
  'https://app.example/path',
  'https://APP.example',
  'https://app.example:443',
  'https://*.example',
  'ftp://app.example',
  'https://user@app.example',
  'https://app.example,',
])('refuses the origin "%s"', (allowedOrigins) => {
  expect(() => settingsOf({ allowedOrigins })).toThrow(
    /^the context value allowedOrigins does not fit: .* is no origin such as/,
  );
});

test('has a converter unless it is said to have none', () => {
  expect(settingsOf({ converter: 'none' })).toMatchObject({ converter: 'none' });
  expect(settingsOf({ converter: 'image' })).toMatchObject({ converter: 'image' });
});

test.each(['', 'yes', 'None'])('refuses the converter "%s"', (converter) => {
  expect(() => settingsOf({ converter })).toThrow(
    'the context value converter does not fit: "image", "image-open" or "none"',
  );
});

test('mails come from the address that is named', () => {
  expect(settingsOf({ mailFrom: 'hello@post.example' }).mailFrom).toBe('hello@post.example');
});

test.each(['', 'post.example', 'MyTypist <a@post.example>', 'a@post.example,b@post.example', 'a@post'])(
  'refuses the sender "%s"',
  (mailFrom) => {
    expect(() => settingsOf({ mailFrom })).toThrow(
      'the context value mailFrom does not fit: no e-mail address',
    );
  },
);

test('multiplies rate limits by what it is told', () => {
  expect(settingsOf({ rateLimitFactor: '250' })).toMatchObject({ rateLimitFactor: 250 });
});

test.each(['', '0', '-1', '1.5', 'ten', '100001', 'NaN'])(
  'refuses the rate limit factor "%s"',
  (rateLimitFactor) => {
    expect(() => settingsOf({ rateLimitFactor })).toThrow(
      'the context value rateLimitFactor does not fit: a whole number from 1 to 100000',
    );
  },
);

test('says how many documents a month includes for nothing, or leaves it to the price list', () => {
  expect(settingsOf({ freeDocuments: '0' })).toMatchObject({ freeDocuments: '0' });
  expect(settingsOf({ freeDocuments: 'as-listed' })).toMatchObject({ freeDocuments: 'as-listed' });
});

test('gives away what the list says where people can pay, and everything where they cannot', () => {
  const payments = {
    flutterwaveMode: 'test',
    flutterwaveSecretKey: 'stage/key',
    flutterwaveSecretHash: 'stage/hash',
  };
  expect(settingsOf(payments).freeDocuments).toBe('as-listed');
  expect(settingsOf({ ...payments, freeDocuments: '7' }).freeDocuments).toBe('7');
  expect(settingsOf({}).freeDocuments).toBe('999999999');
});

test.each(['', '-1', '1.5', 'many', '1000000000', 'NaN'])('refuses "%s" free documents', (freeDocuments) => {
  expect(() => settingsOf({ freeDocuments })).toThrow(
    'the context value freeDocuments does not fit: "as-listed", or a whole number from 0 to 999999999',
  );
});

test('refuses a Sentry address that is none', () => {
  expect(() => settingsOf({ sentryDsn: 'yes' })).toThrow(/^the context value sentryDsn does not fit/);
});

const google = { googleClientId: 'client', googleClientSecret: 'stage/google' };
const apple = {
  appleClientId: 'example.app.service',
  appleTeamId: 'TEAM000000',
  appleKeyId: 'KEY0000000',
  applePrivateKey: 'stage/apple',
};

test('knows the providers that are configured, and no other', () => {
  expect(settingsOf(google).providers).toEqual([
    { provider: 'google', clientId: 'client', clientSecret: 'stage/google' },
  ]);
  expect(settingsOf({ ...google, ...apple }).providers.map(({ provider }) => provider)).toEqual([
    'google',
    'apple',
  ]);
  expect(settingsOf(apple).providers).toEqual([
    {
      provider: 'apple',
      clientId: 'example.app.service',
      teamId: 'TEAM000000',
      keyId: 'KEY0000000',
      privateKey: 'stage/apple',
    },
  ]);
});

test.each([
  [{ googleClientId: 'client' }, 'googleClientSecret'],
  [{ googleClientSecret: 'stage/google' }, 'googleClientId'],
  [{ facebookClientId: 'client' }, 'facebookClientSecret'],
  [{ appleClientId: 'service', appleTeamId: 'TEAM000000', applePrivateKey: 'stage/apple' }, 'appleKeyId'],
])('refuses a provider that is configured by half: %j', (context, missing) => {
  expect(() => settingsOf(context)).toThrow(`the context value ${missing} is missing`);
});

test.each([
  ['googleClientSecret', { ...google, googleClientSecret: 'a secret with spaces' }],
  ['googleClientSecret', { ...google, googleClientSecret: '{{resolve:ssm:x}}' }],
  ['googleClientSecret', { ...google, googleClientSecret: '' }],
  ['googleClientId', { ...google, googleClientId: '' }],
  ['applePrivateKey', { ...apple, applePrivateKey: '-----BEGIN PRIVATE KEY-----' }],
  ['appleTeamId', { ...apple, appleTeamId: 'team' }],
  ['signInDomain', { signInDomain: 'my-cognito' }],
  ['signInDomain', { signInDomain: 'https://auth.example' }],
  ['signInDomain', { signInDomain: '-name' }],
])('refuses a %s that does not fit', (name, context) => {
  expect(() => settingsOf(context)).toThrow(new RegExp(`^the context value ${name} does not fit`));
});
