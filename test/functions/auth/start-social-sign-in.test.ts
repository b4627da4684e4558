import { describe, expect, test } from 'vitest';
import { startSocialSignIn } from '../../../shared/contract/auth-social.ts';
import {
  expectCarefulHeaders,
  expectFieldFaults,
  expectIndistinguishable,
  expectRefusal,
} from '../expectations.ts';
import { send } from '../send.ts';
import { appOrigin, challengeOf, newVerifier } from '../social-fixtures.ts';

const challenge = challengeOf(newVerifier());
const query = { origin: appOrigin, challenge };

const start = (provider: string, change: Record<string, string> = {}) =>
  send(startSocialSignIn, { params: { provider }, query: { ...query, ...change }, redirect: 'manual' });

const locationOf = ({ headers }: { headers: Headers }): URL => new URL(headers.get('location') ?? '');

describe('starting', () => {
  test.each([
    ['google', 'Google'],
    ['facebook', 'Facebook'],
    ['apple', 'SignInWithApple'],
  ])('%s goes to the page of the user pool that sends on to it', async (provider, name) => {
    const answer = await start(provider);
    expect(answer.status).toBe(303);
    expect(answer.text).toBe('');
    expectCarefulHeaders(answer.headers);
    const { pathname, searchParams } = locationOf(answer);
    expect(pathname).toBe('/oauth2/authorize');
    expect(Object.fromEntries(searchParams)).toEqual({
      response_type: 'code',
      client_id: expect.stringMatching(/^[a-z0-9]{26}$/),
      redirect_uri: `${appOrigin}/api/v1/auth/oauth/callback`,
      identity_provider: name,
      scope: 'openid email profile',
      state: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
  });

  test('gives every sign-in a state of its own, of 256 random bits', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => start('google')));
    const states = answers.map((answer) => locationOf(answer).searchParams.get('state') ?? '');
    expect(new Set(states).size).toBe(20);
    for (const state of states) expect(Buffer.from(state, 'base64url')).toHaveLength(32);
  });

  test('sets no cookie: the page that began proves itself with its verifier', async () => {
    expect((await start('google')).headers.get('set-cookie')).toBeNull();
  });
});

describe('an unknown provider', () => {
  test.each(['microsoft', 'GOOGLE', 'google ', 'COGNITO', '__proto__', 'constructor', 'google%00'])(
    'such as %s is not found',
    async (provider) => {
      const answer = await start(provider);
      expectRefusal(answer, 'not-found');
      expectIndistinguishable(await start('nobody'), answer);
    },
  );
});

describe('a page that may not use this API', () => {
  test.each([
    'https://evil.example',
    'null',
    '*',
    '',
    `${appOrigin}/`,
    `${appOrigin}/signed-in`,
    `${appOrigin}.evil.example`,
    `${appOrigin}@evil.example`,
    `http://user@127.0.0.1:3000`,
    'https://127.0.0.1:3000',
    'http://127.0.0.1:3001',
    'http://127.0.0.1',
    '//evil.example',
    'javascript:alert(1)',
    `${appOrigin},https://evil.example`,
    `${appOrigin}\r\nlocation: https://evil.example`,
    ` ${appOrigin}`,
    `${appOrigin.toUpperCase()}`,
  ])('is not sent anywhere: %j', async (origin) => {
    const answer = await start('google', { origin });
    expectFieldFaults(answer, ['origin']);
    expect(answer.headers.get('location')).toBeNull();
  });
});

describe('a challenge', () => {
  test.each(['', 'short', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`, `${'x'.repeat(42)}+`])(
    'that is no SHA-256 in base64url is refused: %j',
    async (wrong) => {
      expectFieldFaults(await start('google', { challenge: wrong }), ['challenge']);
    },
  );

  test('and an origin are required, and nothing else is taken', async () => {
    const params = { provider: 'google' };
    expectFieldFaults(await send(startSocialSignIn, { params }), ['origin', 'challenge']);
    expectFieldFaults(await start('google', { returnTo: 'https://evil.example' }), ['returnTo']);
  });
});
