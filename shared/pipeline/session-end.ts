import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import { isOpen } from '../domain/login-session.ts';
import type { Session, User } from '../domain/user.ts';

/** Milliseconds that the user pool's clock may be behind ours. */
const clockDifference = 150;

/**
 * Ends every session of a user, but for `kept`, and returns when a login would begin one that counts as later: the user
 * pool tells the beginnings of sessions apart by seconds. Takes up to a second for that.
 */
export async function endSessions(userId: string, at: Date, kept?: Session): Promise<void> {
  await sessionsEnded(await users.endUserSessions(userId, at, kept), at);
}

/** The same for sessions that were ended by the record of their user, as it is now. */
export async function sessionsEnded(user: User, at: Date): Promise<void> {
  const noted = await sessions.latest(user.userId);
  // What is left of them, and of those beyond the latest hundred, is shown to nobody and expires.
  await sessions.removeAll(noted.filter((session) => !isOpen(session, user, at)));
  await secondOver(at);
}

/** Returns when a login would begin a session that counts as later than one of `at`. */
export async function secondOver(at: Date): Promise<void> {
  const left = 1000 - (at.getTime() % 1000) + clockDifference;
  await new Promise((resolve) => setTimeout(resolve, left));
}
