import { CognitoJwtVerifier } from 'aws-jwt-verify';
import { FetchError } from 'aws-jwt-verify/error';
import * as z from 'zod';
import { AccountId } from '../contract/ids.ts';
import { type Route, takesKeys } from '../contract/route.ts';
import { readAccess } from '../data/access.ts';
import type { Member } from '../domain/account.ts';
import { hasLostItsPlace } from '../domain/api-key.ts';
import { Fault, fail, notFound } from '../domain/fault.ts';
import { type AccountRole, allows, type Permission } from '../domain/permission.ts';
import { type Actor, acceptsSession, type SignedIn, type User, userIdOf } from '../domain/user.ts';
import { variable } from '../environment/variable.ts';
import { acceptsKey, type KeyToken, readKeyToken } from './api-key-token.ts';
import { noteKeyUse } from './key-use.ts';

/** Seconds a token may seem to come from the future, because clocks differ. */
const clockTolerance = 60;

/** What we rely on in an access token; aws-jwt-verify lets a token without `exp` pass, so it is demanded here. */
const Claims = z.object({
  sub: z.string().min(1),
  /** When the session began; a refreshed token says the same. */
  auth_time: z.number(),
  exp: z.number(),
  origin_jti: z.string().min(1),
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

/** Header that names the account to work in. */
const accountHeader = 'x-account-id';

type Guarded = Pick<Route, 'auth' | 'permission' | 'whileClosing'>;

/** Headers of a request, their names in small letters. */
type Headers = Record<string, string | undefined>;

/**
 * Who calls. Throws `unauthenticated` for a missing, forged, expired or ended token or key and for a user we do not know or
 * have disabled, `not-found` for an account the caller is no member of, and `forbidden` where the role does not allow it.
 *
 * @param known is told who calls before it is said whether they may
 */
export async function authenticate(
  route: Guarded,
  headers: Headers,
  at: Date,
  known: (actor: Actor) => void,
): Promise<Actor | SignedIn> {
  const token = tokenOf(headers.authorization);
  if (!token)
    return fail('unauthenticated', 'Log in and send the access token as "Authorization: Bearer …".');
  const key = readKeyToken(token);
  if (key) return keyHolder(route, key, { headers, at, known });
  const actor = await signedIn(route, token, headers);
  known(actor);
  if (route.auth === 'admin' && actor.role !== 'admin')
    fail('forbidden', 'Only an administrator may do this.');
  if (route.permission) requirePermission(actor, route.permission);
  return actor;
}

/** The token or key that a request carries. */
export const tokenOf = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w-]+(?:\.[\w-]+\.[\w-]+)?)$/i.exec(authorization ?? '')?.[1];

async function signedIn(route: Guarded, token: string, headers: Headers): Promise<SignedIn> {
  const accountId = route.permission ? headers[accountHeader] : undefined;
  const claims = await verifiedClaims(token);
  const session = { sessionId: claims.origin_jti, startedAt: claims.auth_time };
  // An id of another form names no account, and must not become part of a key.
  const asked = accountId === undefined || AccountId.safeParse(accountId).success ? accountId : undefined;
  const { user, member } = await readAccess({ userId: userIdOf(claims.sub), accountId: asked });
  if (user?.state !== 'active' || !acceptsSession(user, session))
    return fail('unauthenticated', 'This session has ended. Log in again.');
  if (!route.whileClosing) requireOpen(user);
  const { userId, role } = user;
  return { userId, role, session, ...placeOf(user, accountId ?? user.accountId, member) };
}

async function keyHolder(
  route: Guarded,
  token: KeyToken,
  { headers, at, known }: { headers: Headers; at: Date; known: (actor: Actor) => void },
): Promise<Actor> {
  const { accountId, userId, keyId } = token;
  const { user, member, key, keyUsedAt } = await readAccess({ userId, accountId, keyId });
  const isAlive = key && user?.state === 'active' && acceptsKey(key, token, at);
  if (!isAlive || hasLostItsPlace(key, user, member))
    return fail('unauthenticated', 'This API key is not valid, has expired or was revoked.');
  const { role } = user;
  const actor = { userId, role, ...placeOf(user, accountId, member), key: { keyId, scopes: key.scopes } };
  known(actor);
  const { permission } = route;
  if (permission === undefined || !takesKeys(route))
    return fail('forbidden', 'API keys are not accepted here. Log in and send an access token.');
  requireOpen(user);
  if ((headers[accountHeader] ?? accountId) !== accountId) return notFound('account');
  requirePermission(actor, permission);
  await noteKeyUse(key, keyUsedAt, at);
  return actor;
}

/** Whoever is to be erased can look at themselves, come back and leave, and do nothing else. */
function requireOpen({ closesAt }: User): void {
  if (closesAt !== undefined)
    fail(
      'account-closing',
      'This user is about to be deleted. To go on, restore it: POST /users/me/restore.',
    );
}

/** A user is the owner of their personal account; elsewhere they are what their membership says. */
function placeOf(
  user: User,
  accountId: string,
  member: Member | undefined,
): { accountId: string; accountRole: AccountRole } {
  if (accountId === user.accountId) return { accountId, accountRole: 'owner' };
  return member ? { accountId, accountRole: member.role } : notFound('account');
}

function requirePermission({ accountRole, key }: Actor, permission: Permission): void {
  if (!allows(accountRole, permission))
    fail('forbidden', `Your role in this account, ${accountRole}, does not allow this.`);
  if (key && !key.scopes.includes(permission))
    fail('forbidden', `This API key lacks the scope ${permission}.`);
}

async function verifiedClaims(token: string): Promise<z.output<typeof Claims>> {
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
