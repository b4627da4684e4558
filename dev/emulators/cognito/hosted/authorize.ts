/** `GET /oauth2/authorize`: checks what a client asks for, and sends the browser on to the provider. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { EmulatorReply, EmulatorRequest } from '../../emulator.ts';
import type { OAuthSettings, UserPoolClient } from '../client-definition.ts';
import type { CognitoContext } from '../context.ts';
import { CognitoError } from '../errors.ts';
import { dead, OAuthError, parametersOf, queryOf, redirect } from './replies.ts';
import { authorizationAddress, upstreamOf } from './upstream.ts';

/** Minutes that somebody may take at the provider. */
const PATIENCE = 10;

/** What is remembered while the browser is at the provider. */
export const Pending = z.object({
  kind: z.literal('pending'),
  poolId: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  provider: z.string(),
  scope: z.string(),
  /** The client's own; it goes back as it came. */
  state: z.string().optional(),
  challenge: z.string().optional(),
  nonce: z.string(),
});
export type Pending = z.output<typeof Pending>;

const Asked = z
  .strictObject({
    response_type: z.literal('code', 'only code is emulated'),
    client_id: z.string(),
    redirect_uri: z.string(),
    identity_provider: z.string('the page that lets people choose is not emulated'),
    scope: z.string().optional(),
    state: z.string().optional(),
    code_challenge: z
      .string()
      .regex(/^[\w-]{43}$/)
      .optional(),
    code_challenge_method: z.literal('S256').optional(),
  })
  .refine((asked) => (asked.code_challenge === undefined) === (asked.code_challenge_method === undefined), {
    path: ['code_challenge'],
    message: 'code_challenge and code_challenge_method belong together',
  });

interface OAuthClient extends UserPoolClient {
  oauth: OAuthSettings;
}

/** The client, if it may use these pages and wants to be answered at an address of its own. */
function findClient(context: CognitoContext, parameters: Record<string, string>): OAuthClient | undefined {
  try {
    const client = context.registry.requireClient(parameters.client_id ?? '');
    const { oauth } = client;
    const known = oauth?.callbackUrls.includes(parameters.redirect_uri ?? '');
    return oauth && known && context.registry.hasDomain(client.poolId) ? { ...client, oauth } : undefined;
  } catch (error) {
    if (error instanceof CognitoError) return undefined;
    throw error;
  }
}

function pendingFor(client: OAuthClient, parameters: Record<string, string>): Pending {
  const asked = Asked.safeParse(parameters);
  if (!asked.success) {
    const [issue] = asked.error.issues;
    const names = issue?.code === 'unrecognized_keys' ? issue.keys : (issue?.path ?? []);
    throw new OAuthError('invalid_request', `${names.map(String).join(', ')}: ${issue?.message}`);
  }
  const { identity_provider: provider, scope = client.oauth.scopes.join(' ') } = asked.data;
  if (!scope.split(' ').every((each) => client.oauth.scopes.includes(each))) {
    throw new OAuthError('invalid_scope', 'the client does not have this scope');
  }
  if (!client.oauth.providers.includes(provider)) {
    throw new OAuthError('invalid_request', 'the client does not have this identity provider');
  }
  return {
    kind: 'pending',
    poolId: client.poolId,
    clientId: client.id,
    redirectUri: asked.data.redirect_uri,
    provider,
    scope,
    state: asked.data.state,
    challenge: asked.data.code_challenge,
    nonce: randomBytes(16).toString('base64url'),
  };
}

/** @param origin of these pages, as the browser knows it */
export async function authorize(
  context: CognitoContext,
  request: EmulatorRequest,
  origin: string,
): Promise<EmulatorReply> {
  const parameters = parametersOf(queryOf(request));
  const client = findClient(context, parameters);
  // Nobody is sent to an address that the client has not registered.
  if (client === undefined) return dead(400, 'redirect_mismatch: no such client, or not its redirect_uri.');
  const address = parameters.redirect_uri ?? '';
  try {
    const pending = pendingFor(client, parameters);
    const upstream = upstreamOf(context, client.poolId, pending.provider);
    return redirect(await authorizationAddress(upstream), {
      response_type: 'code',
      client_id: upstream.clientId,
      redirect_uri: `${origin}/oauth2/idpresponse`,
      scope: upstream.scope,
      nonce: pending.nonce,
      state: context.oneTime.issue(pending, PATIENCE),
    });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirect(address, {
      error: error.error,
      error_description: error.message,
      state: parameters.state,
    });
  }
}
