import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError } from 'aws-jwt-verify/error';
import * as z from 'zod';
import type { RouteAuth } from '../contract/route.ts';
import * as users from '../data/users.ts';
import { Fault, fail } from '../domain/fault.ts';
import { type Actor, acceptsSession, userIdOf } from '../domain/user.ts';
import { variable } from '../environment/variable.ts';

/** Seconds a token may seem to come from the future, because clocks differ. */
const clockTolerance = 60;

/** What we rely on in an access token; aws-jwt-verify lets a token without `exp` pass, so it is demanded here. */
const Claims = z.object({
  sub: z.string().min(1),
  /** When the session began; a refreshed token says the same. */
  auth_time: z.number(),
  exp: z.number(),
  origin_jti: z.string().min(1),
  'cognito:groups': z.array(z.string()).default([]),
});

/** Tokens remembered in one container: an application sends the same one with every request for minutes. */
const mostRemembered = 500;

/**
 * Tokens that were verified here. What a token says stays true until it expires, and verifying is a twelfth of what a
 * request costs; whether its session has ended is read from the user's record every time.
 */
const verified = new Map<string, z.output<typeof Claims>>();

function remember(token: string, claims: z.output<typeof Claims>): void {
  const [oldest] = verified.keys();
  if (verified.size >= mostRemembered && oldest !== undefined) verified.delete(oldest);
  verified.set(token, claims);
}

let verifier: ReturnType<typeof createVerifier> | undefined;

/** Checks signature, issuer, client, expiry and `token_use`; keys are fetched once for the life of the container. */
const createVerifier = () =>
  CognitoJwtVerifier.create({
    userPoolId: variable('USER_POOL_ID'),
    clientId: variable('USER_POOL_CLIENT_ID'),
    tokenUse: 'access',
    customJwtCheck: ({ header, payload }) => {
      // The library ignores critical extensions that it does not know, and tokens from the future.
      if ('crit' in header) throw new Error('the token demands an extension');
      const issuedAt = typeof payload.iat === 'number' ? payload.iat : Number.POSITIVE_INFINITY;
      if (issuedAt > Date.now() / 1000 + clockTolerance) throw new Error('the token is from the future');
    },
  });

/**
 * Who calls. Throws `unauthenticated` for a missing, forged, expired or ended token and for a user we do not
 * know, `forbidden` when the route asks for an admin and the caller is none.
 */
export async function authenticate(authorization: string | undefined, auth: RouteAuth): Promise<Actor> {
  const claims = await verifiedClaims(authorization);
  const user = await users.find(userIdOf(claims.sub));
  const session = { sessionId: claims.origin_jti, startedAt: claims.auth_time };
  if (!user || !acceptsSession(user, session)) {
    return fail('unauthenticated', 'This session has ended. Log in again.');
  }
  const role = claims['cognito:groups'].includes('admin') ? 'admin' : 'user';
  if (auth === 'admin' && role !== 'admin') fail('forbidden', 'Only an administrator may do this.');
  return {
    userId: user.userId,
    accountId: user.accountId,
    role,
    session,
  };
}

/** The token that a request carries. */
export const tokenOf = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];

async function verifiedClaims(authorization: string | undefined): Promise<z.output<typeof Claims>> {
  const token = tokenOf(authorization);
  if (!token)
    return fail('unauthenticated', 'Log in and send the access token as "Authorization: Bearer …".');
  const known = verified.get(token);
  if (known && known.exp > Date.now() / 1000) return known;
  verifier ??= createVerifier();
  try {
    const claims = Claims.parse(await verifier.verify(token));
    remember(token, claims);
    return claims;
  } catch (error) {
    if (error instanceof FetchError)
      throw new Fault('unavailable', 'Tokens cannot be checked for a moment. Try again shortly.', [], error);
    return fail(
      'unauthenticated',
      'The access token is not valid or has expired. Refresh it or log in again.',
    );
  }
}
