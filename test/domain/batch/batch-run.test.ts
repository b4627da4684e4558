import { describe, expect, test } from 'vitest';
import type { Batch } from '../../../shared/domain/batch.ts';
import {
  beginChunk,
  type Chunk,
  chargeOf,
  concludeChunk,
  planChunks,
  type RowState,
} from '../../../shared/domain/batch-chunk.ts';
import {
  cancelRun,
  concludeRun,
  failedRowsOf,
  pauseRun,
  progressOf,
  requote,
  rerunFailed,
  resumeRun,
  startRun,
} from '../../../shared/domain/batch-run.ts';
import { checked, checking, later, start } from './fixtures.ts';

const total = 10 * 5000;
const plan = { chunks: 2, lanes: 2 };
const month = '2026-11';
const refused = (code: string) => expect.objectContaining({ code });

const running = (): Batch =>
  startRun(checked(), { skipBadRows: false, totalKobo: total }, plan, month, later);

const chunks = (): Chunk[] =>
  planChunks({ accountId: 'acc_1', batchId: 'bat_1', plan: 1, rows: 10, unitMs: 400, at: start });

/** A chunk that has ended with rows in these states. */
function ended(chunk: Chunk, states: readonly RowState[]): Chunk {
  const begun = beginChunk(chunk, later);
  if (!begun) throw new Error('the chunk is done');
  const rows = states.map((state, index) => ({ row: index + 2, name: `Row ${index}`, state }));
  const done = concludeChunk(begun, rows, later);
  return { ...done, chargedKobo: chargeOf(begun, done, { unitKobo: 5000, left: 0 }).kobo };
}

describe('starting a batch', () => {
  test('needs a dry run', () => {
    const order = { skipBadRows: false, totalKobo: total };
    expect(() => startRun(checking(), order, plan, month, later)).toThrow(refused('batch-not-ready'));
  });

  test.each([total - 1, total + 1, 0])('refuses the price %i when it is another', (totalKobo) => {
    expect(() => startRun(checked(), { skipBadRows: true, totalKobo }, plan, month, later)).toThrow(
      refused('price-changed'),
    );
  });

  test('refuses bad rows that nobody agreed to leave out', () => {
    const batch = checked({ good: 10, bad: 1 });
    expect(() => startRun(batch, { skipBadRows: false, totalKobo: total }, plan, month, later)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('1 of 11 rows') }),
    );
    expect(startRun(batch, { skipBadRows: true, totalKobo: total }, plan, month, later).state).toBe(
      'running',
    );
  });

  test('refuses a table without a good row', () => {
    const batch = checked({ good: 0, bad: 3 });
    expect(() => startRun(batch, { skipBadRows: true, totalKobo: 0 }, plan, month, later)).toThrow(
      refused('batch-not-ready'),
    );
  });

  test('happens once', () => {
    const order = { skipBadRows: false, totalKobo: total };
    expect(() => startRun(running(), order, plan, month, later)).toThrow(refused('batch-not-ready'));
  });
});

test('a price that has changed meanwhile is shown before it is taken', () => {
  const batch = checked();
  const shown = batch.dryRun?.quote;
  if (!shown) throw new Error('there is no dry run');
  expect(requote(batch, { ...shown }, later)).toBe(batch);
  const dearer = { ...shown, unitKobo: 6000, totalKobo: 60_000 };
  const next = requote(batch, dearer, later);
  expect(next.dryRun?.quote).toEqual(dearer);
  const order = { skipBadRows: false, totalKobo: total };
  expect(() => startRun(next, order, plan, month, later)).toThrow(refused('price-changed'));
  expect(startRun(next, { ...order, totalKobo: 60_000 }, plan, month, later).run).toMatchObject({
    held: { kobo: 60_000, included: 0, month },
  });
});

describe('a running batch', () => {
  test('can be paused, resumed and cancelled', () => {
    const paused = pauseRun(running(), later);
    expect(paused.state).toBe('paused');
    expect(resumeRun(paused, later).state).toBe('running');
    expect(cancelRun(paused, later).state).toBe('cancelled');
    expect(cancelRun(running(), later).state).toBe('cancelled');
  });

  test('cannot be resumed, and one that waits cannot be paused', () => {
    expect(() => resumeRun(running(), later)).toThrow(refused('batch-not-ready'));
    expect(() => pauseRun(checked(), later)).toThrow(refused('batch-not-ready'));
    expect(() => cancelRun(checked(), later)).toThrow(refused('batch-not-ready'));
  });

  test('ends when all its chunks are done, and not before', () => {
    const [first, second] = chunks();
    if (!first || !second) throw new Error('two chunks were planned');
    const one = ended(first, ['ready', 'ready', 'failed', 'ready', 'skipped']);
    expect(concludeRun(running(), [one, second], later)).toBeUndefined();
    expect(concludeRun(running(), [one], later)).toBeUndefined();
    const other = ended(second, ['ready', 'ready', 'ready', 'ready', 'ready']);
    expect(concludeRun(running(), [one, other], later)).toMatchObject({
      state: 'finished',
      run: {
        counts: { ready: 8, failed: 1, skipped: 1, cancelled: 0 },
        chargedKobo: 8 * 5000,
        finishedAt: later.toISOString(),
      },
    });
  });

  test('that was cancelled ends as cancelled, once', () => {
    const all = chunks().map((chunk) => ended(chunk, Array<RowState>(5).fill('cancelled')));
    const cancelled = concludeRun(cancelRun(running(), later), all, later);
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      run: { chargedKobo: 0, counts: { cancelled: 10 } },
    });
    expect(cancelled && concludeRun(cancelled, all, later)).toBeUndefined();
  });
});

describe('running failed rows again', () => {
  const finished = (states: readonly RowState[]): Batch => {
    const all = chunks().map((chunk) => ended(chunk, states));
    const batch = concludeRun(running(), all, later);
    if (!batch) throw new Error('the batch has not ended');
    return batch;
  };

  const twoFailed: RowState[] = ['ready', 'failed', 'ready', 'ready', 'ready'];

  /** What so many documents cost, of which the month includes some. */
  const priceOf = (documents: number, included = 0) => {
    const shown = checked().dryRun?.quote;
    if (!shown) throw new Error('there is no dry run');
    return { month, quote: { ...shown, documents, included, totalKobo: (documents - included) * 5000 } };
  };

  test('counts the runs, forgets the end of the one before and keeps what that was charged', () => {
    const again = rerunFailed(finished(twoFailed), 10_000, priceOf(2), later);
    expect(again).toMatchObject({
      state: 'running',
      run: { number: 2, chargedBefore: 8 * 5000, quote: { documents: 2, totalKobo: 10_000 } },
    });
    expect(again.run.held).toEqual({ kobo: 10_000, included: 0, month });
    expect(again.run.counts).toBeUndefined();
    expect(again.run.finishedAt).toBeUndefined();
    expect(again.run.chargedKobo).toBeUndefined();
  });

  test.each([
    [1, 5000],
    [2, 0],
  ])('takes %i documents of the month and sets aside %i kobo, where that was confirmed', (included, kobo) => {
    const again = rerunFailed(finished(twoFailed), kobo, priceOf(2, included), later);
    expect(again.run.held).toEqual({ kobo, included, month });
  });

  test.each([0, 9999, 10_001])('is refused for %i kobo when it costs 10,000', (confirmed) => {
    expect(() => rerunFailed(finished(twoFailed), confirmed, priceOf(2), later)).toThrow(
      expect.objectContaining({
        code: 'price-changed',
        fields: [{ field: 'totalKobo', message: 'Send 10000.' }],
      }),
    );
  });

  test('is refused when none failed', () => {
    const batch = finished(Array<RowState>(5).fill('ready'));
    expect(failedRowsOf(batch)).toBe(0);
    expect(() => rerunFailed(batch, 0, priceOf(0), later)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('nothing to run again') }),
    );
  });

  test('is refused while a batch runs', () => {
    expect(failedRowsOf(running())).toBe(0);
    expect(() => rerunFailed(running(), 0, priceOf(0), later)).toThrow(refused('batch-not-ready'));
  });

  test('has a price as long as the rows are there', () => {
    expect(failedRowsOf(finished(twoFailed))).toBe(2);
    expect(failedRowsOf({ ...finished(twoFailed), cleared: true })).toBe(0);
  });
});

test('progress is what the chunks say, and nothing else', () => {
  const [first, second] = chunks();
  if (!first || !second) throw new Error('two chunks were planned');
  expect(progressOf([ended(first, ['ready', 'failed']), second])).toEqual({
    counts: { ready: 1, failed: 1, skipped: 0, cancelled: 0 },
    chargedKobo: 5000,
  });
});
