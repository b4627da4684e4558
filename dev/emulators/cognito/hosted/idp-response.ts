/** `/oauth2/idpresponse`: the browser comes back from the provider, and goes on to the client with a code. */
import * as z from 'zod';
import type { EmulatorReply } from '../../emulator.ts';
import type { CognitoContext } from '../context.ts';
import { Pending } from './authorize.ts';
import { externalUser } from './external-users.ts';
import { dead, OAuthError, redirect } from './replies.ts';
import { redeem, upstreamOf } from './upstream.ts';

/** Minutes that a code is good for, as the developer guide says. */
const CODE_LIFE = 5;

/** What an authorization code stands for. */
export const Grant = z.object({
  kind: z.literal('grant'),
  poolId: z.string(),
  clientId: z.string(),
  redirectUri: z.string(),
  sub: z.string(),
  scope: z.string(),
  challenge: z.string().optional(),
});
export type Grant = z.output<typeof Grant>;

async function grantFor(
  context: CognitoContext,
  pending: Pending,
  answer: Record<string, string>,
  redirectUri: string,
): Promise<Grant> {
  if (answer.error !== undefined) {
    throw new OAuthError(answer.error, answer.error_description ?? `${pending.provider} said no`);
  }
  const upstream = upstreamOf(context, pending.poolId, pending.provider);
  const claims = await redeem(upstream, {
    code: answer.code ?? '',
    redirectUri,
    nonce: pending.nonce,
    at: context.now(),
  });
  const { sub } = externalUser(context, upstream.provider, claims);
  const { poolId, clientId, scope, challenge } = pending;
  return { kind: 'grant', poolId, clientId, redirectUri: pending.redirectUri, sub, scope, challenge };
}

/** @param answer what the provider sent along, in the address or in a form */
export async function idpResponse(
  context: CognitoContext,
  answer: Record<string, string>,
  origin: string,
): Promise<EmulatorReply> {
  const pending = context.oneTime.take(Pending, answer.state ?? '');
  if (pending === undefined)
    return dead(400, 'invalid_request: this sign-in has expired or was used before.');
  const { redirectUri, state } = pending;
  try {
    const grant = await grantFor(context, pending, answer, `${origin}/oauth2/idpresponse`);
    return redirect(redirectUri, { code: context.oneTime.issue(grant, CODE_LIFE), state });
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return redirect(redirectUri, { error: error.error, error_description: error.message, state });
  }
}
