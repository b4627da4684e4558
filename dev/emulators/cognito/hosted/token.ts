/** `POST /oauth2/token`: a code becomes tokens, once, for the client that it was made for. */
import { createHash } from 'node:crypto';
import type { EmulatorReply } from '../../emulator.ts';
import type { CognitoContext } from '../context.ts';
import { startSignIn } from '../tokens.ts';
import { Grant } from './idp-response.ts';
import { json, OAuthError } from './replies.ts';

/** RFC 7636, section 4.6: a verifier without a challenge is refused too, or leaving the challenge out would disarm it. */
const proves = (verifier: string | undefined, challenge: string | undefined): boolean =>
  verifier === undefined || challenge === undefined
    ? verifier === challenge
    : createHash('sha256').update(verifier).digest('base64url') === challenge;

/** A code is used up by whatever is tried with it. */
export function exchange(context: CognitoContext, form: Record<string, string>): EmulatorReply {
  const { grant_type, client_id = '', code, redirect_uri, code_verifier, ...rest } = form;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw new OAuthError('invalid_request', `${unknown} is not emulated`);
  if (grant_type !== 'authorization_code') {
    throw new OAuthError('unsupported_grant_type', 'only authorization_code is emulated');
  }
  if (code === undefined || redirect_uri === undefined) {
    throw new OAuthError('invalid_request', 'code and redirect_uri are required');
  }
  const grant = context.oneTime.take(Grant, code);
  if (grant?.clientId !== client_id || grant.redirectUri !== redirect_uri) {
    throw new OAuthError('invalid_grant', 'the code is unknown, used or expired, or of somebody else');
  }
  if (!proves(code_verifier, grant.challenge)) throw new OAuthError('invalid_grant', 'wrong code_verifier');
  const user = context.users.bySub(grant.poolId, grant.sub);
  if (!user?.enabled) throw new OAuthError('invalid_grant', 'the user is gone or disabled');
  const client = context.registry.requireClient(client_id);
  const tokens = startSignIn(context, client, user, grant.scope);
  return json(200, {
    id_token: tokens.IdToken,
    access_token: tokens.AccessToken,
    refresh_token: tokens.RefreshToken,
    expires_in: tokens.ExpiresIn,
    token_type: tokens.TokenType,
  });
}
