/** What happens to a sign-in after it began: GetTokensFromRefreshToken, RevokeToken, GlobalSignOut. */
import * as z from 'zod';
import type { UserPoolClient } from '../client-definition.ts';
import type { CognitoContext } from '../context.ts';
import { CognitoError, notAuthorized } from '../errors.ts';
import { verifyJwt } from '../jwt.ts';
import { AccessToken, ClientId, operation, requireClient } from '../operation.ts';
import { issueTokens, requireAccessToken } from '../tokens.ts';
import { signOutEverywhere } from '../user-changes.ts';

const RefreshToken = z.string().min(1);

/**
 * Continues a sign-in. With rotation the refresh token is exchanged for a new one, whose life ends when that of
 * the first would have ended.
 */
export function refreshSignIn(
  context: CognitoContext,
  client: UserPoolClient,
  refreshToken: string,
): { ChallengeParameters: object; AuthenticationResult: object } {
  const result = context.database.transaction(() => {
    const signIn = context.signIns.requireUsable(refreshToken, client.id);
    const user = context.users.bySub(signIn.poolId, signIn.sub);
    if (user === undefined) throw notAuthorized('Invalid Refresh Token');
    if (!user.enabled) throw notAuthorized('User is disabled.');
    if (client.rotation === undefined) return issueTokens(context, client, user, signIn);
    context.signIns.rotate(refreshToken, client.rotation.graceSeconds);
    return {
      ...issueTokens(context, client, user, signIn),
      RefreshToken: context.signIns.newRefreshToken(signIn),
    };
  });
  return { ChallengeParameters: {}, AuthenticationResult: result };
}

export const getTokensFromRefreshToken = operation(
  z.object({ ClientId, ClientSecret: z.string().optional(), RefreshToken }),
  (context, input) => {
    const client = requireClient(context, { ClientId: input.ClientId, SecretHash: input.ClientSecret });
    return refreshSignIn(context, client, input.RefreshToken);
  },
);

/** Revoking a token nobody knows is no error (RFC 7009, section 2.2). */
export const revokeToken = operation(
  z.object({ ClientId, ClientSecret: z.string().optional(), Token: z.string().min(1) }),
  (context, input) => {
    const client = requireClient(context, { ClientId: input.ClientId, SecretHash: input.ClientSecret });
    if (verifyJwt(input.Token, context.key) !== undefined) {
      throw new CognitoError('UnsupportedTokenTypeException', 'Only refresh tokens can be revoked.');
    }
    const signIn = context.signIns.findByRefreshToken(input.Token);
    if (signIn === undefined) return {};
    if (signIn.clientId !== client.id) {
      throw new CognitoError('UnauthorizedException', 'The token was not issued to this client.');
    }
    context.signIns.revoke(signIn.originJti);
    return {};
  },
);

export const globalSignOut = operation(z.object({ AccessToken }), (context, input) => {
  signOutEverywhere(context, requireAccessToken(context, input.AccessToken).user);
  return {};
});
