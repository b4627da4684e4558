import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { verifyJwt } from '../../dev/emulators/cognito/jwt.ts';
import { type Step, visit } from '../support/browser.ts';
import { type Federation, type Parameters, parametersFrom, startFederation } from './federation-fixture.ts';

let federation: Federation;
let issuer: string;
beforeAll(async () => {
  federation = await startFederation();
  issuer = federation.provider.issuerOf('Google');
});
afterAll(() => federation.stop());

const redirectUri = (): string => `${federation.url}/oauth2/idpresponse`;

const query = (change: Parameters = {}): URLSearchParams =>
  parametersFrom({
    response_type: 'code',
    client_id: 'google-client',
    redirect_uri: redirectUri(),
    scope: 'openid email profile',
    state: 'the-state',
    nonce: 'the-nonce',
    ...change,
  });

const choose = (form: Parameters, change: Parameters = {}): Promise<Step> =>
  visit(`${issuer}/authorize?${query(change)}`, { method: 'POST', body: parametersFrom(form) });

const codeOf = ({ headers }: Step): string =>
  new URL(headers.get('location') ?? '').searchParams.get('code') ?? '';

const redeem = (code: string, change: Parameters = {}): Promise<Step> =>
  visit(`${issuer}/token`, {
    method: 'POST',
    body: parametersFrom({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri(),
      client_id: 'google-client',
      client_secret: 'google-secret',
      ...change,
    }),
  });

const Jwks = z.object({
  keys: z.tuple([z.object({ kid: z.string(), kty: z.string(), n: z.string(), e: z.string() })]),
});

async function claimsOf(step: Step): Promise<unknown> {
  const { keys } = Jwks.parse(JSON.parse((await visit(`${issuer}/jwks.json`)).text));
  const [key] = keys;
  const publicKey = createPublicKey({ key, format: 'jwk' });
  return verifyJwt(JSON.parse(step.text).id_token, { publicKey, kid: key.kid });
}

describe('the provider', () => {
  it('says where everything is', async () => {
    const { status, text } = await visit(`${issuer}/.well-known/openid-configuration`);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks.json`,
      id_token_signing_alg_values_supported: ['RS256'],
    });
  });

  it('asks who one wants to be, on a page without scripts', async () => {
    const page = await visit(`${issuer}/authorize?${query()}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(page.text).toContain('Continue as this person');
    expect(page.text).not.toContain('<script');
  });

  it('escapes what is sent to the page', async () => {
    const page = await visit(`${issuer}/authorize?${query({ state: '"><script>alert(1)</script>' })}`);
    expect(page.text).not.toContain('<script');
  });

  it('vouches for whoever one says, once, for its client', async () => {
    const form = { email: 'ann@example.com', name: 'Ann Example', verified: 'true' };
    const code = codeOf(await choose(form));
    const first = await redeem(code);
    expect(await claimsOf(first)).toMatchObject({
      iss: issuer,
      aud: 'google-client',
      nonce: 'the-nonce',
      sub: expect.stringMatching(/^\d{21}$/),
      email: 'ann@example.com',
      email_verified: true,
      name: 'Ann Example',
    });
    expect((await redeem(code)).status).toBe(400);
  });

  it('tells only what it was asked for, and nothing that was kept back', async () => {
    const only = await redeem(
      codeOf(await choose({ email: 'ann@example.com', name: 'Ann' }, { scope: 'openid' })),
    );
    expect(await claimsOf(only)).not.toHaveProperty('email');
    expect(await claimsOf(only)).not.toHaveProperty('name');
    const back = await redeem(codeOf(await choose({ email: '', name: '' })));
    expect(await claimsOf(back)).not.toHaveProperty('email');
  });

  it('knows somebody by their number again, or by their address', async () => {
    const sub = async (form: Parameters): Promise<unknown> =>
      z.looseObject({ sub: z.string() }).parse(await claimsOf(await redeem(codeOf(await choose(form))))).sub;
    expect(await sub({ email: 'ann@example.com' })).toBe(await sub({ email: 'ann@example.com' }));
    expect(await sub({ email: 'ann@example.com' })).not.toBe(await sub({ email: 'bob@example.com' }));
    expect(await sub({ email: 'ann@example.com', subject: '7' })).toBe('7');
  });
});

describe('a stranger', () => {
  it.each([
    ['another client', { client_id: 'nobody' }],
    ['another address to go back to', { redirect_uri: 'https://evil.example/' }],
    ['no scope openid', { scope: 'email' }],
    ['no state', { state: undefined }],
    ['no nonce', { nonce: undefined }],
    ['another response type', { response_type: 'token' }],
  ])('is refused with %s, by page and form', async (_, change) => {
    expect((await visit(`${issuer}/authorize?${query(change)}`)).status).toBe(400);
    expect((await choose({ email: 'ann@example.com' }, change)).status).toBe(400);
  });

  it.each([
    ['another secret', { client_secret: 'guess' }, 401],
    ['another client', { client_id: 'apple-client' }, 401],
    ['another address', { redirect_uri: 'https://evil.example/' }, 400],
    ['another grant', { grant_type: 'password' }, 401],
  ])('exchanges no code with %s', async (_, change, status) => {
    const code = codeOf(await choose({ email: 'ann@example.com' }));
    expect((await redeem(code, change)).status).toBe(status);
  });

  it('exchanges no code that is old, nor one of another provider', async () => {
    const old = codeOf(await choose({ email: 'ann@example.com' }));
    federation.clock.advance({ minutes: 1 });
    expect((await redeem(old)).status).toBe(400);
    const fresh = codeOf(await choose({ email: 'ann@example.com' }));
    const other = federation.provider.issuerOf('SignInWithApple');
    const form = parametersFrom({
      grant_type: 'authorization_code',
      code: fresh,
      redirect_uri: redirectUri(),
      client_id: 'apple-client',
      client_secret: 'apple-key',
    });
    expect((await visit(`${other}/token`, { method: 'POST', body: form })).status).toBe(400);
  });

  it('finds nothing else', async () => {
    expect((await visit(`${issuer}/userinfo`)).status).toBe(404);
    expect((await visit(federation.provider.issuerOf('Nobody'))).status).toBe(404);
  });
});
