/**
 * A small OpenID provider that stands in for Google, Facebook and Apple: discovery, keys, a page to choose who one is, and
 * tokens. It believes whatever the page is told, so that every case can be tried, and is strict about everything else.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import * as z from 'zod';
import { signJwt } from '../emulators/cognito/jwt.ts';
import { loadSigningKey } from '../emulators/cognito/signing-key.ts';
import type { Emulator, EmulatorReply, EmulatorRequest } from '../emulators/emulator.ts';
import { CONSENT_POLICY, consentPage } from './consent-page.ts';

/** Where the provider is served. */
export const PROVIDER_PATH = '/dev/provider/';

/** Who may ask about people here: one client for each name that the provider is known by. */
interface Client {
  id: string;
  secret: string;
  redirectUri: string;
}

export interface LocalProvider {
  /** Where discovery of the provider of this name begins. */
  issuerOf(name: string): string;
  /** Makes somebody the client of the provider of this name. */
  register(name: string, client: Client): void;
  /** Answers under {@link PROVIDER_PATH}. */
  pages: Emulator;
}

const Asked = z.object({
  response_type: z.literal('code'),
  client_id: z.string(),
  redirect_uri: z.string(),
  scope: z.string().transform((scope) => scope.split(' ')),
  state: z.string(),
  nonce: z.string(),
});
type Asked = z.output<typeof Asked>;

/** What the page sends. */
const Chosen = z.object({
  email: z.string().default(''),
  name: z.string().default(''),
  verified: z.literal('true').optional(),
  subject: z.string().default(''),
  deny: z.literal('true').optional(),
});
type Chosen = z.output<typeof Chosen>;

const Exchange = z.object({
  grant_type: z.literal('authorization_code'),
  code: z.string(),
  redirect_uri: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
});

interface Grant {
  name: string;
  redirectUri: string;
  claims: Record<string, unknown>;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Milliseconds that a code is good for, and seconds that a token is. */
const CODE_LIFE = 60_000;
const TOKEN_LIFE = 300;

const json = (status: number, body: object): EmulatorReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/**
 * Opens the provider; its key lies in the folder, which is made if it is missing.
 * @param origin of the address it is served at
 */
export function localProvider(options: { folder: string; origin: string; now: () => Date }): LocalProvider {
  const { origin, now } = options;
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const key = loadSigningKey(options.folder);
  const clients = new Map<string, Client>();
  const grants = new Map<string, Grant>();
  const issuerOf = (name: string): string => `${origin}${PROVIDER_PATH}${name}`;

  const discovery = (name: string): EmulatorReply =>
    json(200, {
      issuer: issuerOf(name),
      authorization_endpoint: `${issuerOf(name)}/authorize`,
      token_endpoint: `${issuerOf(name)}/token`,
      jwks_uri: `${issuerOf(name)}/jwks.json`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
      scopes_supported: ['openid', 'email', 'profile'],
    });

  /** Nobody is sent anywhere but to the address that the client has registered. */
  function askedOf(name: string, target: string): Asked | undefined {
    const asked = Asked.safeParse(Object.fromEntries(new URL(target, origin).searchParams)).data;
    const client = clients.get(name);
    const known = asked?.client_id === client?.id && asked?.redirect_uri === client?.redirectUri;
    return known && asked?.scope.includes('openid') ? asked : undefined;
  }

  const page = (name: string, target: string): EmulatorReply => ({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': CONSENT_POLICY,
      'cache-control': 'no-store',
    },
    body: consentPage(name, target),
  });

  function decide(name: string, asked: Asked, chosen: Chosen): EmulatorReply {
    const back = new URL(asked.redirect_uri);
    back.searchParams.set('state', asked.state);
    if (chosen.deny) back.searchParams.set('error', 'access_denied');
    else back.searchParams.set('code', grant(name, asked, chosen));
    return { status: 302, headers: { location: back.href, 'cache-control': 'no-store' }, body: '' };
  }

  function grant(name: string, asked: Asked, chosen: Chosen): string {
    const code = randomBytes(32).toString('base64url');
    const claims = { ...claimsOf(name, asked, chosen), aud: asked.client_id, nonce: asked.nonce };
    const expiresAt = now().getTime() + CODE_LIFE;
    grants.set(code, { name, redirectUri: asked.redirect_uri, claims, expiresAt });
    return code;
  }

  function exchange(name: string, body: Buffer): EmulatorReply {
    const form = Exchange.safeParse(Object.fromEntries(new URLSearchParams(body.toString()))).data;
    const client = clients.get(name);
    if (!form || form.client_id !== client?.id || form.client_secret !== client.secret)
      return json(401, { error: 'invalid_client' });
    const found = grants.get(form.code);
    grants.delete(form.code);
    const at = now().getTime();
    if (found?.name !== name || found.redirectUri !== form.redirect_uri || found.expiresAt <= at)
      return json(400, { error: 'invalid_grant' });
    const iat = Math.floor(at / 1_000);
    const claims = { iss: issuerOf(name), ...found.claims, iat, auth_time: iat, exp: iat + TOKEN_LIFE };
    const token = { access_token: randomBytes(32).toString('base64url'), token_type: 'Bearer' };
    return json(200, { ...token, expires_in: TOKEN_LIFE, id_token: signJwt(claims, key) });
  }

  function answer({ method, target, body }: EmulatorRequest): EmulatorReply | undefined {
    const [path = ''] = target.split('?');
    const [name = '', ...rest] = path.slice(PROVIDER_PATH.length).split('/');
    if (!clients.has(name)) return undefined;
    const asked = rest.join('/') === 'authorize' ? askedOf(name, target) : undefined;
    switch (`${method} ${rest.join('/')}`) {
      case 'GET .well-known/openid-configuration':
        return discovery(name);
      case 'GET jwks.json':
        return json(200, { keys: [key.jwk] });
      case 'GET authorize':
        return asked ? page(name, target) : json(400, { error: 'invalid_request' });
      case 'POST authorize': {
        const chosen = Chosen.safeParse(Object.fromEntries(new URLSearchParams(body.toString()))).data;
        return asked && chosen ? decide(name, asked, chosen) : json(400, { error: 'invalid_request' });
      }
      case 'POST token':
        return exchange(name, body);
      default:
        return undefined;
    }
  }

  return {
    issuerOf,
    register: (name, client) => void clients.set(name, client),
    pages: async (request) => answer(request) ?? json(404, { error: 'not_found' }),
  };
}

/** What a provider says about somebody: only what it was asked for, and in its own spelling. */
function claimsOf(name: string, { scope }: Asked, chosen: Chosen): Record<string, unknown> {
  const verified = chosen.verified === 'true';
  const email = scope.includes('email') && chosen.email !== '' ? chosen.email : undefined;
  return {
    sub: chosen.subject || numberOf(`${name}/${chosen.email}`),
    ...(email === undefined
      ? {}
      : { email, email_verified: name === 'SignInWithApple' ? String(verified) : verified }),
    ...(scope.includes('profile') && chosen.name !== '' ? { name: chosen.name } : {}),
  };
}

/** 21 digits, as Google numbers its accounts; the same for the same text. */
const numberOf = (text: string): string =>
  BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)
    .toString()
    .slice(0, 21);
