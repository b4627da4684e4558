import * as z from 'zod';
import { Fault, type FaultCode, fail } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';
import { eraseLogin } from './administration.ts';
import { type SocialIdentity, socialIdentityOf, type Tokens } from './pool-tokens.ts';

/** The user pool's hosted pages: OAuth with an authorization code and PKCE, for those who come through a provider. */

/** Milliseconds that the pool may take to exchange a code. */
const patience = 5000;

const Granted = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});

const Refused = z.object({ error: z.string() });

/** Exchanges a code. Throws `sign-in-expired` for one that is used, expired or not for this verifier, `unavailable`. */
export async function redeemCode(grant: {
  code: string;
  verifier: string;
  callback: string;
}): Promise<{ tokens: Tokens; identity: SocialIdentity }> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: variable('USER_POOL_CLIENT_ID'),
    code: grant.code,
    redirect_uri: grant.callback,
    code_verifier: grant.verifier,
  });
  const reply = await post(`${variable('SIGN_IN_PAGES')}/oauth2/token`, form);
  if (reply.status === 429) fail('too-many-attempts', 'Too many attempts. Wait a few minutes and try again.');
  if (reply.status === 400) refuse(Refused.parse(await reply.json()).error);
  if (!reply.ok) fail('unavailable', 'Nobody can log in for a moment. Try again shortly.');
  const granted = Granted.parse(await reply.json());
  return {
    tokens: {
      accessToken: granted.access_token,
      refreshToken: granted.refresh_token,
      tokenType: 'Bearer',
      expiresIn: granted.expires_in,
    },
    identity: socialIdentityOf(granted.id_token),
  };
}

async function post(address: string, body: URLSearchParams): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    throw new Fault('unavailable', 'Nobody can log in for a moment. Try again shortly.', [], error);
  }
}

/** Anything but a code that is no longer good would be our own mistake. */
function refuse(error: string): never {
  if (error !== 'invalid_grant') throw new Error(`the user pool refused to exchange a code: ${error}`);
  return fail('sign-in-expired', 'This sign-in has expired or was used before. Start again where you began.');
}

/** Refusals of somebody who was here for the first time. */
const turnsAway: readonly FaultCode[] = ['email-unproven', 'address-in-use'];

/**
 * Lets somebody in whom a provider brought along. Cognito makes a user of everybody who comes that far; one who is refused at
 * the first sign-in must leave nothing behind.
 */
export async function letIn<Tokens>(poolName: string, enter: () => Promise<Tokens>): Promise<Tokens> {
  try {
    return await enter();
  } catch (error) {
    if (error instanceof Fault && turnsAway.includes(error.code)) await eraseLogin(poolName);
    throw error;
  }
}
