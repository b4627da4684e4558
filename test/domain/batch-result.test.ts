import { describe, expect, test } from 'vitest';
import { announceBatch, type Batch } from '../../shared/domain/batch.ts';
import {
  type BatchResult,
  concludeResult,
  exportGivenUp,
  failResult,
  isAwaited,
  keepsFile,
  linkedFormat,
  orderResult,
} from '../../shared/domain/batch-result.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:05:00.000Z');
const counts = { ready: 2, failed: 0, skipped: 1, cancelled: 0 };
const made = { documents: 2, size: 1000, sha256: 'ab' };

const batch = (change: Partial<Batch> = {}): Batch => ({
  ...announceBatch({
    accountId: 'acc_1',
    batchId: 'bat_1',
    templateId: 'tpl_1',
    version: 1,
    name: 'Offers: March/April',
    formats: ['docx', 'pdf'],
    createdBy: 'usr_1',
    at,
    uploadExpiresAt: later,
  }),
  state: 'finished',
  ...change,
});

const ordered = (earlier?: BatchResult): BatchResult =>
  orderResult(batch(), counts, { kind: 'zip' }, earlier, at);

const ready = (result: BatchResult): BatchResult => {
  const concluded = concludeResult(result, result.number, made, later);
  if (!concluded) throw new Error('it was not awaited');
  return concluded;
};

describe('an order', () => {
  test('is the first, and names its file so that every system takes it', () => {
    expect(ordered()).toMatchObject({
      state: 'in-progress',
      number: 1,
      revision: 1,
      fileName: 'Offers March April.zip',
      createdAt: at.toISOString(),
    });
  });

  test('counts on from the one before, whose file it replaces once that is there', () => {
    expect(ordered(ordered())).toMatchObject({ number: 2, revision: 2, replaces: undefined });
    const second = ordered(ready(ordered()));
    expect(second).toMatchObject({ number: 2, replaces: 1, state: 'in-progress' });
    expect(second).not.toHaveProperty('size');
    // The second never became ready, so the file of the first still lies there.
    expect(ordered(second)).toMatchObject({ number: 3, replaces: 1 });
  });

  test('is refused while no row is ready', () => {
    const none = { ...counts, ready: 0 };
    for (const kind of ['zip', 'pdf'] as const)
      expect(() => orderResult(batch(), none, { kind }, undefined, at)).toThrow(
        expect.objectContaining({ code: 'batch-not-ready' }),
      );
  });

  test('as a list is there for rows that failed, and refused only while no row has ended', () => {
    const failed = { ready: 0, failed: 3, skipped: 0, cancelled: 0 };
    expect(orderResult(batch(), failed, { kind: 'csv' }, undefined, at)).toMatchObject({ kind: 'csv' });
    expect(() => orderResult(batch(), { ...failed, failed: 0 }, { kind: 'csv' }, undefined, at)).toThrow(
      expect.objectContaining({ code: 'batch-not-ready' }),
    );
  });

  test.each([
    ['a merged PDF of a batch without PDFs', batch({ formats: ['docx'] }), { kind: 'pdf' as const }],
    ['a merged PDF of locked ones', batch({ passwordColumn: 'Secret' }), { kind: 'pdf' as const }],
    ['a cover of an archive', batch(), { kind: 'zip' as const, cover: { title: 'Cover', lines: [] } }],
  ])('is refused for %s', (_, of, order) => {
    expect(() => orderResult(of, counts, order, undefined, at)).toThrow(
      expect.objectContaining({ code: 'invalid-request' }),
    );
  });

  test('takes a cover for a merged PDF', () => {
    const cover = { title: 'Offers', lines: ['March'] };
    expect(orderResult(batch(), counts, { kind: 'pdf', cover }, undefined, at).cover).toEqual(cover);
  });
});

describe('the end of an export', () => {
  test('is ready, and no file is left to replace', () => {
    const second = ordered(ready(ordered()));
    expect(concludeResult(second, 2, made, later)).toMatchObject({
      ...made,
      state: 'ready',
      replaces: undefined,
      updatedAt: later.toISOString(),
      revision: second.revision + 1,
    });
  });

  test('is failed, with the reason', () => {
    expect(failResult(ordered(), 1, exportGivenUp, later)).toMatchObject({
      state: 'failed',
      failure: exportGivenUp,
    });
  });

  test('changes nothing once a newer request came, or it has ended', () => {
    const second = ordered(ordered());
    for (const result of [second, ready(ordered())]) {
      expect(concludeResult(result, 1, made, later)).toBeUndefined();
      expect(failResult(result, 1, exportGivenUp, later)).toBeUndefined();
      expect(isAwaited(result, 1)).toBe(false);
    }
    expect(isAwaited(undefined, 1)).toBe(false);
    expect(isAwaited(second, 2)).toBe(true);
  });

  test('leaves a file that is spoken of, and no other', () => {
    const first = ready(ordered());
    expect(keepsFile(first, 1)).toBe(true);
    const second = ordered(first);
    expect([1, 2].map((number) => keepsFile(second, number))).toEqual([true, false]);
    expect([1, 2].map((number) => keepsFile(ready(second), number))).toEqual([false, true]);
  });
});

test('a link leads to the first format that was asked for', () => {
  expect(linkedFormat({ formats: ['pdf', 'docx'] })).toBe('pdf');
  expect(linkedFormat({ formats: [] })).toBe('docx');
});
