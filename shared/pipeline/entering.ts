import type { IdPrefix } from '../contract/ids.ts';
import { actsAs } from '../data/audit-cause.ts';
import * as sessions from '../data/sessions.ts';
import * as users from '../data/users.ts';
import type { Client } from '../domain/client.ts';
import { fail } from '../domain/fault.ts';
import { beginLoginSession } from '../domain/login-session.ts';
import { type Provider, providerLabels } from '../domain/provider.ts';
import {
  acceptsSession,
  changeRole,
  type Session,
  type User,
  type UserRole,
  userIdOf,
  welcome,
} from '../domain/user.ts';
import { refreshHashOf, writeRefreshToken } from '../runtime/refresh-token.ts';

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

/** Somebody who shows no password. */
export interface SocialEntrant extends Entrant {
  by: {
    /** Who brought them along; undefined for a provider that we do not know. */
    provider: Provider | undefined;
    /** What the user pool calls them. */
    poolName: string;
    /** Whether there is a reason to believe that the address is theirs. */
    vouched: boolean;
  };
}

/** Somebody, with the tokens that the user pool gave them. */
interface LoggedIn<Who extends Entrant, Tokens extends { refreshToken: string }> {
  identity: Who;
  tokens: Tokens;
}

type NewId = (prefix: IdPrefix) => string;

/**
 * Every way to log in with a password goes through here, and gives the tokens as the client gets them. Makes the user's record at the first login, so that a crash between
 * sign-up and record leaves nothing to repair, and notes the session. Throws `invalid-credentials` for a user who is
 * disabled, as the user pool does, and `address-in-use` for a new one whose address belongs to somebody who logs in another
 * way.
 */
export async function enter<Tokens extends { refreshToken: string }>(
  { identity, tokens }: LoggedIn<Entrant, Tokens>,
  client: Client,
  at: Date,
  newId: NewId,
): Promise<Tokens> {
  const known = await users.find(userIdOf(identity.subject));
  if (known?.state === 'disabled') fail('invalid-credentials', 'E-mail or password is wrong.');
  return admit(known, { identity, tokens }, client, at, newId);
}

/**
 * The same for somebody whom the provider they went to has brought along. Throws `sign-in-refused` for somebody else's
 * provider and for a user who is disabled, `sign-in-expired` for a session that was ended before, `email-unproven` for a new
 * user whose address nobody vouches for, and `address-in-use`.
 */
export async function enterThrough<Tokens extends { refreshToken: string }>(
  provider: Provider,
  { identity, tokens }: LoggedIn<SocialEntrant, Tokens>,
  client: Client,
  at: Date,
  newId: NewId,
): Promise<Tokens> {
  const known = await users.find(userIdOf(identity.subject));
  const { by, session } = identity;
  // A user with a password may have a second factor, which nobody has asked for on this way.
  if (by.provider !== provider || (known && known.provider !== provider))
    fail('sign-in-refused', 'This is not the way you log in here. Use the way you came the first time.');
  if (known?.state === 'disabled')
    fail('sign-in-refused', 'This user has been disabled. Ask an administrator.');
  // The pool's pages remember a browser for an hour, whatever we have ended.
  if (known && !acceptsSession(known, session))
    fail('sign-in-expired', 'All your sessions were ended after this one began. Start again in an hour.');
  if (!known && !by.vouched)
    fail(
      'email-unproven',
      'The provider gave us no e-mail address that it has checked. Share it and confirm it there, or register here with your e-mail.',
    );
  const entrant = { ...identity, provider, poolName: by.poolName };
  return admit(known, { identity: entrant, tokens }, client, at, newId);
}

async function admit<Tokens extends { refreshToken: string }>(
  known: User | undefined,
  { identity: entrant, tokens }: LoggedIn<Entrant, Tokens>,
  client: Client,
  at: Date,
  newId: NewId,
): Promise<Tokens> {
  const userId = userIdOf(entrant.subject);
  actsAs({ kind: 'user', userId });
  const settled = known && (await settle(known, entrant, at));
  if (settled && entrant.role === 'admin' && settled.role !== 'admin')
    await users.replace(settled, changeRole(settled, 'admin', at));
  const user = settled ?? (await makeUser(userId, entrant, at, newId));
  const sessionId = sessions.publicIdOf(entrant.session);
  const refreshHash = refreshHashOf(tokens.refreshToken);
  const session = beginLoginSession({ userId, sessionId, session: entrant.session, refreshHash, client, at });
  await sessions.begin(session, user);
  return {
    ...tokens,
    refreshToken: writeRefreshToken({ userId, sessionId, poolToken: tokens.refreshToken }),
  };
}

/** A change of address may have died after the user pool made it; few log-ins ever meet one. */
async function settle(known: User, { email, session }: Entrant, at: Date): Promise<User> {
  if (known.provider || known.email === email) return known;
  const { settleAtLogin } = await import('./email-move.ts');
  return settleAtLogin(known, email, { at, kept: session });
}

async function makeUser(
  userId: string,
  entrant: Entrant & Pick<User, 'provider' | 'poolName'>,
  at: Date,
  newId: NewId,
): Promise<User> {
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
