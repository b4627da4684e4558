/**
 * Cognito as a client of an identity provider. Google, Facebook and Apple each have a protocol of their own; here one
 * stand-in answers for all of them, in OpenID Connect, with the client id and secret that the template names.
 */
import { createPublicKey } from 'node:crypto';
import * as z from 'zod';
import type { CognitoContext } from '../context.ts';
import type { IdentityProvider } from '../federation-definition.ts';
import { verifyJwt } from '../jwt.ts';
import { OAuthError } from './replies.ts';

export interface Upstream {
  provider: IdentityProvider;
  issuer: string;
  clientId: string;
  /** In OpenID Connect's words. */
  scope: string;
}

/** Milliseconds for each answer of a provider. */
const PATIENCE = 5_000;

/** What Facebook and Apple call it. */
const oidcScopes: Record<string, string> = { public_profile: 'profile', name: 'profile' };

/** @throws OAuthError for a provider that the template does not declare or nothing stands in for */
export function upstreamOf(context: CognitoContext, poolId: string, name: string): Upstream {
  const provider = context.registry.findProvider(poolId, name);
  const issuer = context.standInFor(name);
  if (!provider || !issuer)
    throw new OAuthError('invalid_request', `Identity provider ${name} does not exist`);
  const scopes = provider.scopes.map((scope) => oidcScopes[scope] ?? scope);
  return {
    provider,
    issuer,
    clientId: provider.clientId,
    scope: [...new Set(['openid', ...scopes])].join(' '),
  };
}

const Discovery = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
});

const Jwks = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.literal('RSA'), n: z.string(), e: z.string() })),
});

const TokenReply = z.object({ id_token: z.string() });

/** `true` or `'true'`: Apple writes it as a text. */
const Truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  exp: z.number(),
  nonce: z.string(),
  sub: z.string().min(1),
  email: z.string().optional(),
  email_verified: Truth.optional(),
  name: z.string().optional(),
});
export type UpstreamClaims = z.output<typeof Claims>;

async function ask<S extends z.ZodType>(
  upstream: Upstream,
  schema: S,
  address: string,
  init: RequestInit = {},
): Promise<z.output<S>> {
  const failed = (reason: string): OAuthError =>
    new OAuthError('invalid_request', `${upstream.provider.name} Error - ${reason}`);
  const reply = await fetch(address, { ...init, signal: AbortSignal.timeout(PATIENCE) }).catch(
    () => undefined,
  );
  if (!reply?.ok) throw failed(`${reply?.status ?? 'no answer'} error getting token`);
  const parsed = schema.safeParse(await reply.json().catch(() => undefined));
  if (!parsed.success) throw failed('an answer that is not understood');
  return parsed.data;
}

/** RFC: OpenID Connect Discovery 1.0, section 4; the issuer must be the one that was asked. */
async function discover(upstream: Upstream): Promise<z.output<typeof Discovery>> {
  const found = await ask(upstream, Discovery, `${upstream.issuer}/.well-known/openid-configuration`);
  if (found.issuer !== upstream.issuer) throw new OAuthError('invalid_request', 'another issuer answered');
  return found;
}

export const authorizationAddress = async (upstream: Upstream): Promise<string> =>
  (await discover(upstream)).authorization_endpoint;

/**
 * Exchanges a provider's code for what it says about somebody, checked as OpenID Connect Core 1.0, section 3.1.3.7 asks.
 * @throws OAuthError
 */
export async function redeem(
  upstream: Upstream,
  grant: { code: string; redirectUri: string; nonce: string; at: Date },
): Promise<UpstreamClaims> {
  const { token_endpoint, jwks_uri } = await discover(upstream);
  const { id_token } = await ask(upstream, TokenReply, token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: grant.code,
      redirect_uri: grant.redirectUri,
      client_id: upstream.clientId,
      client_secret: upstream.provider.clientSecret,
    }),
  });
  const { keys } = await ask(upstream, Jwks, jwks_uri);
  const [jwk] = keys;
  const claims = Claims.safeParse(
    jwk && verifyJwt(id_token, { publicKey: createPublicKey({ key: jwk, format: 'jwk' }), kid: jwk.kid }),
  );
  if (!claims.success) throw new OAuthError('invalid_request', 'the id token is not valid');
  const { iss, aud, exp, nonce } = claims.data;
  const genuine =
    iss === upstream.issuer &&
    aud === upstream.clientId &&
    nonce === grant.nonce &&
    exp > grant.at.getTime() / 1_000;
  if (!genuine) throw new OAuthError('invalid_request', 'the id token is not for this sign-in');
  return claims.data;
}
