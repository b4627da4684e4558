/** A local Cognito with a local provider beside it, behind one real HTTP server on loopback, as the local cloud has them. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import * as z from 'zod';
import { type CognitoEmulator, openCognito } from '../../dev/emulators/cognito/emulator.ts';
import type { EmulatorReply, EmulatorRequest } from '../../dev/emulators/emulator.ts';
import { type LocalProvider, localProvider, PROVIDER_PATH } from '../../dev/provider/local-provider.ts';
import { type AtProvider, consent, type Step, visit } from '../support/browser.ts';
import { CLIENT_PROPERTIES, Clock, POOL_ID, POOL_PROPERTIES, REGION, rotating } from './cognito-fixture.ts';

export const SOCIAL_CLIENT_ID = 'social00000000000000000001';
export const OTHER_CLIENT_ID = 'social00000000000000000002';
export const CALLBACK = 'https://app.example/callback';

const mapping = { email: 'email', email_verified: 'email_verified', name: 'name' };

export const GOOGLE = {
  UserPoolId: POOL_ID,
  ProviderName: 'Google',
  ProviderType: 'Google',
  ProviderDetails: {
    client_id: 'google-client',
    client_secret: 'google-secret',
    authorize_scopes: 'openid email profile',
  },
  AttributeMapping: mapping,
};

export const FACEBOOK = {
  ...GOOGLE,
  ProviderName: 'Facebook',
  ProviderType: 'Facebook',
  ProviderDetails: { ...GOOGLE.ProviderDetails, authorize_scopes: 'public_profile,email' },
  AttributeMapping: { email: 'email', name: 'name' },
};

export const APPLE = {
  ...GOOGLE,
  ProviderName: 'SignInWithApple',
  ProviderType: 'SignInWithApple',
  ProviderDetails: {
    client_id: 'apple-client',
    team_id: 'TEAM000000',
    key_id: 'KEY0000000',
    private_key: 'apple-key',
    authorize_scopes: 'email name',
  },
};

export const SOCIAL_CLIENT = {
  ...rotating(10),
  AllowedOAuthFlowsUserPoolClient: true,
  AllowedOAuthFlows: ['code'],
  AllowedOAuthScopes: ['openid', 'email', 'profile'],
  CallbackURLs: [CALLBACK, 'https://other.example/callback'],
  SupportedIdentityProviders: ['Google', 'Facebook', 'SignInWithApple'],
};

export interface Federation {
  url: string;
  clock: Clock;
  emulator: CognitoEmulator;
  provider: LocalProvider;
  api: CognitoIdentityProviderClient;
  stop: () => Promise<void>;
}

export async function startFederation(): Promise<Federation> {
  const folder = mkdtempSync(join(tmpdir(), 'federation-'));
  const clock = new Clock();
  let answer = async (_: EmulatorRequest): Promise<EmulatorReply> => ({ status: 503, headers: {}, body: '' });
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
    );
    const { method = 'GET', url: target = '/' } = incoming;
    const reply = await answer({ method, target, headers, body: Buffer.concat(chunks) });
    outgoing.writeHead(reply.status, reply.headers).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${z.object({ port: z.int() }).parse(server.address()).port}`;
  const provider = localProvider({ folder: join(folder, 'provider'), origin: url, now: clock.now });
  const emulator = openCognito({
    folder: join(folder, 'users'),
    region: REGION,
    now: clock.now,
    onMail: () => {},
    standInFor: provider.issuerOf,
    scryptCost: 16,
  });
  answer = (request) =>
    request.target.startsWith(PROVIDER_PATH) ? provider.pages(request) : emulator.emulate(request);
  declareAll(emulator, provider, url);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const api = new CognitoIdentityProviderClient({
    endpoint: url,
    region: REGION,
    credentials,
    maxAttempts: 1,
  });
  return {
    url,
    clock,
    emulator,
    provider,
    api,
    async stop() {
      api.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      emulator.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function declareAll(emulator: CognitoEmulator, provider: LocalProvider, url: string): void {
  const Schema = [{ Name: 'email', Mutable: true, Required: true }];
  emulator.ensureUserPool({ id: POOL_ID, properties: { ...POOL_PROPERTIES, Schema } });
  emulator.ensureDomain({
    id: 'mytypist-test',
    properties: { Domain: 'mytypist-test', UserPoolId: POOL_ID },
  });
  for (const properties of [GOOGLE, FACEBOOK, APPLE]) {
    const { name, clientId, clientSecret } = emulator.ensureProvider({
      id: properties.ProviderName,
      properties,
    });
    provider.register(name, {
      id: clientId,
      secret: clientSecret,
      redirectUri: `${url}/oauth2/idpresponse`,
    });
  }
  emulator.ensureClient({ id: SOCIAL_CLIENT_ID, properties: SOCIAL_CLIENT });
  emulator.ensureClient({ id: OTHER_CLIENT_ID, properties: SOCIAL_CLIENT });
  emulator.ensureClient({ id: 'plain000000000000000000001', properties: CLIENT_PROPERTIES });
}

export const VERIFIER = randomBytes(32).toString('base64url');
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

export type Parameters = Record<string, string | undefined>;

/** What a client asks of `/oauth2/authorize`; parameters that are undefined are left out. */
export const asked = (change: Parameters = {}): URLSearchParams =>
  parametersFrom({
    response_type: 'code',
    client_id: SOCIAL_CLIENT_ID,
    redirect_uri: CALLBACK,
    identity_provider: 'Google',
    scope: 'openid email profile',
    state: 'the-state',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...change,
  });

export const parametersFrom = (parameters: Parameters): URLSearchParams =>
  new URLSearchParams(
    Object.entries(parameters).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  );

export const authorize = ({ url }: Federation, change: Parameters = {}): Promise<Step> =>
  visit(`${url}/oauth2/authorize?${asked(change)}`);

/** What comes back to the client's callback. */
export function backAt(step: Step | undefined): Record<string, string> {
  const location = step?.headers.get('location') ?? '';
  if (!location.startsWith(`${CALLBACK}?`)) throw new Error(`not the callback: ${step?.status} ${location}`);
  return Object.fromEntries(new URL(location).searchParams);
}

/** All the way to the provider and back to the client's callback. */
export async function goThrough(
  federation: Federation,
  person: AtProvider,
  change: Parameters = {},
): Promise<Record<string, string>> {
  const start = await authorize(federation, change);
  const page = await visit(start.headers.get('location') ?? '');
  const steps = await consent(federation.url, page, person);
  return backAt(steps.find((step) => step.headers.get('location')?.startsWith(CALLBACK)));
}

export const exchange = (
  { url }: Federation,
  change: Parameters,
  contentType = 'application/x-www-form-urlencoded',
): Promise<Step> =>
  visit(`${url}/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body: parametersFrom({
      grant_type: 'authorization_code',
      client_id: SOCIAL_CLIENT_ID,
      redirect_uri: CALLBACK,
      code_verifier: VERIFIER,
      ...change,
    }).toString(),
  });
