import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { reachable } from '../../shared/data/health.ts';
import * as users from '../../shared/data/users.ts';
import { renameUser, type User, welcome } from '../../shared/domain/user.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const seconds = at.getTime() / 1000;

const newUser = (accountId = freshId('acc')) =>
  welcome({ userId: freshId('usr'), accountId, email: 'ada@mytypist.local', name: 'Ada Obi', at });

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
  test('is remembered for as long as its tokens live', async () => {
    const user = await stored();
    await users.endUserSession(user.userId, 'first', seconds + 900, at);
    await users.endUserSession(user.userId, 'second', seconds + 1800, new Date(at.getTime() + 901_000));
    expect((await users.get(user.userId)).endedSessions).toEqual({ second: seconds + 1800 });
  });

  test('is not lost to other sessions that end at the same moment', async () => {
    const user = await stored();
    const names = ['a', 'b', 'c', 'd'];
    await Promise.all(names.map((name) => users.endUserSession(user.userId, name, seconds + 900, at)));
    expect(Object.keys((await users.get(user.userId)).endedSessions).toSorted()).toEqual(names);
  });

  test('of somebody unknown is refused', async () => {
    const ended = users.endUserSession(freshId('usr'), 'first', seconds, at);
    await expect(ended).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});

test('the table can be reached', async () => {
  await expect(reachable()).resolves.toBeUndefined();
});
