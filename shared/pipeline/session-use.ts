import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import type { Client } from '../domain/client.ts';
import { notFound } from '../domain/fault.ts';
import { beginLoginSession, isOpen, noteUse, poolSessionOf } from '../domain/login-session.ts';
import { acceptsSession, type Session } from '../domain/user.ts';

/**
 * Goes on with a session, noting when and from where; false when it has ended. Of two refreshes at once one is noted. A
 * session that is not noted yet, because it began before sessions were, is from now on.
 */
export async function continueSession(
  userId: string,
  session: Session,
  client: Client,
  at: Date,
): Promise<boolean> {
  const sessionId = sessions.publicIdOf(session);
  const [user, known] = await Promise.all([users.find(userId), sessions.find(userId, sessionId)]);
  // Whoever has no record never logged in here: the tokens are of no use.
  if (!user) return true;
  if (user.state === 'disabled' || !acceptsSession(user, session)) return false;
  if (known) await sessions.replace(known, noteUse(known, client, at));
  else await sessions.insert(beginLoginSession({ userId, sessionId, session, client, at }));
  return true;
}

/** Throws `not-found` alike for an unknown session, one that has ended, and one of somebody else. */
export async function getOpenSession(userId: string, sessionId: string, at: Date): Promise<Session> {
  const [user, session] = await Promise.all([users.get(userId), sessions.find(userId, sessionId)]);
  return session && isOpen(session, user, at) ? poolSessionOf(session) : notFound('session');
}
