import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { LoginSession } from '../domain/login-session.ts';
import type { Session, User } from '../domain/user.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity } from './entity.ts';
import { commit, type Write } from './write.ts';

const Sessions = entity<LoginSession>({
  name: 'session',
  // That it begins is noted as a log-in, that it ends stands on the record of the user.
  audit: 'none',
  schema: z.object({
    userId: z.string(),
    sessionId: z.string(),
    poolSessionId: z.string(),
    startedAt: z.number(),
    address: z.string(),
    userAgent: z.string(),
    // Sessions from before there was one cannot be refreshed.
    refreshHash: z.string().default(''),
    lastUsedAt: z.string(),
    // DynamoDB removes it then.
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ userId, sessionId }) => sessionKey(userId, sessionId),
});

const sessionKey = (userId: string, sessionId: string) => ({
  pk: `user#${userId}`,
  sk: `session#${sessionId}`,
});

/**
 * What a user knows a session by. It follows from what every token of the session says, so nothing has to be looked up,
 * and does not give the user pool's name away. The second of its beginning comes first, so that sorting by id sorts by age.
 */
export function publicIdOf({ sessionId, startedAt }: Session): string {
  const time = startedAt.toString(16).padStart(8, '0');
  return `ses_${time}${createHash('sha256').update(sessionId).digest('hex').slice(0, 24)}`;
}

/** A session that begins with a log-in, which the trail of the user's personal account tells. False when it is noted already. */
export const begin = (
  session: LoginSession,
  { accountId, userId }: Pick<User, 'accountId' | 'userId'>,
): Promise<boolean> =>
  commit(
    [Sessions.insertion(session)],
    [{ accountId, target: { kind: 'user', id: userId }, result: 'done' }],
  );

/** Undefined alike for an unknown session, one that was ended, and one of another user. */
export const find = (userId: string, sessionId: string): Promise<LoginSession | undefined> =>
  Sessions.get(sessionKey(userId, sessionId));

/** False when it changed in between, or was ended. */
export const replace = (previous: LoginSession, next: LoginSession): Promise<boolean> =>
  commit([Sessions.replacement(previous, next)]);

/** What removes a session; written together with its end. */
export const erasureOf = (userId: string, session: Session): Write =>
  Sessions.erasure(sessionKey(userId, publicIdOf(session)));

/** Those that began last come first; some of them may have ended. */
export async function list(
  userId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: LoginSession[]; nextCursor: string | undefined }> {
  const scope = ['sessions', userId].join('|');
  const { items, end } = await readPage(userId, page.limit, fromCursor(scope, page.cursor));
  return { items, nextCursor: toCursor(scope, end) };
}

/** Those that began last, a hundred at most. */
export const latest = async (userId: string): Promise<LoginSession[]> => (await readPage(userId, 100)).items;

const readPage = (userId: string, limit: number, after?: Record<string, unknown>) =>
  Sessions.query({
    partition: `user#${userId}`,
    sortPrefix: 'session#',
    newestFirst: true,
    limit,
    after,
  });

/** Removes what is noted of sessions that have ended. */
export async function removeAll(ended: readonly LoginSession[]): Promise<void> {
  await Promise.all(
    ended.map(({ userId, sessionId }) => commit([Sessions.erasure(sessionKey(userId, sessionId))])),
  );
}

/** All that are noted of a user, the one that began first first; some of them may have ended. */
export const all = (userId: string): AsyncGenerator<LoginSession> =>
  Sessions.all(`user#${userId}`, 'session#');
