import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { CognitoIdentityProviderClient, ListUsersCommand } from '@aws-sdk/client-cognito-identity-provider';
import { inject } from 'vitest';
import * as z from 'zod';
import { finishSocialSignIn, startSocialSignIn } from '../../shared/contract/auth-social.ts';
import { apiClient } from '../../shared/contract/client.ts';
import type { Provider } from '../../shared/contract/provider.ts';
import { type AtProvider, consent, follow, landing } from '../support/browser.ts';
import { type Answer, send } from './send.ts';

/** Steps of somebody who logs in through a provider. */

type ProviderName = z.output<typeof Provider>;

/** The one origin that may use the API of the tests. */
export const appOrigin = 'http://127.0.0.1:3000';

export const newVerifier = (): string => randomBytes(32).toString('base64url');

export const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

export const newAddress = (): string => `social-${randomUUID()}@mytypist.local`;

/** What a page of the application knows while the browser is away, and what it finds when the browser is back. */
export interface Returned {
  verifier: string;
  state: string;
  code: string;
  error: string;
}

/** A sign-in whose browser is on its way. */
export async function startedSignIn(verifier = newVerifier()): Promise<{ state: string; verifier: string }> {
  const started = await send(startSocialSignIn, {
    params: { provider: 'google' },
    query: { origin: appOrigin, challenge: challengeOf(verifier) },
    redirect: 'manual',
  });
  const state = new URL(started.headers.get('location') ?? '').searchParams.get('state') ?? '';
  return { state, verifier };
}

/** From the application's page to the provider, and back to the application's page. */
export async function goToProvider(
  provider: ProviderName,
  person: AtProvider,
  { baseUrl = inject('baseUrl'), verifier = newVerifier() } = {},
): Promise<Returned> {
  const started = await send(startSocialSignIn, {
    baseUrl,
    params: { provider },
    query: { origin: appOrigin, challenge: challengeOf(verifier) },
    redirect: 'manual',
  });
  const page = (await follow(baseUrl, started.headers.get('location') ?? '')).at(-1);
  if (!page) throw new Error('the start led nowhere');
  const last = (await consent(baseUrl, page, person)).at(-1);
  const found = landing(last?.headers.get('location') ?? '');
  if (!found) throw new Error(`the browser did not come back: ${last?.status} ${last?.text}`);
  const get = (name: string): string => found.get(name) ?? '';
  return { verifier, state: get('state'), code: get('code'), error: get('error') };
}

/** What the application's page does then. */
export const finish = (returned: Omit<Returned, 'error'>, baseUrl = inject('baseUrl')): Promise<Answer> => {
  const { state, code, verifier } = returned;
  return send(finishSocialSignIn, { baseUrl, body: { state, code, verifier } });
};

/** All of it, for somebody who is let in. */
export async function logInThrough(provider: ProviderName, person: AtProvider, baseUrl = inject('baseUrl')) {
  const { error: _, ...body } = await goToProvider(provider, person, { baseUrl });
  const { body: tokens } = await apiClient(baseUrl).call(finishSocialSignIn, { body });
  return { ...tokens, api: apiClient(baseUrl, tokens.accessToken) };
}

/** The user pool as the laptop's owner sees it. */
export const pool = (): CognitoIdentityProviderClient =>
  new CognitoIdentityProviderClient({
    endpoint: inject('baseUrl'),
    region: 'eu-west-1',
    credentials: inject('operator'),
    maxAttempts: 1,
  });

const Claims = z.looseObject({
  iss: z.string(),
  sub: z.string(),
  username: z.string(),
  scope: z.string(),
  client_id: z.string(),
});

/** What an access token says. */
export const claimsOf = (accessToken: string): z.output<typeof Claims> =>
  Claims.parse(JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()));

export const poolIdOf = (accessToken: string): string => claimsOf(accessToken).iss.split('/').at(-1) ?? '';

/** Names and states of those whom the pool knows by an address. */
export async function inPool(poolId: string, email: string): Promise<string[]> {
  const { Users = [] } = await pool().send(
    new ListUsersCommand({ UserPoolId: poolId, Filter: `email = "${email}"` }),
  );
  return Users.map(({ UserStatus }) => UserStatus ?? '');
}
