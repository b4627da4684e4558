import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  beginChunk,
  type Chunk,
  chargeOf,
  chunkRows,
  concludeChunk,
  idleHeads,
  isCareful,
  nextInLane,
  noteSent,
  planChunks,
  putBack,
  type RowState,
  reopenChunk,
  rowsPerBlock,
  salvageChunk,
  stalledAfter,
  suspectRow,
  takeBack,
} from '../../../shared/domain/batch-chunk.ts';
import { later, start } from './fixtures.ts';

const planned = (rows: number, unitMs: number): Chunk[] =>
  planChunks({ accountId: 'acc_1', batchId: 'bat_1', plan: 1, rows, unitMs, at: start });

const chunk = (): Chunk => {
  const [first] = planned(10, 10);
  if (!first) throw new Error('nothing was planned');
  return first;
};

const taken = (from: Chunk): Chunk => {
  const begun = beginChunk(from, later);
  if (!begun) throw new Error('the chunk is done');
  return begun;
};

const done = (from: Chunk, ...states: RowState[]): Chunk =>
  concludeChunk(
    from,
    states.map((state, index) => ({ row: index + 2, name: '', state })),
    later,
  );

describe('cutting a batch into chunks', () => {
  test.each([
    [1, rowsPerBlock],
    [8, 250],
    [10, 200],
    [40, 50],
    [2000, 5],
    [60_000, 5],
    [0, rowsPerBlock],
  ])('makes chunks for rows of %i ms with %i rows', (unitMs, rows) => {
    expect(chunkRows(unitMs)).toBe(rows);
  });

  test('covers every row once and never crosses a file of rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 500 }), (rows, unitMs) => {
        const chunks = planned(rows, unitMs);
        const covered = chunks.flatMap(({ block, from, to }) =>
          Array.from({ length: to - from }, (_, index) => block * rowsPerBlock + from + index),
        );
        expect(covered).toEqual(Array.from({ length: rows }, (_, index) => index));
        expect(chunks.every(({ to }) => to <= rowsPerBlock)).toBe(true);
        expect(chunks.map(({ chunk: number }) => number)).toEqual(chunks.map((_, index) => index));
      }),
    );
  });
});

describe('a chunk', () => {
  test('is taken, and taken over from a worker that died', () => {
    const first = taken(chunk());
    expect(first).toMatchObject({ state: 'running', attempts: 1 });
    expect(isCareful(first)).toBe(false);
    const second = taken(first);
    expect(second.attempts).toBe(2);
    expect(isCareful(second)).toBe(true);
  });

  test('is not taken when it is done', () => {
    expect(beginChunk(done(taken(chunk()), 'ready'), later)).toBeUndefined();
  });

  test('is taken back only when it has not moved for long', () => {
    const running = taken(chunk());
    const at = (ms: number): Date => new Date(later.getTime() + ms);
    expect(takeBack(running, at(stalledAfter - 1))).toBeUndefined();
    expect(takeBack(running, at(stalledAfter))).toMatchObject({ state: 'pending', attempts: 1 });
    expect(takeBack(chunk(), at(stalledAfter))).toBeUndefined();
    expect(takeBack(done(running, 'ready'), at(stalledAfter))).toBeUndefined();
  });

  test('charges what is ready now and was not before', () => {
    const price = { unitKobo: 5000, left: 0 };
    const begun = taken(chunk());
    const first = done(begun, 'ready', 'failed', 'failed', 'skipped');
    expect(first.counts).toMatchObject({ ready: 1, failed: 2, skipped: 1 });
    expect(chargeOf(begun, first, price)).toEqual({ included: 0, kobo: 5000 });
    const open = reopenChunk(first, later);
    expect(open).toMatchObject({ state: 'pending', attempts: 0 });
    const again = taken(open ?? first);
    const second = done(again, 'ready', 'ready', 'ready', 'skipped');
    expect(chargeOf(again, second, price)).toEqual({ included: 0, kobo: 10_000 });
    expect(chargeOf(again, second, { ...price, left: 1 })).toEqual({ included: 1, kobo: 5000 });
    expect(chargeOf(again, second, { ...price, left: 9 })).toEqual({ included: 2, kobo: 0 });
  });

  test('without failed rows is not opened again', () => {
    expect(reopenChunk(done(taken(chunk()), 'ready', 'skipped'), later)).toBeUndefined();
    expect(reopenChunk(taken(chunk()), later)).toBeUndefined();
  });
});

describe('a row over which workers die', () => {
  /** A worker that took the chunk and died over a row. */
  const dying = (from: Chunk, row: number): Chunk => suspectRow(taken(from), row, later);

  test('is poison after three deaths, not before', () => {
    const twice = dying(dying(taken(chunk()), 7), 7);
    expect(taken(twice).poison).toBeUndefined();
    expect(taken(dying(twice, 7))).toMatchObject({ poison: [7], suspect: undefined });
  });

  test('is not blamed for the death over another row', () => {
    const mixed = dying(dying(dying(taken(chunk()), 7), 8), 7);
    expect(taken(mixed).poison).toBeUndefined();
  });

  test('stays poison while the next one is found out', () => {
    const first = dying(dying(dying(taken(chunk()), 7), 7), 7);
    const second = dying(dying(dying(first, 9), 9), 9);
    expect(taken(second).poison).toEqual([7, 9]);
  });

  test('is forgotten when the chunk is done', () => {
    const ended = done(taken(dying(dying(dying(taken(chunk()), 7), 7), 7)), 'ready', 'failed');
    expect(ended.suspect).toBeUndefined();
    expect(ended.poison).toBeUndefined();
  });
});

describe('a chunk that was given up', () => {
  test('is taken again as long as it comes further, and carefully', () => {
    const running = taken(taken(chunk()));
    expect(salvageChunk(running, 0, later)).toBeUndefined();
    const again = salvageChunk(running, 3, later);
    expect(again).toMatchObject({ state: 'pending', salvaged: 3 });
    const next = taken(again ?? running);
    expect(isCareful(next)).toBe(true);
    expect(salvageChunk(next, 3, later)).toBeUndefined();
    expect(salvageChunk(next, 4, later)).toMatchObject({ salvaged: 4 });
  });

  test('is left alone when it is done, and begins anew when its failed rows run again', () => {
    const ended = done(taken(chunk()), 'ready', 'failed');
    expect(salvageChunk(ended, 5, later)).toBeUndefined();
    const salvaged = salvageChunk(taken(chunk()), 1, later) ?? chunk();
    expect(done(taken(salvaged), 'ready').salvaged).toBeUndefined();
  });
});

describe('lanes', () => {
  test('lead from a chunk to the next pending one of the same lane', () => {
    const chunks = planned(100, 400);
    expect(chunks).toHaveLength(20);
    expect(nextInLane(chunks, 3, 8, later)).toMatchObject({ chunk: 11 });
    const passed = chunks.map((each) => (each.chunk === 11 ? done(taken(each), 'ready') : each));
    expect(nextInLane(passed, 3, 8, later)).toMatchObject({ chunk: 19 });
    expect(nextInLane(passed, 19, 8, later)).toBeUndefined();
  });

  test('are started where nothing is being made', () => {
    const chunks = planned(100, 400).map((each) => (each.chunk === 9 ? taken(each) : each));
    expect(idleHeads(chunks, 8, later).map(({ chunk: number }) => number)).toEqual([0, 2, 3, 4, 5, 6, 7]);
    expect(idleHeads([], 8, later)).toEqual([]);
  });

  test('are not sent again while a message waits, unless it seems lost', () => {
    const chunks = planned(100, 400).map((each) => (each.chunk === 0 ? noteSent(each, later) : each));
    const at = (ms: number): Date => new Date(later.getTime() + ms);
    expect(idleHeads(chunks, 8, at(1000)).map(({ chunk: number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(nextInLane(chunks, 8, 8, at(1000))).toBe('under way');
    expect(idleHeads(chunks, 8, at(stalledAfter))[0]?.chunk).toBe(0);
  });

  test('are sent at once when the message came while the batch was paused', () => {
    const [first] = planned(10, 400);
    const sent = noteSent(first ?? chunk(), later);
    expect(idleHeads([putBack(sent, later) ?? sent], 8, later)).toHaveLength(1);
    expect(putBack(chunk(), later)).toBeUndefined();
  });

  test('bring every chunk of a batch to its end, whatever the number of lanes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 9 }), (rows, lanes) => {
        let chunks = planned(rows, 400);
        const waiting = idleHeads(chunks, lanes, later).map(({ chunk: number }) => number);
        for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
          chunks = chunks.map((each) => (each.chunk === number ? done(taken(each), 'ready') : each));
          const next = nextInLane(chunks, number, lanes, later);
          if (next && next !== 'under way') waiting.push(next.chunk);
        }
        expect(chunks.every(({ state }) => state === 'done')).toBe(true);
      }),
    );
  });
});
