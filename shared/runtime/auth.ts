import * as z from 'zod';
import { AccountId } from '../contract/ids.ts';
import { type Route, takesKeys } from '../contract/route.ts';
import type { Access, AskedAccess } from '../data/access.ts';
import type { Member } from '../domain/account.ts';
import { hasLostItsPlace } from '../domain/api-key.ts';
import { Fault, fail, notFound } from '../domain/fault.ts';
import { type AccountRole, allows, type Permission } from '../domain/permission.ts';
import {
  type Actor,
  acceptsSession,
  type Session,
  type SignedIn,
  type User,
  userIdOf,
} from '../domain/user.ts';
import { isKeyAlive, isKeyOf, type KeyToken, readKeyToken } from './api-key-token.ts';

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

/** Header that names the account to work in. */
const accountHeader = 'x-account-id';

type Guarded = Pick<Route, 'auth' | 'permission' | 'whileClosing'>;

/** Headers of a request, their names in small letters. */
type Headers = Record<string, string | undefined>;

/** What a request says of who calls, before anything is looked up. The token of a session has been verified, a key has not. */
export type Claim =
  | { kind: 'session'; userId: string; session: Session }
  | { kind: 'key'; userId: string; token: KeyToken };

/** Why a token or key is refused that we never gave out, or gave out and forgot: it may be a guess. */
export class ForgedToken extends Error {}

const refuseForged = (message: string): never => {
  throw new Fault('unauthenticated', message, [], new ForgedToken());
};

/** Throws `unauthenticated` for a missing, forged or expired token. */
export async function claimOf(headers: Headers): Promise<Claim> {
  const token = tokenOf(headers.authorization);
  if (!token)
    return fail('unauthenticated', 'Log in and send the access token as "Authorization: Bearer …".');
  const key = readKeyToken(token);
  if (key) return { kind: 'key', userId: key.userId, token: key };
  const claims = await verifiedClaims(token);
  const session = { sessionId: claims.origin_jti, startedAt: claims.auth_time };
  return { kind: 'session', userId: userIdOf(claims.sub), session };
}

/** The token or key that a request carries. */
export const tokenOf = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\w-]+(?:\.[\w-]+\.[\w-]+)?)$/i.exec(authorization ?? '')?.[1];

/** What has to be looked up to find out whether a claim is true, and where they may work. */
export function askedOf(route: Guarded, claim: Claim, headers: Headers): AskedAccess {
  const { userId } = claim;
  if (claim.kind === 'key') return { userId, accountId: claim.token.accountId, keyId: claim.token.keyId };
  const named = namedAccount(route, headers);
  // An id of another form names no account, and must not become part of a key.
  return { userId, accountId: AccountId.safeParse(named).success ? named : undefined };
}

const badKey = 'This API key is not valid, has expired or was revoked.';

/** The user behind a claim. Throws `unauthenticated` for an ended session, a key that is not good, and a disabled user. */
export function userOf(claim: Claim, { user, member, key }: Access, at: Date): User {
  if (claim.kind === 'key') {
    if (!key || !isKeyOf(key, claim.token)) return refuseForged(badKey);
    const isAlive = user?.state === 'active' && isKeyAlive(key, at);
    return !isAlive || hasLostItsPlace(key, user, member) ? fail('unauthenticated', badKey) : user;
  }
  if (user?.state !== 'active' || !acceptsSession(user, claim.session))
    return fail('unauthenticated', 'This session has ended. Log in again.');
  return user;
}

/** The account that is asked for, whether the caller may work there or not. */
export const accountOf = (route: Guarded, claim: Claim, user: User, headers: Headers): string =>
  claim.kind === 'key' ? claim.token.accountId : (namedAccount(route, headers) ?? user.accountId);

/** Routes about the caller themselves take no heed of the header. */
const namedAccount = ({ permission }: Guarded, headers: Headers): string | undefined =>
  permission ? headers[accountHeader] : undefined;

/** Who calls, where they work and as what. Throws `not-found` for an account the caller is no member of. */
export function actorOf(
  route: Guarded,
  claim: Claim,
  user: User,
  { member, key }: Access,
  headers: Headers,
): Actor | SignedIn {
  const { userId, role } = user;
  const place = placeOf(user, accountOf(route, claim, user, headers), member);
  if (claim.kind === 'session') return { userId, role, session: claim.session, ...place };
  return { userId, role, ...place, key: { keyId: claim.token.keyId, scopes: key?.scopes ?? [] } };
}

/** Throws `forbidden` where role or scopes do not allow it, and `account-closing` for a user who is about to be deleted. */
export function requireAllowed(route: Guarded, actor: Actor, user: User, headers: Headers): void {
  const { key, accountId } = actor;
  if (key && !takesKeys(route))
    fail('forbidden', 'API keys are not accepted here. Log in and send an access token.');
  if (key || !route.whileClosing) requireOpen(user);
  if (key && (headers[accountHeader] ?? accountId) !== accountId) notFound('account');
  if (route.auth === 'admin' && actor.role !== 'admin')
    fail('forbidden', 'Only an administrator may do this.');
  if (route.permission) requirePermission(actor, route.permission);
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
  // Anonymous requests and API keys need none of it, so it is loaded with the first token.
  const { verifyToken, isExpired, isUnreachable } = await import('./token-verifier.ts');
  try {
    const claims = Claims.parse(await verifyToken(token));
    remember(token, claims);
    return claims;
  } catch (error) {
    if (isUnreachable(error))
      throw new Fault('unavailable', 'Tokens cannot be checked for a moment. Try again shortly.', [], error);
    const message = 'The access token is not valid or has expired. Refresh it or log in again.';
    return isExpired(error) ? fail('unauthenticated', message) : refuseForged(message);
  }
}
