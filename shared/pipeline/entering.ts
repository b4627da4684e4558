import type { IdPrefix } from '../contract/ids.ts';
import { actsAs } from '../data/audit-cause.ts';
import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import type { Client } from '../domain/client.ts';
import { fail } from '../domain/fault.ts';
import { beginLoginSession } from '../domain/login-session.ts';
import { changeRole, type Session, type User, type UserRole, userIdOf, welcome } from '../domain/user.ts';

/** Somebody who has just proved to the user pool who they are. */
export interface Entrant {
  subject: string;
  email: string;
  name: string;
  /** The session that they began with it. */
  session: Session;
  /** What the pool says; the record may know of a higher role, never of a lower one. */
  role: UserRole;
}

/**
 * Every way to log in goes through here. Makes the user's record at the first login, so that a crash between sign-up and
 * record leaves nothing to repair, and notes the session. Throws `invalid-credentials` for a user who is disabled, as the
 * user pool does.
 */
export async function enter(
  entrant: Entrant,
  client: Client,
  at: Date,
  newId: (prefix: IdPrefix) => string,
): Promise<void> {
  const userId = userIdOf(entrant.subject);
  actsAs({ kind: 'user', userId });
  const user = await ensureUser(userId, entrant, at, newId);
  const sessionId = sessions.publicIdOf(entrant.session);
  const session = beginLoginSession({ userId, sessionId, session: entrant.session, client, at });
  await sessions.begin(session, user);
}

async function ensureUser(
  userId: string,
  entrant: Entrant,
  at: Date,
  newId: (prefix: IdPrefix) => string,
): Promise<User> {
  const known = await users.find(userId);
  if (known?.state === 'disabled') fail('invalid-credentials', 'E-mail or password is wrong.');
  if (known && entrant.role === 'admin' && known.role !== 'admin')
    await users.replace(known, changeRole(known, 'admin', at));
  if (known) return known;
  const { startedAt } = entrant.session;
  const { user, account } = welcome({ ...entrant, userId, accountId: newId('acc'), startedAt, at });
  // They may have come in by another window at the same moment.
  return (await users.insert(user, account)) ? user : users.get(userId);
}
