import { describe, expect, test } from 'vitest';
import { findAllowance, holdIdOf } from '../../shared/data/allowances.ts';
import * as chunks from '../../shared/data/batch-chunks.ts';
import { restartBatch, startBatch } from '../../shared/data/batch-start.ts';
import * as batches from '../../shared/data/batches.ts';
import { handingOver, usedIn } from '../../shared/data/quota.ts';
import { commit } from '../../shared/data/write.ts';
import type { Batch } from '../../shared/domain/batch.ts';
import {
  beginChunk,
  type Chunk,
  concludeChunk,
  planChunks,
  type RowResult,
  type RowState,
  reopenChunk,
} from '../../shared/domain/batch-chunk.ts';
import {
  concludeRun,
  planOf,
  rerunFailed,
  type StartedBatch,
  startRun,
} from '../../shared/domain/batch-run.ts';
import { quote } from '../../shared/domain/price-list.ts';
import { newBatch } from '../support/batches.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-11-26T09:00:00.000Z');
const month = '2026-11';
/** What the plan includes in a month. */
const room = 100;

/** A stored batch of rows that fit, checked when the month had so many documents left. */
async function checked(rows: number, left: number) {
  const batch = newBatch(
    {
      state: 'checked',
      checks: 1,
      dryRun: {
        number: 1,
        good: rows,
        bad: 0,
        faults: 0,
        missing: [],
        previews: [],
        quote: quote(rows, { plan: 'free', left }, at),
        unitMs: 400,
        at: at.toISOString(),
      },
    },
    at,
  );
  expect(await batches.insert(batch)).toBe(true);
  return batch;
}

/** What starts a batch at the price of its dry run, in chunks of five rows. */
function startOf(batch: Batch): { next: StartedBatch; planned: Chunk[] } {
  const rows = batch.dryRun?.good ?? 0;
  const planned = planChunks({ ...planOf(batch), rows, unitMs: 400, at });
  const order = { skipBadRows: false, totalKobo: batch.dryRun?.quote.totalKobo ?? 0 };
  const next = startRun(batch, order, { chunks: planned.length, lanes: 1 }, month, at);
  if (!next.run) throw new Error('it was not started');
  return { next: { ...next, run: next.run }, planned };
}

/** A batch as it was started, whose owner has so much money. */
async function started(rows: number, left: number, kobo = 0): Promise<StartedBatch> {
  const batch = await checked(rows, left);
  if (kobo > 0) await fund(batch.accountId, kobo);
  const { next, planned } = startOf(batch);
  expect(await startBatch(batch, next, planned, room)).toBe(true);
  return next;
}

const priceOf = (batch: StartedBatch) => ({
  unitKobo: batch.run.quote.unitKobo,
  plan: batch.run.quote.plan,
  holdId: holdIdOf(batch),
  createdBy: batch.createdBy,
});

/** A chunk that a worker has taken. */
async function taken(batch: StartedBatch, number: number): Promise<Chunk> {
  const chunk = await chunks.find(planOf(batch), number);
  const begun = chunk && beginChunk(chunk, at);
  if (!chunk || !begun || !(await chunks.replace(chunk, begun))) throw new Error('it cannot be taken');
  return begun;
}

/** Concludes a chunk whose rows came to these ends. */
async function conclude(batch: StartedBatch, begun: Chunk, states: readonly RowState[]): Promise<boolean> {
  const rows = states.map((state, index): RowResult => ({ row: begun.from + index + 2, name: 'Ada', state }));
  const earlier = await chunks.findResults(planOf(batch), begun.chunk);
  const results = {
    ...planOf(batch),
    chunk: begun.chunk,
    rows,
    revision: (earlier?.revision ?? 0) + 1,
  };
  return chunks.conclude(begun, concludeChunk(begun, rows, at), earlier, results, priceOf(batch));
}

/** Ends the run when all its chunks are done. */
async function end(batch: StartedBatch): Promise<StartedBatch> {
  const stored = await batches.get(batch.accountId, batch.batchId);
  const ended = concludeRun(stored, await chunks.list(planOf(batch)), at);
  if (!ended?.run || !(await batches.replace(stored, ended))) throw new Error('it has not ended');
  return { ...ended, run: ended.run };
}

const allReady = Array<RowState>(5).fill('ready');
const oneFailed: RowState[] = ['ready', 'failed', 'ready', 'ready', 'ready'];

describe('a batch that is paid for', () => {
  test('holds its price, pays for what became ready, and has the rest back', async () => {
    const running = await started(10, 0, 60_000);
    expect(await balanceOf(running.accountId)).toEqual({ available: 10_000, held: 50_000 });
    expect(await conclude(running, await taken(running, 0), allReady)).toBe(true);
    expect(await balanceOf(running.accountId)).toEqual({ available: 10_000, held: 25_000 });
    expect(await conclude(running, await taken(running, 1), oneFailed)).toBe(true);
    const ended = await end(running);
    expect(ended.run.chargedKobo).toBe(45_000);
    expect(await balanceOf(running.accountId)).toEqual({ available: 15_000, held: 0 });
    const kinds = (await ledgerOf(running.accountId)).map(({ content: { kind } }) => kind);
    expect(kinds).toEqual(['top-up', 'hold', 'capture', 'capture', 'release']);
  });

  test('is not started without the money for all of it', async () => {
    const batch = await checked(10, 0);
    await fund(batch.accountId, 49_999);
    const { next, planned } = startOf(batch);
    await expect(startBatch(batch, next, planned, room)).rejects.toMatchObject({
      code: 'insufficient-funds',
    });
    expect(await batches.get(batch.accountId, batch.batchId)).toEqual(batch);
    expect(await balanceOf(batch.accountId)).toEqual({ available: 49_999, held: 0 });
  });

  test('that is removed in the middle has back what was not delivered', async () => {
    const running = await started(10, 0, 50_000);
    await conclude(running, await taken(running, 0), allReady);
    const { accountId, batchId } = running;
    const left = { accountId, leftoverId: `1-${batchId}`, folder: 'x', since: at.toISOString(), revision: 1 };
    expect(await batches.remove(running, left)).toBe(true);
    expect(await balanceOf(accountId)).toEqual({ available: 25_000, held: 0 });
  });
});

describe('a batch that the month includes in part', () => {
  test('uses the month up before money, whatever fails', async () => {
    const running = await started(10, 6, 20_000);
    expect(await usedIn(running.accountId, month)).toBe(6);
    await conclude(running, await taken(running, 0), oneFailed);
    expect(await findAllowance(running.accountId, holdIdOf(running))).toMatchObject({ left: 2 });
    await conclude(running, await taken(running, 1), allReady);
    const ended = await end(running);
    expect(ended.run.chargedKobo).toBe(15_000);
    expect(await balanceOf(running.accountId)).toEqual({ available: 5000, held: 0 });
    expect(await findAllowance(running.accountId, holdIdOf(running))).toBeUndefined();
    expect(await usedIn(running.accountId, month)).toBe(6);
  });

  test('gives back to the month what it did not use', async () => {
    const batch = await started(5, 5);
    expect(await usedIn(batch.accountId, month)).toBe(5);
    await conclude(batch, await taken(batch, 0), oneFailed);
    const ended = await end(batch);
    expect(ended.run.chargedKobo).toBe(0);
    expect(await usedIn(batch.accountId, month)).toBe(4);
    expect(await ledgerOf(batch.accountId)).toEqual([]);
  });

  test('two workers that conclude different chunks at once use it up once', async () => {
    const batch = await started(10, 10);
    const both = await Promise.all([taken(batch, 0), taken(batch, 1)]);
    expect(await Promise.all(both.map((begun) => conclude(batch, begun, allReady)))).toEqual([true, true]);
    await end(batch);
    expect(await usedIn(batch.accountId, month)).toBe(10);
  });

  test('is not started when others have used the month up meanwhile', async () => {
    const batch = await checked(5, 5);
    const { next, planned } = startOf(batch);
    expect(await startBatch(batch, next, planned, 4)).toBe(false);
    expect(await usedIn(batch.accountId, month)).toBe(0);
  });
});

test('a batch whose month was given up meanwhile gives back to the month after it what it did not use', async () => {
  const batch = await started(5, 5);
  const { accountId } = batch;
  const givenUp = (months: { month: string; next: string }, used: number) =>
    commit(handingOver(accountId, months, { used, credited: used, timeDecidesUpTo: 0 }));
  expect(await givenUp({ month, next: 'b' }, 5)).toBe(true);
  expect(await givenUp({ month: 'b', next: 'c' }, 0)).toBe(true);
  await conclude(batch, await taken(batch, 0), oneFailed);
  await end(batch);
  expect(await Promise.all([month, 'b', 'c'].map((each) => usedIn(accountId, each)))).toEqual([4, -1, -1]);
});

test('a batch is not started on a month that was given up for a dearer plan meanwhile', async () => {
  const batch = await checked(5, 5);
  const { next, planned } = startOf(batch);
  const none = { used: 0, credited: 0, timeDecidesUpTo: 0 };
  await commit(handingOver(batch.accountId, { month, next: 'next' }, none));
  expect(await startBatch(batch, next, planned, room)).toBe(false);
  expect(await batches.get(batch.accountId, batch.batchId)).toEqual(batch);
});

describe('the end of a chunk', () => {
  test('is written once, with its results and its charge', async () => {
    const batch = await started(5, 5);
    const begun = await taken(batch, 0);
    const answers = await Promise.all([conclude(batch, begun, allReady), conclude(batch, begun, allReady)]);
    expect(answers.toSorted()).toEqual([false, true]);
    expect(await conclude(batch, begun, allReady)).toBe(false);
    expect((await chunks.findResults(planOf(batch), 0))?.rows).toHaveLength(5);
    expect(await findAllowance(batch.accountId, holdIdOf(batch))).toMatchObject({ left: 0 });
  });

  test('of rows that are run again charges only what is ready now', async () => {
    const free = await started(5, 5);
    await conclude(free, await taken(free, 0), oneFailed);
    const ended = await end(free);
    await fund(ended.accountId, 5000);
    const [done] = await chunks.list(planOf(ended));
    const open = done && reopenChunk(done, at);
    if (!done || !open) throw new Error('nothing failed');
    await chunks.replace(done, open);
    const again = rerunFailed(ended, 5000, { month, quote: quote(1, { plan: 'free', left: 0 }, at) }, at);
    expect(await restartBatch(ended, again, room)).toBe(true);
    expect(await balanceOf(ended.accountId)).toEqual({ available: 0, held: 5000 });
    expect(await conclude(again, await taken(again, 0), allReady)).toBe(true);
    expect((await end(again)).run.chargedKobo).toBe(5000);
    expect(await balanceOf(ended.accountId)).toEqual({ available: 0, held: 0 });
    expect((await ledgerOf(ended.accountId)).map(({ content: { kind } }) => kind)).toEqual([
      'top-up',
      'hold',
      'capture',
    ]);
  });

  test('by another plan is not seen, and goes with the batch; the ledger stays', async () => {
    const batch = await started(5, 5);
    await conclude(batch, await taken(batch, 0), allReady);
    const { accountId, batchId } = batch;
    const other = { accountId, batchId, plan: 2 };
    await chunks.putAll(planChunks({ ...other, rows: 2, unitMs: 1, at }));
    expect(await chunks.list(other)).toHaveLength(1);
    expect(await chunks.findResults(other, 0)).toBeUndefined();
    await chunks.removeAll(accountId, batchId);
    expect([...(await chunks.list(planOf(batch))), ...(await chunks.list(other))]).toEqual([]);
    expect(await chunks.findResults(planOf(batch), 0)).toBeUndefined();
  });
});
