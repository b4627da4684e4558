import { describe, expect, test } from 'vitest';
import * as results from '../../shared/data/batch-results.ts';
import { type BatchResult, concludeResult } from '../../shared/domain/batch-result.ts';
import { batchResultKey, keysOfResult } from '../../shared/files/keys.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');

const newResult = (change: Partial<BatchResult> = {}): BatchResult => ({
  accountId: freshId('acc'),
  batchId: freshId('bat'),
  kind: 'zip',
  state: 'in-progress',
  number: 1,
  fileName: 'Offers.zip',
  cover: { title: 'Offers', lines: ['March'] },
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
  revision: 1,
  ...change,
});

describe('a result', () => {
  test('is read as it was written, and only by its account', async () => {
    const result = newResult();
    expect(await results.put(undefined, result)).toBe(true);
    expect(await results.get(result.accountId, result.batchId, 'zip')).toEqual(result);
    expect(await results.find(freshId('acc'), result.batchId, 'zip')).toBeUndefined();
    await expect(results.get(result.accountId, result.batchId, 'csv')).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  test('is asked for once by two who ask at the same moment', async () => {
    const first = newResult();
    const both = await Promise.all([results.put(undefined, first), results.put(undefined, first)]);
    expect(both.toSorted()).toEqual([false, true]);
    const second = { ...first, number: 2, revision: 2 };
    const again = await Promise.all([results.put(first, second), results.put(first, second)]);
    expect(again.toSorted()).toEqual([false, true]);
  });

  test('is not concluded over a newer request', async () => {
    const first = newResult();
    await results.put(undefined, first);
    const ready = concludeResult(first, 1, { documents: 1, size: 1, sha256: 'ab' }, at);
    await results.put(first, { ...first, number: 2, revision: 2 });
    expect(ready && (await results.replace(first, ready))).toBe(false);
    expect((await results.get(first.accountId, first.batchId, 'zip')).number).toBe(2);
  });

  test('goes with its batch, of every kind', async () => {
    const zip = newResult();
    const csv = { ...zip, kind: 'csv' as const, cover: undefined };
    await results.put(undefined, zip);
    await results.put(undefined, csv);
    expect((await results.list(zip.accountId, zip.batchId)).map(({ kind }) => kind).toSorted()).toEqual([
      'csv',
      'zip',
    ]);
    await results.removeAll(zip.accountId, zip.batchId);
    expect(await results.list(zip.accountId, zip.batchId)).toEqual([]);
  });

  test('has its file, and that of the one it replaces', () => {
    const result = newResult({ number: 3, replaces: 1 });
    expect(keysOfResult(result)).toEqual(
      [3, 1].map((number) => batchResultKey(result.accountId, result.batchId, 'zip', number)),
    );
    expect(keysOfResult(newResult())).toHaveLength(1);
  });
});
