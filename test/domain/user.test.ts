import { describe, expect, test } from 'vitest';
import {
  acceptsSession,
  endAllSessions,
  endSession,
  refreshTokenLife,
  renameUser,
  requirePassword,
  type Session,
  sessionLife,
  type User,
  userIdOf,
  welcome,
} from '../../shared/domain/user.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T10:00:00.500Z');
const second = at.getTime() / 1000;

const { user, account } = welcome({
  userId: 'usr_1',
  accountId: 'acc_1',
  email: 'someone@mytypist.local',
  name: 'Test Person',
  role: 'user',
  startedAt: second - 1,
  at,
});

/** A session that begins so many seconds after `at`. */
const session = (sessionId: string, after = 0): Session => ({ sessionId, startedAt: second + after });

/** The user with so many sessions ended, one begun each second from `at` on. */
const busyUser = (sessions: number): User => ({
  ...user,
  endedSessions: Object.fromEntries(
    Array.from({ length: sessions }, (_, index) => [`session-${index}`, second + index + sessionLife]),
  ),
});

test('an id is made from the subject of the user pool, always the same', () => {
  const subject = '0B9A3F2E-1C4D-4E5F-8A6B-7C8D9E0F1A2B';
  expect(userIdOf(subject)).toBe('usr_0b9a3f2e1c4d4e5f8a6b7c8d9e0f1a2b');
  expect(userIdOf(subject.toLowerCase())).toBe(userIdOf(subject));
});

test('somebody whom a provider lets in has no password, and is told where to look', () => {
  expect(() => requirePassword({ provider: 'google' })).toThrow(
    expect.objectContaining({ code: 'no-password', message: expect.stringContaining('Google') }),
  );
  expect(requirePassword(user)).toBeUndefined();
});

test('somebody new gets a user and a personal account of their own', () => {
  expect(user).toEqual({
    userId: 'usr_1',
    accountId: 'acc_1',
    email: 'someone@mytypist.local',
    name: 'Test Person',
    role: 'user',
    state: 'active',
    tokensValidFrom: second - 1,
    endedSessions: {},
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: 1,
  });
  expect(account).toEqual({
    accountId: 'acc_1',
    name: 'Test Person',
    kind: 'personal',
    ownerId: 'usr_1',
    plan: 'free',
    createdAt: at.toISOString(),
    revision: 1,
  });
});

test('a new name grows the revision and touches nothing else', () => {
  expect(renameUser(user, 'Another Name', later)).toEqual({
    ...user,
    name: 'Another Name',
    updatedAt: later.toISOString(),
    revision: 2,
  });
  expect(user.name).toBe('Test Person');
});

describe('a token', () => {
  const token = { sessionId: 'here', startedAt: second };

  test('is accepted while its session lasts', () => {
    expect(acceptsSession(user, token)).toBe(true);
    expect(acceptsSession(endSession(user, session('elsewhere'), at), token)).toBe(true);
  });

  test('is refused once its session has ended, whenever it was issued', () => {
    const ended = endSession(user, session('here'), at);
    for (const startedAt of [0, second - 60, second, second + refreshTokenLife]) {
      expect(acceptsSession(ended, { ...token, startedAt })).toBe(false);
    }
  });

  test('is refused when it was issued before tokens became valid, and accepted from that second on', () => {
    const reset = { ...user, tokensValidFrom: second };
    expect(acceptsSession(reset, { ...token, startedAt: second - 1 })).toBe(false);
    expect(acceptsSession(reset, token)).toBe(true);
  });

  test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])(
    'of a session called %s is accepted until that session ends',
    (sessionId) => {
      expect(acceptsSession(user, { ...token, sessionId })).toBe(true);
      expect(acceptsSession(endSession(user, { ...token, sessionId }, at), { ...token, sessionId })).toBe(
        false,
      );
    },
  );
});

describe('ending all sessions', () => {
  const during = new Date(second * 1000 + 400);

  test('refuses those that have begun up to the end of this second, and accepts later ones', () => {
    const ended = endAllSessions(user, during);
    for (const startedAt of [0, second - 1, second])
      expect(acceptsSession(ended, { sessionId: 'any', startedAt })).toBe(false);
    expect(acceptsSession(ended, { sessionId: 'any', startedAt: second + 1 })).toBe(true);
    expect(ended).toMatchObject({ revision: user.revision + 1, updatedAt: during.toISOString() });
  });

  test('spares the one session that is named, until that ends as well', () => {
    const ended = endAllSessions(user, during, { sessionId: 'here', startedAt: second });
    const token = { sessionId: 'here', startedAt: second };
    expect(acceptsSession(ended, token)).toBe(true);
    expect(acceptsSession(ended, { ...token, sessionId: 'there' })).toBe(false);
    expect(acceptsSession(endSession(ended, token, during), token)).toBe(false);
    expect(acceptsSession(endAllSessions(ended, during), token)).toBe(false);
  });
});

describe('a session that is to be kept while all others end', () => {
  const during = new Date(second * 1000 + 400);
  const here = { sessionId: 'here', startedAt: second };

  test('is not kept when somebody has ended it, or all sessions, meanwhile', () => {
    for (const meanwhile of [endSession(user, here, during), endAllSessions(user, during)]) {
      const ended = endAllSessions(meanwhile, during, here);
      expect(ended.keptSession).toBeUndefined();
      expect(acceptsSession(ended, here)).toBe(false);
    }
  });

  test('never brings back sessions that had ended before: the bound only grows', () => {
    const bound = endAllSessions(user, new Date((second + 60) * 1000)).tokensValidFrom;
    expect(endAllSessions({ ...user, tokensValidFrom: bound }, during, here).tokensValidFrom).toBe(bound);
  });
});

describe('ending a session', () => {
  test('is remembered until the last token of it must have expired', () => {
    expect(refreshTokenLife).toBe(2_592_000);
    expect(sessionLife - refreshTokenLife).toBe(7200);
    const ended = endSession(user, session('here'), later);
    expect(ended).toEqual({
      ...user,
      endedSessions: { here: second + sessionLife },
      updatedAt: later.toISOString(),
      revision: 2,
    });
    expect(user.endedSessions).toEqual({});
  });

  test('keeps earlier ones until the second in which their tokens have all expired', () => {
    const first = endSession(user, session('first'), at);
    const next = session('next', sessionLife);
    const justBefore = new Date((second + sessionLife - 1) * 1000);
    const onTime = new Date((second + sessionLife) * 1000);
    expect(Object.keys(endSession(first, next, justBefore).endedSessions)).toContain('first');
    expect(Object.keys(endSession(first, next, onTime).endedSessions)).toEqual(['next']);
  });

  test('a second time changes nothing but the revision', () => {
    const once = endSession(user, session('here'), at);
    expect(endSession(once, session('here'), later).endedSessions).toEqual(once.endedSessions);
  });

  test('remembers 200 at most, those that began last', () => {
    const now = new Date((second + 500) * 1000);
    const full = endSession(busyUser(199), session('last', 400), now);
    expect(Object.keys(full.endedSessions)).toHaveLength(200);
    expect(full.tokensValidFrom).toBe(user.tokensValidFrom);

    const over = endSession(busyUser(250), session('last', 400), now);
    expect(Object.keys(over.endedSessions)).toHaveLength(200);
    const remembers = (sessionId: string): boolean => Object.hasOwn(over.endedSessions, sessionId);
    expect(['last', 'session-249', 'session-51'].map(remembers)).toEqual([true, true, true]);
    expect(['session-50', 'session-0'].map(remembers)).toEqual([false, false]);
  });

  test('never comes back to life because later ones are remembered in its place', () => {
    const now = new Date((second + 500) * 1000);
    const over = endSession(busyUser(250), session('last', 400), now);
    for (let index = 0; index < 250; index++)
      expect(acceptsSession(over, session(`session-${index}`, index)), `session ${index}`).toBe(false);
    expect(acceptsSession(over, session('that began before those that are remembered', 50))).toBe(false);
    expect(acceptsSession(over, session('that began after those that are forgotten', 51))).toBe(true);
  });

  test('is for good, also when it is the one that a change of password spared', () => {
    const spared = endAllSessions(user, at, session('here'));
    const crowded = { ...spared, endedSessions: busyUser(200).endedSessions };
    const ended = endSession(crowded, session('here', -5), at);
    expect(ended.endedSessions).not.toHaveProperty('here');
    expect(acceptsSession(ended, session('here', -5))).toBe(false);
  });
});
