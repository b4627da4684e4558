import { describe, expect, test } from 'vitest';
import * as sessions from '../../shared/data/sessions.ts';
import { beginLoginSession, type LoginSession, noteUse } from '../../shared/domain/login-session.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:20:00.000Z');
const second = at.getTime() / 1000;
const client = { address: '203.0.113.9', userAgent: 'curl/8.5.0' };

const begun = (userId = freshId('usr'), after = 0, name = `${after}`): LoginSession => {
  const session = { sessionId: name, startedAt: second + after };
  const sessionId = sessions.publicIdOf(session);
  return beginLoginSession({ userId, sessionId, session, refreshHash: 'a'.repeat(64), client, at });
};

const insert = (session: LoginSession) =>
  sessions.begin(session, { userId: session.userId, accountId: freshId('acc') });

async function stored(...input: Parameters<typeof begun>): Promise<LoginSession> {
  const session = begun(...input);
  expect(await insert(session)).toBe(true);
  return session;
}

const read = ({ userId, sessionId }: LoginSession) => sessions.find(userId, sessionId);

describe('what a user knows a session by', () => {
  const session = { sessionId: '0b9a3f2e-1c4d-4e5f-8a6b-7c8d9e0f1a2b', startedAt: second };

  test('follows from the session and gives nothing of the pool away', () => {
    const id = sessions.publicIdOf(session);
    expect(id).toMatch(/^ses_[0-9a-f]{32}$/);
    expect(sessions.publicIdOf({ ...session })).toBe(id);
    expect(id).not.toContain('0b9a3f2e');
    expect(sessions.publicIdOf({ ...session, sessionId: 'another' })).not.toBe(id);
  });

  test('sorts by age', () => {
    const ids = [0, 1, 59, 86_400, 2 ** 31].map((after) =>
      sessions.publicIdOf({ ...session, startedAt: second + after }),
    );
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe('a session', () => {
  test('is stored as it is, and once', async () => {
    const session = await stored();
    expect(await read(session)).toEqual(session);
    expect(await insert({ ...session, address: '198.51.100.1' })).toBe(false);
    expect(await read(session)).toEqual(session);
  });

  test('is found by its own user only', async () => {
    const { sessionId } = await stored();
    expect(await sessions.find(freshId('usr'), sessionId)).toBeUndefined();
  });

  test('has one winner among fifty uses at once', async () => {
    const session = await stored();
    const uses = Array.from({ length: 50 }, (_, number) =>
      noteUse(session, 'b'.repeat(64), { ...client, address: `198.51.100.${number}` }, later),
    );
    const won = await Promise.all(uses.map((next) => sessions.replace(session, next)));
    const winners = uses.filter((_, index) => won[index]);
    expect(winners).toHaveLength(1);
    expect(await read(session)).toEqual(winners[0]);
  });

  test('does not come back by a use of it when it was removed meanwhile', async () => {
    const session = await stored();
    await sessions.removeAll([session]);
    expect(await sessions.replace(session, noteUse(session, 'b'.repeat(64), client, later))).toBe(false);
    expect(await read(session)).toBeUndefined();
    await expect(sessions.removeAll([session])).resolves.toBeUndefined();
  });
});

describe('the list', () => {
  test('shows those of one user, the latest login first, in pages that are good for it only', async () => {
    const userId = freshId('usr');
    const all = [];
    for (const after of [0, 10, 20, 30, 40]) all.push(await stored(userId, after));
    await stored();
    const first = await sessions.list(userId, { limit: 3 });
    const second = await sessions.list(userId, { limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...second.items]).toEqual(all.toReversed());
    expect(second.nextCursor).toBeUndefined();
    const stranger = sessions.list(freshId('usr'), { limit: 3, cursor: first.nextCursor });
    await expect(stranger).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('of the latest ends at a hundred', async () => {
    const userId = freshId('usr');
    await Promise.all(Array.from({ length: 105 }, (_, after) => stored(userId, after)));
    const latest = await sessions.latest(userId);
    expect(latest).toHaveLength(100);
    expect([latest[0]?.startedAt, latest[99]?.startedAt]).toEqual([second + 104, second + 5]);
  });
});
