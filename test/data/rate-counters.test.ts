import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import { readAccess } from '../../shared/data/access.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { type Counted, count, counterKey, uncount } from '../../shared/data/rate-counters.ts';
import { windowAt } from '../../shared/domain/rate-limit.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:30.000Z');

const counter = (most = 5): Counted => ({
  category: 'login',
  subject: `user:${freshId('usr')}`,
  limit: { most, seconds: 60 },
});

const first = windowAt(counter().limit, at);
const second = { ...first, index: first.index + 1 };

const countedIn = async (each: Counted, index: number): Promise<number> =>
  (await readAccess({ counter: counterKey(each, index) })).counted;

describe('counting', () => {
  test('says how many requests there are, up to the limit and no further', async () => {
    const each = counter(3);
    const counts: unknown[] = [];
    for (let request = 0; request < 5; request++) counts.push(await count(each, first));
    expect(counts).toEqual([1, 2, 3, undefined, undefined]);
    expect(await countedIn(each, first.index)).toBe(3);
  });

  test('lets exactly the limit pass when all come at once', async () => {
    const each = counter(7);
    const counts = await Promise.all(Array.from({ length: 40 }, () => count(each, first)));
    const passed = counts.filter((result) => result !== undefined);
    expect(passed.toSorted()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('begins anew in the next window, and leaves the one before to be read', async () => {
    const each = counter();
    await count(each, first);
    await count(each, first);
    expect(await count(each, second)).toBe(1);
    expect(await countedIn(each, second.index - 1)).toBe(2);
  });

  test('is of one subject and one category', async () => {
    const each = counter();
    await count(each, first);
    expect(await count({ ...each, category: 'default' }, first)).toBe(1);
    expect(await count({ ...each, subject: `user:${freshId('usr')}` }, first)).toBe(1);
    expect(await count(each, first)).toBe(2);
  });

  test('of a window that nobody was counted in says none', async () => {
    expect(await countedIn(counter(), first.index)).toBe(0);
  });

  test('is forgotten when the next window is over', async () => {
    const each = counter();
    await count(each, first);
    const { Item } = await dynamo.send(
      new GetCommand({ TableName: tableName(), Key: counterKey(each, first.index) }),
    );
    expect(Item).toEqual({
      ...counterKey(each, first.index),
      count: 1,
      expiresAt: new Date('2026-03-01T09:02:00.000Z').getTime() / 1000,
    });
  });
});

describe('taking a request back', () => {
  test('makes room for another one', async () => {
    const each = counter(1);
    await count(each, first);
    expect(await count(each, first)).toBeUndefined();
    await uncount(each, first);
    expect(await count(each, first)).toBe(1);
  });

  test('never counts below nothing', async () => {
    const each = counter();
    await expect(uncount(each, first)).rejects.toThrow();
    await count(each, first);
    await uncount(each, first);
    await expect(uncount(each, first)).rejects.toThrow();
    expect(await countedIn(each, first.index)).toBe(0);
  });
});
