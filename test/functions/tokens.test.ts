import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import * as z from 'zod';
import { loadSigningKey, type SigningKey } from '../../dev/emulators/cognito/signing-key.ts';
import { allRoutes } from '../../shared/contract/all-routes.ts';
import { getMe, logout, updateMe } from '../../shared/contract/auth.ts';
import { newPerson, type Person } from '../support/people.ts';
import { expectRefusal } from './expectations.ts';
import { send } from './send.ts';
import { unknownParams } from './unknown-params.ts';

/**
 * Forged tokens against a protected route: the table of research/security.md 2.5. Most are signed with the user
 * pool's own key, so that nothing but the fault in question can be the reason for the refusal.
 */

let person: Person;
let key: SigningKey;
let header: Record<string, unknown>;
let claims: Record<string, unknown>;

const Part = z.record(z.string(), z.unknown());
const decode = (part = ''): Record<string, unknown> =>
  Part.parse(JSON.parse(Buffer.from(part, 'base64url').toString()));
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

beforeAll(async () => {
  person = await newPerson();
  key = loadSigningKey(join(inject('dataFolder'), 'users'));
  const [head, payload] = person.accessToken.split('.');
  header = decode(head);
  claims = decode(payload);
});

interface Forgery {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  privateKey?: KeyObject;
  algorithm?: 'RSA-SHA256' | 'RSA-SHA384' | 'RSA-SHA512';
}

/** The genuine token with something changed, signed again; a change to undefined leaves the claim out. */
function signed(change: Forgery = {}): string {
  const text = `${encode({ ...header, ...change.header })}.${encode({ ...claims, ...change.claims })}`;
  const signature = sign(
    change.algorithm ?? 'RSA-SHA256',
    Buffer.from(text),
    change.privateKey ?? key.privateKey,
  );
  return `${text}.${signature.toString('base64url')}`;
}

const now = (): number => Math.floor(Date.now() / 1000);

const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangerJwk = {
  ...stranger.publicKey.export({ format: 'jwk' }),
  kid: 'mine',
  alg: 'RS256',
  use: 'sig',
};

/** HMAC with what everybody knows, the public key. */
function hmacToken(secret: string | Buffer): string {
  const text = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const pieces = (): [string, string, string] => {
  const [head = '', payload = '', signature = ''] = person.accessToken.split('.');
  return [head, payload, signature];
};

const accepted: Record<string, () => string> = {
  'the genuine one': () => person.accessToken,
  'the genuine one, signed again by the pool': () => signed(),
  'one issued by a clock that is half a minute ahead': () => signed({ claims: { iat: now() + 30 } }),
};

const refused: Record<string, () => string> = {
  'alg none': () => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`,
  'alg none with a signature': () => `${encode({ ...header, alg: 'none' })}.${pieces()[1]}.${pieces()[2]}`,
  'alg nOnE': () => `${encode({ ...header, alg: 'nOnE' })}.${encode(claims)}.`,
  'HS256 with the public key as PEM': () => hmacToken(key.publicKey.export({ type: 'spki', format: 'pem' })),
  'HS256 with the public key as DER': () => hmacToken(key.publicKey.export({ type: 'spki', format: 'der' })),
  'HS256 with the modulus': () => hmacToken(key.jwk.n),
  'another key under the same kid': () => signed({ privateKey: stranger.privateKey }),
  'an unknown kid': () => signed({ header: { kid: 'unknown' } }),
  'no kid': () => signed({ header: { kid: undefined } }),
  'a kid that is a path': () => signed({ header: { kid: '../../../../dev/null' } }),
  'a kid that is no text': () => signed({ header: { kid: { toString: 'x' } } }),
  'an embedded jwk': () =>
    signed({ privateKey: stranger.privateKey, header: { kid: 'mine', jwk: strangerJwk } }),
  'an embedded jwk under the known kid': () =>
    signed({ privateKey: stranger.privateKey, header: { jwk: strangerJwk } }),
  'a jku': () =>
    signed({ privateKey: stranger.privateKey, header: { kid: 'mine', jku: 'http://127.0.0.1:9/jwks.json' } }),
  expired: () => signed({ claims: { iat: now() - 1000, exp: now() - 1 } }),
  'exp missing': () => signed({ claims: { exp: undefined } }),
  'exp as a text': () => signed({ claims: { exp: String(claims.exp) } }),
  'exp null': () => signed({ claims: { exp: null } }),
  'nbf in the future': () => signed({ claims: { nbf: now() + 600 } }),
  'iat in the future': () => signed({ claims: { iat: now() + 600 } }),
  'iat missing': () => signed({ claims: { iat: undefined } }),
  'iat as a text': () => signed({ claims: { iat: String(claims.iat) } }),
  'auth_time missing': () => signed({ claims: { auth_time: undefined } }),
  'auth_time as a text': () => signed({ claims: { auth_time: String(claims.auth_time) } }),
  'a session that began before the user was known': () => signed({ claims: { auth_time: 1 } }),
  'a wrong issuer': () => signed({ claims: { iss: `${String(claims.iss)}x` } }),
  'an issuer on another host': () =>
    signed({ claims: { iss: String(claims.iss).replace('amazonaws.com', 'amazonaws.com.evil.example') } }),
  'no issuer': () => signed({ claims: { iss: undefined } }),
  'a wrong client': () => signed({ claims: { client_id: 'another-client' } }),
  'no client': () => signed({ claims: { client_id: undefined } }),
  'an ID token': () =>
    signed({ claims: { token_use: 'id', aud: claims.client_id, client_id: undefined, email: person.email } }),
  'no token_use': () => signed({ claims: { token_use: undefined } }),
  'a changed payload': () =>
    `${pieces()[0]}.${encode({ ...claims, 'cognito:groups': ['admin'] })}.${pieces()[2]}`,
  'a stripped signature': () => `${pieces()[0]}.${pieces()[1]}.`,
  'no signature at all': () => `${pieces()[0]}.${pieces()[1]}`,
  'a shortened signature': () => person.accessToken.slice(0, -8),
  'four segments': () => `${person.accessToken}.${pieces()[2]}`,
  'an unknown crit': () => signed({ header: { crit: ['exp2'], exp2: 1 } }),
  'an empty crit': () => signed({ header: { crit: [] } }),
  'padded segments': () =>
    pieces()
      .map((piece) => `${piece}${'='.repeat((4 - (piece.length % 4)) % 4 || 2)}`)
      .join('.'),
  'segments in the other base64': () =>
    person.accessToken.replaceAll('-', '+').replaceAll('_', '/').replace('.', '+.'),
  RS512: () => signed({ header: { alg: 'RS512' }, algorithm: 'RSA-SHA512' }),
  RS384: () => signed({ header: { alg: 'RS384' }, algorithm: 'RSA-SHA384' }),
  PS256: () => {
    const text = `${encode({ ...header, alg: 'PS256' })}.${encode(claims)}`;
    const padding = { key: key.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), padding).toString('base64url')}`;
  },
  'a subject that does not exist': () => signed({ claims: { sub: '00000000-0000-4000-8000-000000000000' } }),
  'no subject': () => signed({ claims: { sub: undefined } }),
  'a subject that is a list': () => signed({ claims: { sub: [claims.sub] } }),
  'no session': () => signed({ claims: { origin_jti: undefined } }),
  'a payload that is no object': () =>
    `${pieces()[0]}.${Buffer.from('[]').toString('base64url')}.${pieces()[2]}`,
  'a header that is no JSON': () => `AAAA.${pieces()[1]}.${pieces()[2]}`,
};

/** The 23 of the study, as it calls them, each with ours. */
const study: Record<string, string> = {
  good: 'the genuine one',
  'alg none': 'alg none',
  nOnE: 'alg nOnE',
  'HS256 signed with the public key': 'HS256 with the public key as PEM',
  'other RSA key same kid': 'another key under the same kid',
  'unknown kid': 'an unknown kid',
  'no kid': 'no kid',
  'embedded jwk': 'an embedded jwk',
  jku: 'a jku',
  expired: 'expired',
  'exp missing': 'exp missing',
  'exp string': 'exp as a text',
  'nbf future': 'nbf in the future',
  'iat future': 'iat in the future',
  'wrong issuer (other pool)': 'a wrong issuer',
  'wrong client': 'a wrong client',
  'ID token as access': 'an ID token',
  'tampered payload': 'a changed payload',
  'stripped signature': 'a stripped signature',
  '4 segments': 'four segments',
  'unknown crit': 'an unknown crit',
  'padded segments': 'padded segments',
  RS512: 'RS512',
};

test('the table of the study is complete, each of its 23 tokens by name', () => {
  const ours = [...Object.keys(accepted), ...Object.keys(refused)];
  expect(Object.keys(study)).toHaveLength(23);
  expect(Object.values(study).filter((name) => !ours.includes(name))).toEqual([]);
  expect(new Set(Object.values(study)).size).toBe(23);
});

describe('a protected route lets in', () => {
  test.each(Object.entries(accepted))('%s', async (_, token) => {
    const answer = await send(getMe, { token: token() });
    expect(answer.status, answer.text).toBe(200);
  });
});

describe('a protected route refuses a token with', () => {
  test.each(Object.entries(refused))('%s', async (_, token) => {
    const error = expectRefusal(await send(getMe, { token: token() }), 'unauthenticated');
    expect(error.message).toMatch(/Log in|log in/);
  });
});

describe('forged tokens', () => {
  test('are refused with one sentence, which does not tell what was wrong', async () => {
    const forgeries = [
      'expired',
      'a wrong issuer',
      'a changed payload',
      'unknown kid',
      'RS512',
      'an unknown crit',
    ];
    const messages = await Promise.all(
      forgeries.map(async (name) => {
        const token = refused[name]?.() ?? signed({ header: { kid: 'unknown' } });
        return expectRefusal(await send(getMe, { token }), 'unauthenticated').message;
      }),
    );
    expect(new Set(messages).size).toBe(1);
  });

  test('change nothing where a change is asked for', async () => {
    const token = refused['a changed payload']?.() ?? '';
    expectRefusal(await send(updateMe, { token, body: { name: 'Forged' } }), 'unauthenticated');
    expectRefusal(
      await send(logout, { token, body: { refreshToken: person.refreshToken } }),
      'unauthenticated',
    );
    const { body } = await person.api.call(getMe, {});
    expect(body.name).toBe('Test Person');
  });

  test('get into no protected route', async () => {
    const token = signed({ privateKey: stranger.privateKey });
    for (const { route } of allRoutes.filter(({ route: { auth } }) => auth !== 'none')) {
      const body = route.body ? { body: {} } : {};
      expectRefusal(await send(route, { token, params: unknownParams, ...body }), 'unauthenticated');
    }
    // One function after the other starts for it.
  });

  test('with many unknown kids do not lock out the genuine one', async () => {
    const tokens = Array.from({ length: 20 }, (_, index) => signed({ header: { kid: `unknown-${index}` } }));
    const answers = await Promise.all(tokens.map((token) => send(getMe, { token })));
    for (const answer of answers) expectRefusal(answer, 'unauthenticated');
    expect((await send(getMe, { token: person.accessToken })).status).toBe(200);
  });
});

test('the role comes from the record, and from nothing that a token says', async () => {
  const roleOf = async (change: Record<string, unknown>) =>
    JSON.parse((await send(getMe, { token: signed({ claims: change }) })).text).role;
  expect(await roleOf({ 'cognito:groups': ['admin'] })).toBe('user');
  expect(await roleOf({ role: 'admin', groups: ['admin'], scope: 'admin' })).toBe('user');
});
