import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { reachable } from '../../shared/data/health.ts';
import * as sessions from '../../shared/data/sessions.ts';
import * as users from '../../shared/data/users.ts';
import { beginLoginSession, type LoginSession } from '../../shared/domain/login-session.ts';
import { renameUser, type Session, sessionLife, type User, welcome } from '../../shared/domain/user.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const seconds = at.getTime() / 1000;

const newUser = (accountId = freshId('acc'), email = `${freshId('usr')}@mytypist.local`) =>
  welcome({
    userId: freshId('usr'),
    accountId,
    email,
    name: 'Ada Obi',
    role: 'user',
    startedAt: seconds,
    at,
  });

/** A session of a user, noted as its login does. */
async function noted(user: User, session: Session): Promise<LoginSession> {
  const { userId } = user;
  const client = { address: '203.0.113.9', userAgent: 'curl/8.5.0' };
  const sessionId = sessions.publicIdOf(session);
  const begun = beginLoginSession({ userId, sessionId, session, refreshHash: 'a'.repeat(64), client, at });
  expect(await sessions.begin(begun, user)).toBe(true);
  return begun;
}

async function stored(): Promise<User> {
  const { user, account } = newUser();
  expect(await users.insert(user, account)).toBe(true);
  return user;
}

/** The account as it lies in the table: no function reads it yet. */
async function storedAccount(accountId: string): Promise<unknown> {
  const Key = { pk: `account#${accountId}`, sk: 'profile' };
  const { Item } = await dynamo.send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }));
  return Item;
}

describe('a new user', () => {
  test('is stored together with the personal account', async () => {
    const { user, account } = newUser();
    expect(await users.insert(user, account)).toBe(true);
    expect(await users.find(user.userId)).toEqual(user);
    expect(await storedAccount(account.accountId)).toMatchObject({ ...account, entity: 'account' });
  });

  test('loses to the user that exists, and makes no second account', async () => {
    const user = await stored();
    const again = newUser();
    expect(await users.insert({ ...user, name: 'Other' }, again.account)).toBe(false);
    expect(await users.find(user.userId)).toEqual(user);
    expect(await storedAccount(again.account.accountId)).toBeUndefined();
  });

  test('is not stored when the account exists', async () => {
    const user = await stored();
    const { user: other, account } = newUser(user.accountId);
    expect(await users.insert(other, account)).toBe(false);
    expect(await users.find(other.userId)).toBeUndefined();
  });

  test('is stored once, however many first log-ins arrive at the same moment', async () => {
    const { user } = newUser();
    const attempts = Array.from({ length: 10 }, () => {
      const accountId = freshId('acc');
      return { user: { ...user, accountId }, account: newUser(accountId).account };
    });
    const won = await Promise.all(attempts.map((attempt) => users.insert(attempt.user, attempt.account)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await users.find(user.userId)).toEqual(attempts[won.indexOf(true)]?.user);
  });
});

describe('an e-mail address', () => {
  test('leads to its user, in whatever case it is written', async () => {
    const user = await stored();
    expect(await users.findByAddress(user.email)).toEqual(user);
    expect(await users.findByAddress(user.email.toUpperCase())).toEqual(user);
    expect(await users.findByAddress(`other-${user.email}`)).toBeUndefined();
  });

  test('belongs to one user: a second one is not stored, nor an account', async () => {
    const first = await stored();
    const { user, account } = newUser(freshId('acc'), first.email);
    expect(await users.insert(user, account)).toBe(false);
    expect(await users.find(user.userId)).toBeUndefined();
    expect(await storedAccount(account.accountId)).toBeUndefined();
    expect(await users.findByAddress(first.email)).toEqual(first);
  });

  test('has one winner among ten people at once', async () => {
    const email = `${freshId('usr')}@mytypist.local`;
    const people = Array.from({ length: 10 }, () => newUser(freshId('acc'), email));
    const won = await Promise.all(people.map(({ user, account }) => users.insert(user, account)));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await users.findByAddress(email)).toEqual(people[won.indexOf(true)]?.user);
  });
});

test('somebody unknown is not logged in', async () => {
  const unknown = freshId('usr');
  expect(await users.find(unknown)).toBeUndefined();
  await expect(users.get(unknown)).rejects.toMatchObject({ code: 'unauthenticated' });
});

describe('changing a user', () => {
  test('takes the new state', async () => {
    const user = await stored();
    const renamed = renameUser(user, 'Ada Eze', at);
    await users.replace(user, renamed);
    expect(await users.get(user.userId)).toEqual(renamed);
  });

  test('on a state that somebody else has replaced is a conflict', async () => {
    const user = await stored();
    await users.replace(user, renameUser(user, 'First', at));
    const second = users.replace(user, renameUser(user, 'Second', at));
    await expect(second).rejects.toMatchObject({ code: 'conflict' });
    expect((await users.get(user.userId)).name).toBe('First');
  });

  test('has one winner among fifty at once', async () => {
    const user = await stored();
    const attempts = Array.from({ length: 50 }, (_, number) => renameUser(user, `Winner ${number}`, at));
    const settled = await Promise.allSettled(attempts.map((next) => users.replace(user, next)));
    const winners = attempts.filter((_, index) => settled[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(await users.get(user.userId)).toEqual(winners[0]);
  });
});

describe('ending a session', () => {
  const session = (sessionId: string, after = 0): Session => ({ sessionId, startedAt: seconds + after });

  test('is remembered for as long as a token of it could live', async () => {
    const user = await stored();
    await users.endUserSession(user.userId, session('first'), at);
    await users.endUserSession(user.userId, session('second', 1800), new Date(at.getTime() + 1_800_000));
    expect((await users.get(user.userId)).endedSessions).toEqual({
      first: seconds + sessionLife,
      second: seconds + 1800 + sessionLife,
    });
  });

  test('lets go of sessions whose tokens have all expired', async () => {
    const user = await stored();
    await users.endUserSession(user.userId, session('first'), at);
    const muchLater = new Date(at.getTime() + sessionLife * 1000);
    await users.endUserSession(user.userId, session('second', sessionLife), muchLater);
    expect((await users.get(user.userId)).endedSessions).toEqual({ second: seconds + 2 * sessionLife });
  });

  test('keeps the record of somebody who logs out all day small', async () => {
    const user = await stored();
    const endedSessions = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`session-${index}`, seconds + sessionLife - 1000 + index]),
    );
    const busy = { ...user, endedSessions, revision: user.revision + 1 };
    await users.replace(user, busy);
    await users.endUserSession(user.userId, session('last'), at);
    const { endedSessions: remembered } = await users.get(user.userId);
    expect(Object.keys(remembered)).toHaveLength(200);
    expect(remembered).toHaveProperty('last');
    expect(remembered).not.toHaveProperty('session-0');
  });

  test('is not lost to other sessions that end at the same moment', async () => {
    const user = await stored();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => users.endUserSession(user.userId, session(name), at)));
    expect(Object.keys((await users.get(user.userId)).endedSessions).toSorted()).toEqual(names);
  });

  test('takes along what is noted of it, and of no other', async () => {
    const user = await stored();
    const [here, there] = await Promise.all([noted(user, session('here')), noted(user, session('there'))]);
    await users.endUserSession(user.userId, session('here'), at);
    expect(await sessions.find(user.userId, here.sessionId)).toBeUndefined();
    expect(await sessions.find(user.userId, there.sessionId)).toEqual(there);
  });

  test('of somebody unknown is refused', async () => {
    const ended = users.endUserSession(freshId('usr'), session('first'), at);
    await expect(ended).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

test('the table can be reached', async () => {
  await expect(reachable()).resolves.toBeUndefined();
});
