import type { IdPrefix } from '../contract/ids.ts';
import { actsAs } from '../data/audit-cause.ts';
import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import type { Client } from '../domain/client.ts';
import { fail } from '../domain/fault.ts';
import { beginLoginSession } from '../domain/login-session.ts';
import { type Provider, providerLabels } from '../domain/provider.ts';
import { changeRole, type Session, type User, type UserRole, userIdOf, welcome } from '../domain/user.ts';

/** Somebody who has just proved to the user pool who they are. */
export interface Entrant {
  subject: string;
  email: string;
  name: string;
  /** Who vouched for them and what the pool calls them, where they have no password. */
  provider?: Provider;
  poolName?: string;
  /** The session that they began with it. */
  session: Session;
  /** What the pool says; the record may know of a higher role, never of a lower one. */
  role: UserRole;
}

/**
 * Every way to log in goes through here. Makes the user's record at the first login, so that a crash between sign-up and
 * record leaves nothing to repair, and notes the session. Throws `invalid-credentials` for a user who is disabled, as the
 * user pool does, and `address-in-use` for a new one whose address belongs to somebody who logs in another way.
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
  if (await users.insert(user, account)) return user;
  // They may have come in by another window at the same moment; anybody else has the address for good.
  return (await users.find(userId)) ?? refuse(await users.findByAddress(user.email));
}

function refuse(holder: User | undefined): never {
  const way = holder?.provider
    ? `Continue with ${providerLabels[holder.provider]}`
    : 'Log in with your e-mail and password';
  return fail('address-in-use', `Somebody with this e-mail address logs in here in another way. ${way}.`);
}
