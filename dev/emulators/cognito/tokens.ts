/** The ID and access tokens of a sign-in, and the check of an access token that comes back. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { UserPoolClient } from './client-definition.ts';
import type { CognitoContext } from './context.ts';
import { notAuthorized } from './errors.ts';
import { signJwt, verifyJwt } from './jwt.ts';
import type { SignIn } from './sign-ins.ts';
import { identitiesOf, type User, usernameOf } from './users.ts';

/** The `AuthenticationResult` of the API. */
export interface AuthenticationResult {
  AccessToken: string;
  IdToken: string;
  ExpiresIn: number;
  TokenType: 'Bearer';
  RefreshToken?: string;
}

/** The scope of what the API itself signed in: to work on one's own record. */
const selfService = 'aws.cognito.signin.user.admin';

const issuerOf = (region: string, poolId: string): string =>
  `https://cognito-idp.${region}.amazonaws.com/${poolId}`;

/** Attributes as OpenID Connect types them; everything but the truth values and the address is a string. */
function attributeClaims(attributes: Record<string, string>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries({ email_verified: 'false', ...attributes }).map(([name, value]) => {
      if (name.endsWith('_verified')) return [name, value === 'true'];
      return name === 'address' ? [name, { formatted: value }] : [name, value];
    }),
  );
}

/** Fresh ID and access tokens that continue a sign-in. */
export function issueTokens(
  context: CognitoContext,
  client: UserPoolClient,
  user: User,
  signIn: SignIn,
): AuthenticationResult {
  const issuedAt = Math.floor(context.now().getTime() / 1_000);
  const shared = {
    sub: user.sub,
    ...(user.groups.length > 0 ? { 'cognito:groups': user.groups } : {}),
    iss: issuerOf(context.region, user.poolId),
    origin_jti: signIn.originJti,
    event_id: randomUUID(),
    auth_time: signIn.authTime,
    iat: issuedAt,
  };
  const access = {
    ...shared,
    client_id: client.id,
    token_use: 'access',
    scope: context.signIns.scopeOf(signIn) ?? selfService,
    exp: issuedAt + client.accessTokenSeconds,
    jti: randomUUID(),
    username: usernameOf(user),
  };
  const id = {
    ...attributeClaims(user.attributes),
    ...shared,
    'cognito:username': usernameOf(user),
    ...(user.external ? { identities: identitiesOf(user) } : {}),
    aud: client.id,
    token_use: 'id',
    exp: issuedAt + client.idTokenSeconds,
    jti: randomUUID(),
  };
  return {
    AccessToken: signJwt(access, context.key),
    IdToken: signJwt(id, context.key),
    ExpiresIn: client.accessTokenSeconds,
    TokenType: 'Bearer',
  };
}

/**
 * Starts a sign-in and gives its first tokens, the refresh token among them.
 * @param scope of a sign-in by the hosted pages; that of the API unless given
 */
export function startSignIn(
  context: CognitoContext,
  client: UserPoolClient,
  user: User,
  scope?: string,
): AuthenticationResult & { RefreshToken: string } {
  return context.database.transaction(() => {
    const signIn = context.signIns.start(user, client.id, client.refreshTokenSeconds);
    if (scope !== undefined) context.signIns.setScope(signIn, scope);
    const RefreshToken = context.signIns.newRefreshToken(signIn);
    return { ...issueTokens(context, client, user, signIn), RefreshToken };
  });
}

const AccessClaims = z.object({
  token_use: z.literal('access'),
  sub: z.string(),
  iss: z.string(),
  origin_jti: z.string(),
  exp: z.int(),
  scope: z.string(),
});

/**
 * The user and sign-in of an access token: signature, kind, expiry, revocation and scope are all checked.
 * @throws CognitoError NotAuthorizedException
 */
export function requireAccessToken(context: CognitoContext, token: string): { user: User; signIn: SignIn } {
  const claims = AccessClaims.safeParse(verifyJwt(token, context.key));
  if (!claims.success) throw notAuthorized('Invalid Access Token');
  const { exp, iss, origin_jti, sub, scope } = claims.data;
  if (exp <= context.now().getTime() / 1_000) throw notAuthorized('Access Token has expired');
  const signIn = context.signIns.find(origin_jti);
  if (signIn === undefined || signIn.revoked) throw notAuthorized('Access Token has been revoked');
  const user = context.users.bySub(signIn.poolId, sub);
  if (user === undefined || iss !== issuerOf(context.region, signIn.poolId)) {
    throw notAuthorized('Invalid Access Token');
  }
  if (!user.enabled) throw notAuthorized('User is disabled.');
  if (!scope.split(' ').includes(selfService)) {
    throw notAuthorized('Access Token does not have required scopes');
  }
  return { user, signIn };
}
