import { fail } from './fault.ts';
import {
  changeRole,
  endAllSessions,
  type Session,
  type User,
  type UserRole,
  type UserState,
} from './user.ts';

const day = 24 * 60 * 60_000;

/** Days in which a deleted user can still be kept: long enough to come back from leave and notice. */
const graceDays = 14;

/** Minutes after a login in which what cannot be undone may be asked for (ASVS 7.5.1). */
const recentLoginMinutes = 15;

const changed = (user: User, change: Partial<User>, at: Date): User => ({
  ...user,
  ...change,
  updatedAt: at.toISOString(),
  revision: user.revision + 1,
});

/** Whether a user counts among those who can administer the system. */
export const isAdministering = ({ role, state, closesAt }: User): boolean =>
  role === 'admin' && state === 'active' && closesAt === undefined;

/** What an administrator may change; what is left out stays. */
export interface UserChange {
  role?: UserRole | undefined;
  state?: UserState | undefined;
}

/** The user as an administrator wants them; the very same when nothing changes. */
export function administerUser(user: User, { role, state }: UserChange, at: Date): User {
  const wanted = role === undefined || role === user.role ? user : changeRole(user, role, at);
  const enables = state === 'active' && (user.state !== 'active' || user.closesAt !== undefined);
  const disables = state === 'disabled' && user.state !== 'disabled';
  const changed = enables ? enableUser(wanted, at) : disables ? disableUser(wanted, at) : wanted;
  return changed === user ? user : { ...changed, revision: user.revision + 1 };
}

/** Nobody gets in any more, with whatever token or key. */
export const disableUser = (user: User, at: Date): User => endAllSessions({ ...user, state: 'disabled' }, at);

/** They may log in again; a deletion is taken back as well. */
const enableUser = (user: User, at: Date): User =>
  changed(user, { state: 'active', closesAt: undefined }, at);

/** Everything of the user is erased after {@link graceDays}; until then only they themselves can be looked at. */
export const closeUser = (user: User, at: Date): User => ({
  ...endAllSessions(user, at),
  closesAt: user.closesAt ?? new Date(at.getTime() + graceDays * day).toISOString(),
});

/** Takes a deletion back. */
export const restoreUser = (user: User, at: Date): User =>
  user.closesAt === undefined ? user : changed(user, { closesAt: undefined }, at);

/** Whether the time has come to erase what a user or a closed organisation has. */
export const isOver = ({ closesAt }: Pick<User, 'closesAt'>, at: Date): boolean =>
  closesAt !== undefined && closesAt <= at.toISOString();

/** Throws `invalid-request`, naming the field, for somebody who cannot log in or is about to be erased. */
export function requireStaying({ state, closesAt }: Pick<User, 'state' | 'closesAt'>, field: string): void {
  if (state === 'active' && closesAt === undefined) return;
  fail('invalid-request', `Check ${field}.`, [
    { field, message: 'This user cannot take it on: they are disabled, or about to be deleted.' },
  ]);
}

/** Refreshing a token makes a session no younger, so its beginning is when somebody last proved who they are. */
export function requireRecentLogin({ startedAt }: Session, at: Date): void {
  if (at.getTime() / 1000 - startedAt > recentLoginMinutes * 60)
    fail('recent-login-required', `Log in again, then repeat this within ${recentLoginMinutes} minutes.`);
}

/** From here on there is no way back: whoever takes a deletion back at this moment is too late. */
export const beginErasure = (user: User, at: Date): User =>
  user.state === 'disabled' ? user : changed(user, { state: 'disabled' }, at);
