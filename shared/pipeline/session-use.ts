import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import type { Client } from '../domain/client.ts';
import { fail, notFound } from '../domain/fault.ts';
import { isOpen, type LoginSession, noteUse, poolSessionOf } from '../domain/login-session.ts';
import type { Session } from '../domain/user.ts';
import type { Log } from '../runtime/log.ts';
import { readRefreshToken, refreshHashOf, writeRefreshToken } from '../runtime/refresh-token.ts';

/** What the user pool does with its refresh tokens. */
interface Pool<Tokens> {
  /** New tokens; undefined for a token that is not good any more. */
  exchange: (poolToken: string) => Promise<Tokens | undefined>;
  revoke: (poolToken: string) => Promise<void>;
}

/**
 * New tokens of a session, for its newest refresh token. An earlier one may have been stolen, and so may whatever came of it:
 * it ends the session, with every token that it ever gave. So do two requests at once with the same token. What we never gave out ends
 * nothing, whatever session it names. Throws
 * `unauthenticated`.
 */
export async function refreshSession<Tokens extends { refreshToken: string }>(
  refreshToken: string,
  by: { client: Client; at: Date; log: Log },
  pool: Pool<Tokens>,
): Promise<Tokens> {
  const { client, at } = by;
  const held = readRefreshToken(refreshToken) ?? refuse();
  const session = (await findOpen(held.userId, held.sessionId, at)) ?? refuse();
  if (session.refreshHash !== refreshHashOf(held.poolToken)) return end(session, 'earlier-token', by);
  const tokens = await pool.exchange(held.poolToken);
  if (!tokens) return end(session, 'refused-by-pool', by);
  const used = noteUse(session, refreshHashOf(tokens.refreshToken), client, at);
  if (await sessions.replace(session, used))
    return { ...tokens, refreshToken: writeRefreshToken({ ...held, poolToken: tokens.refreshToken }) };
  await pool.revoke(tokens.refreshToken);
  return end(session, 'twice-at-once', by);
}

const refuse = (): never => fail('unauthenticated', 'The refresh token is not valid any more. Log in again.');

/** Every token of the session is worth nothing from now on. */
async function end(
  session: LoginSession,
  reason: string,
  { at, log }: { at: Date; log: Log },
): Promise<never> {
  log.info('session.ended-by-refresh', { userId: session.userId, reason });
  await users.endUserSession(session.userId, poolSessionOf(session), at);
  return refuse();
}

async function findOpen(userId: string, sessionId: string, at: Date): Promise<LoginSession | undefined> {
  const [user, session] = await Promise.all([users.find(userId), sessions.find(userId, sessionId)]);
  return user?.state === 'active' && session && isOpen(session, user, at) ? session : undefined;
}

/** Throws `not-found` alike for an unknown session, one that has ended, and one of somebody else. */
export async function getOpenSession(userId: string, sessionId: string, at: Date): Promise<Session> {
  const session = await findOpen(userId, sessionId, at);
  return session ? poolSessionOf(session) : notFound('session');
}
