import * as emailChanges from '../data/email-changes.ts';
import * as users from '../data/users.ts';
import type { EmailChange } from '../domain/email-change.ts';
import { requireWon } from '../domain/revision.ts';
import { moveUser, type Session, type User } from '../domain/user.ts';
import { sessionsEnded } from './session-end.ts';

/** Attempts against other changes of the same user at the same moment. */
const attempts = 5;

/**
 * Ends a change of address that the user pool has made: the record says the new one, the old one is free, and every session
 * ends but for `kept`. Whoever comes second finds it done.
 */
export async function finishMove(change: EmailChange, by: { at: Date; kept: Session }): Promise<User> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const user = await users.get(change.userId);
    if (user.email === change.email) return user;
    const moved = moveUser(user, change.email, by.at, by.kept);
    if (!(await emailChanges.finish(change, user, moved))) continue;
    await sessionsEnded(moved, by.at);
    return moved;
  }
  return requireWon(false);
}

/**
 * The user, who logs in with an address that the record does not say: a change of address that died half-way is finished, with
 * the session that begins. Any other difference is left as it is.
 */
export async function settleAtLogin(
  user: User,
  email: string,
  by: { at: Date; kept: Session },
): Promise<User> {
  const change = await emailChanges.find(user.userId);
  return change?.state === 'moving' && change.email === email ? finishMove(change, by) : user;
}
