import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import * as apiKeys from '../../shared/data/api-keys.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { lastUses, note } from '../../shared/data/key-uses.ts';
import { keyUsePrefix } from '../../shared/data/table.ts';
import { type ApiKey, mostKeys, renameApiKey } from '../../shared/domain/api-key.ts';
import { freshId, numberedId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');

const newKey = (change: Partial<ApiKey> = {}): ApiKey => ({
  accountId: freshId('acc'),
  keyId: freshId('key'),
  createdBy: freshId('usr'),
  name: 'Nightly run',
  scopes: ['templates:read'],
  secretHash: 'ab'.repeat(32),
  expiresAt: '2027-03-01T09:00:00.000Z',
  createdAt: at.toISOString(),
  revision: 1,
  ...change,
});

async function stored(change: Partial<ApiKey> = {}): Promise<ApiKey> {
  const key = newKey(change);
  await apiKeys.insert(key);
  return key;
}

const raw = async (pk: string, sk: string) =>
  (await dynamo.send(new GetCommand({ TableName: tableName(), Key: { pk, sk }, ConsistentRead: true }))).Item;

const counted = async (accountId: string) => (await raw(`account#${accountId}`, 'counts'))?.keys;

describe('a key', () => {
  test('is stored as it is, counted, and loses to one that exists', async () => {
    const key = await stored();
    expect(await apiKeys.get(key.accountId, key.keyId)).toEqual(key);
    await expect(apiKeys.insert({ ...key, name: 'Other' })).rejects.toMatchObject({ code: 'conflict' });
    expect(await apiKeys.get(key.accountId, key.keyId)).toEqual(key);
    expect(await counted(key.accountId)).toBe(1);
  });

  test('is unknown to other accounts', async () => {
    const { keyId } = await stored();
    await expect(apiKeys.get(freshId('acc'), keyId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('changes on the state that was read, and on no other', async () => {
    const key = await stored();
    const renamed = renameApiKey(key, 'First');
    await apiKeys.replace(key, renamed);
    await expect(apiKeys.replace(key, renameApiKey(key, 'Second'))).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(await apiKeys.get(key.accountId, key.keyId)).toEqual(renamed);
  });

  test('is removed with its count and its last use, once', async () => {
    const key = await stored();
    await note(key, undefined, at);
    const removals = await Promise.allSettled([apiKeys.remove(key), apiKeys.remove(key)]);
    expect(removals.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await counted(key.accountId)).toBe(0);
    expect(await lastUses([key.keyId])).toEqual(new Map());
  });

  test('is not removed in a state that nobody has read', async () => {
    const key = await stored();
    const renamed = renameApiKey(key, 'Renamed');
    await apiKeys.replace(key, renamed);
    await expect(apiKeys.remove(key)).rejects.toMatchObject({ code: 'conflict' });
    expect(await apiKeys.get(key.accountId, key.keyId)).toEqual(renamed);
    expect(await counted(key.accountId)).toBe(1);
  });
});

test('an account has so many keys and no more', async () => {
  const accountId = freshId('acc');
  for (let made = 0; made < mostKeys; made += 10)
    await Promise.all(Array.from({ length: 10 }, () => stored({ accountId })));
  await expect(apiKeys.insert(newKey({ accountId }))).rejects.toMatchObject({ code: 'limit-reached' });
  expect(await counted(accountId)).toBe(mostKeys);
  const [one] = (await apiKeys.list(accountId, { limit: 1 })).items;
  if (one) await apiKeys.remove(one);
  await apiKeys.insert(newKey({ accountId }));
  expect(await counted(accountId)).toBe(mostKeys);
});

test('keys are listed newest first, page by page, and only those of the account', async () => {
  const accountId = freshId('acc');
  const ids = [1, 2, 3, 4, 5].map((number) => numberedId('key', number));
  for (const keyId of ids.toSorted()) await stored({ accountId, keyId });
  await stored();
  const first = await apiKeys.list(accountId, { limit: 3 });
  const second = await apiKeys.list(accountId, { limit: 3, cursor: first.nextCursor });
  expect([...first.items, ...second.items].map(({ keyId }) => keyId)).toEqual(ids.toReversed());
  expect(second.nextCursor).toBeUndefined();
  const foreign = apiKeys.list(freshId('acc'), { limit: 3, cursor: first.nextCursor });
  await expect(foreign).rejects.toMatchObject({ code: 'invalid-request' });
});

describe('the last use of a key', () => {
  const later = new Date(at.getTime() + 3_600_000);

  test('is noted apart from the key, which stays as it is', async () => {
    const key = await stored();
    expect(await note(key, undefined, at)).toBe(true);
    expect(await lastUses([key.keyId, freshId('key')])).toEqual(new Map([[key.keyId, at.toISOString()]]));
    expect(await apiKeys.get(key.accountId, key.keyId)).toEqual(key);
    expect(await raw(`${keyUsePrefix}${key.keyId}`, 'use')).toMatchObject({
      expiresAt: Date.parse(key.expiresAt) / 1000,
    });
  });

  test('is noted by one of many that read the same', async () => {
    const key = await stored();
    const first = await Promise.all(Array.from({ length: 20 }, () => note(key, undefined, at)));
    expect(first.filter(Boolean)).toHaveLength(1);
    const second = await Promise.all(Array.from({ length: 20 }, () => note(key, at.toISOString(), later)));
    expect(second.filter(Boolean)).toHaveLength(1);
    expect(await lastUses([key.keyId])).toEqual(new Map([[key.keyId, later.toISOString()]]));
  });
});
