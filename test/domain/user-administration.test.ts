import { describe, expect, test } from 'vitest';
import { acceptsSession, changeRole, welcome } from '../../shared/domain/user.ts';
import {
  administerUser,
  beginErasure,
  closeUser,
  disableUser,
  isAdministering,
  isOver,
  requireRecentLogin,
  restoreUser,
} from '../../shared/domain/user-administration.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const seconds = at.getTime() / 1000;
const later = (ms: number): Date => new Date(at.getTime() + ms);
const day = 24 * 60 * 60_000;

const { user } = welcome({
  userId: 'usr_1',
  accountId: 'acc_1',
  email: 'someone@mytypist.local',
  name: 'Test Person',
  role: 'user',
  startedAt: seconds,
  at,
});
const session = { sessionId: 'one', startedAt: seconds };

describe('what an administrator changes', () => {
  test('is nothing at all where the user is so already', () => {
    for (const change of [
      {},
      { role: 'user' },
      { state: 'active' },
      { role: 'user', state: 'active' },
    ] as const)
      expect(administerUser(user, change, later(1))).toBe(user);
  });

  test('is one revision, whatever changes', () => {
    for (const change of [
      { role: 'admin' },
      { state: 'disabled' },
      { role: 'admin', state: 'disabled' },
    ] as const)
      expect(administerUser(user, change, later(1)).revision).toBe(2);
  });

  test('ends every session when it disables, and gives none back when it enables', () => {
    const disabled = administerUser(user, { state: 'disabled' }, later(5000));
    expect(disabled.state).toBe('disabled');
    expect(acceptsSession(disabled, session)).toBe(false);
    const enabled = administerUser(disabled, { state: 'active' }, later(9000));
    expect(enabled.state).toBe('active');
    expect(acceptsSession(enabled, session)).toBe(false);
  });
});

describe('an administrator', () => {
  const admin = changeRole(user, 'admin', at);

  test('counts while they can do anything', () => {
    expect(isAdministering(user)).toBe(false);
    expect(isAdministering(admin)).toBe(true);
    expect(isAdministering(disableUser(admin, at))).toBe(false);
    expect(isAdministering(closeUser(admin, at))).toBe(false);
    expect(isAdministering(restoreUser(closeUser(admin, at), at))).toBe(true);
  });
});

describe('a deletion', () => {
  test('is over after fourteen days, not a moment sooner, and asking again does not move that', () => {
    const closed = closeUser(closeUser(user, at), later(day));
    expect(closed.closesAt).toBe(later(14 * day).toISOString());
    expect(isOver(closed, later(14 * day - 1))).toBe(false);
    expect(isOver(closed, later(14 * day))).toBe(true);
    expect(isOver(user, later(99 * day))).toBe(false);
  });

  test('ends every session that began up to now', () => {
    expect(acceptsSession(closeUser(user, at), session)).toBe(false);
  });

  test('can be taken back until erasing begins', () => {
    const closed = closeUser(user, at);
    const restored = restoreUser(closed, later(1));
    expect(restored).not.toHaveProperty('closesAt', expect.anything());
    expect(restored.revision).toBe(closed.revision + 1);
    expect(restoreUser(user, at)).toBe(user);
    const begun = beginErasure(closed, later(14 * day));
    expect(begun).toMatchObject({ state: 'disabled', revision: closed.revision + 1 });
    expect(beginErasure(begun, later(15 * day))).toBe(begun);
  });
});

test('a login is recent for a quarter of an hour', () => {
  requireRecentLogin(session, later(15 * 60_000));
  expect(() => requireRecentLogin(session, later(15 * 60_000 + 1000))).toThrow(
    expect.objectContaining({ code: 'recent-login-required' }),
  );
});
