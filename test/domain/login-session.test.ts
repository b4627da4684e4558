import { describe, expect, test } from 'vitest';
import { beginLoginSession, isOpen, noteUse } from '../../shared/domain/login-session.ts';
import { endAllSessions, endSession, sessionLife, welcome } from '../../shared/domain/user.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const second = at.getTime() / 1000;

const { user } = welcome({
  userId: 'usr_1',
  accountId: 'acc_1',
  email: 'someone@mytypist.local',
  name: 'Test Person',
  role: 'user',
  startedAt: second,
  at,
});

const begun = beginLoginSession({
  userId: 'usr_1',
  sessionId: 'ses_1',
  session: { sessionId: 'pool-1', startedAt: second },
  refreshHash: 'first',
  client: { address: '203.0.113.9', userAgent: 'curl/8.5.0' },
  at,
});

test('a session begins with its first use', () => {
  expect(begun).toEqual({
    userId: 'usr_1',
    sessionId: 'ses_1',
    poolSessionId: 'pool-1',
    startedAt: second,
    address: '203.0.113.9',
    userAgent: 'curl/8.5.0',
    refreshHash: 'first',
    lastUsedAt: at.toISOString(),
    expiresAt: second + sessionLife,
    revision: 1,
  });
});

test('a use says when, from where and by what, and which token is the newest, and does not prolong it', () => {
  const later = new Date('2026-03-01T10:00:00.000Z');
  const client = { address: '198.51.100.1', userAgent: 'curl/9' };
  expect(noteUse(begun, 'second', client, later)).toEqual({
    ...begun,
    ...client,
    refreshHash: 'second',
    lastUsedAt: later.toISOString(),
    revision: 2,
  });
});

describe('a session', () => {
  const session = { sessionId: 'pool-1', startedAt: second };

  test('is open until its last token has expired', () => {
    expect(isOpen(begun, user, at)).toBe(true);
    expect(isOpen(begun, user, new Date((second + sessionLife) * 1000 - 1))).toBe(true);
    expect(isOpen(begun, user, new Date((second + sessionLife) * 1000))).toBe(false);
  });

  test('is open no more once it was ended, alone or with all others', () => {
    expect(isOpen(begun, endSession(user, session, at), at)).toBe(false);
    expect(isOpen(begun, endAllSessions(user, at), at)).toBe(false);
    expect(isOpen(begun, endAllSessions(user, at, session), at)).toBe(true);
  });
});
