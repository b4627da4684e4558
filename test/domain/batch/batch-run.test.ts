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
const usage = { month, left: 0 };
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

  test('counts the runs and forgets the end of the one before', () => {
    const again = rerunFailed(finished(['ready', 'failed', 'ready', 'ready', 'ready']), usage, later);
    expect(again).toMatchObject({ state: 'running', run: { number: 2, quote: { totalKobo: total } } });
    expect(again.run.held).toEqual({ kobo: 2 * 5000, included: 0, month });
    expect(again.run.counts).toBeUndefined();
    expect(again.run.finishedAt).toBeUndefined();
  });

  test.each([
    [1, { kobo: 5000, included: 1, month }],
    [2, { kobo: 0, included: 2, month }],
    [99, { kobo: 0, included: 2, month }],
    [-3, { kobo: 10_000, included: 0, month }],
  ])('takes what is left of the month, %i, before money', (left, held) => {
    const failed = finished(['ready', 'failed', 'ready', 'ready', 'ready']);
    expect(rerunFailed(failed, { month, left }, later).run.held).toEqual(held);
  });

  test('is refused when none failed', () => {
    expect(() => rerunFailed(finished(Array<RowState>(5).fill('ready')), usage, later)).toThrow(
      expect.objectContaining({ message: expect.stringContaining('nothing to run again') }),
    );
  });

  test('is refused while a batch runs', () => {
    expect(() => rerunFailed(running(), usage, later)).toThrow(refused('batch-not-ready'));
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
