import { beforeAll, describe, expect, test } from 'vitest';
import { listBatchRows } from '../../../shared/contract/batch-outcome.ts';
import * as chunks from '../../../shared/data/batch-chunks.ts';
import type { Batch } from '../../../shared/domain/batch.ts';
import { beginChunk, concludeChunk, planChunks, type RowResult } from '../../../shared/domain/batch-chunk.ts';
import { planOf } from '../../../shared/domain/batch-run.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheId, testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { batchIn } from './run-fixtures.ts';

const rows = 60;

/** Every seventh row has failed, every tenth was skipped. */
const resultOf = (row: number): RowResult => {
  if (row % 7 === 0)
    return { row, name: `Row ${row}`, state: 'failed', failure: { code: 'x', message: 'y' } };
  if (row % 10 === 0) return { row, name: `Row ${row}`, state: 'skipped' };
  return { row, name: `Row ${row}`, state: 'ready', documentId: `doc_${'0'.repeat(29)}${100 + row}` };
};

let person: Person;
let stranger: Person;
let batch: Batch;
beforeAll(async () => {
  [person, stranger] = await Promise.all([newPerson(), newPerson()]);
  batch = await batchIn(person.api, 'running');
  const at = new Date();
  const planned = planChunks({ ...planOf(batch), rows, unitMs: 200, at });
  await chunks.putAll(planned);
  // The last chunk is still being made.
  for (const chunk of planned.slice(0, -1)) {
    const begun = beginChunk(chunk, at) ?? chunk;
    await chunks.replace(chunk, begun);
    const results = Array.from({ length: chunk.to - chunk.from }, (_, index) =>
      resultOf(chunk.from + index + 2),
    );
    const { accountId, batchId } = batch;
    const made = { accountId, batchId, plan: 0, chunk: chunk.chunk, rows: results, revision: 1 };
    const price = { unitKobo: 0, plan: 'free', holdId: 'none', createdBy: batch.createdBy } as const;
    await chunks.conclude(begun, concludeChunk(begun, results, at), undefined, made, price);
  }
});

const request = () => ({ token: person.accessToken, params: { batchId: batch.batchId } });

/** All pages of a list. */
async function allOf(query: { limit?: number; state?: 'ready' | 'failed' | 'skipped' | 'cancelled' }) {
  const pages: number[][] = [];
  let cursor: string | undefined;
  do {
    const { body } = await person.api.call(listBatchRows, {
      params: { batchId: batch.batchId },
      query: { ...query, cursor },
    });
    pages.push(body.items.map(({ row }) => row));
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return pages;
}

describe('the rows of a batch', () => {
  const done = Array.from({ length: rows - 10 }, (_, index) => index + 2);

  test.each([7, 10, 25, 100])('come %i a page, each once and in order', async (limit) => {
    const pages = await allOf({ limit });
    expect(pages.flat()).toEqual(done);
    expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
  });

  test.each(['ready', 'failed', 'skipped'] as const)(
    'can be narrowed to those that are %s',
    async (state) => {
      const pages = await allOf({ limit: 3, state });
      expect(pages.flat()).toEqual(done.filter((row) => resultOf(row).state === state));
    },
  );

  test('say what became of each', async () => {
    const { body } = await person.api.call(listBatchRows, {
      params: { batchId: batch.batchId },
      query: { state: 'failed', limit: 1 },
    });
    expect(body.items).toEqual([resultOf(7)]);
  });

  test('of a kind that there is none of are an empty list', async () => {
    expect(await allOf({ state: 'cancelled' })).toEqual([[]]);
  });

  test('are not there before a batch was run', async () => {
    const { batchId } = await batchIn(person.api, 'checked', { run: undefined });
    const answer = await send(listBatchRows, { ...request(), params: { batchId } });
    expect(expectRefusal(answer, 'batch-not-ready').message).toContain('"checked"');
  });

  test('refuse a cursor of another state or batch', async () => {
    const { body } = await person.api.call(listBatchRows, {
      params: { batchId: batch.batchId },
      query: { limit: 5 },
    });
    const other = await batchIn(person.api, 'running');
    const cursor = body.nextCursor ?? '';
    expectRefusal(
      await send(listBatchRows, { ...request(), query: { cursor, state: 'failed' } }),
      'invalid-request',
    );
    const elsewhere = { ...request(), params: { batchId: other.batchId }, query: { cursor } };
    expectRefusal(await send(listBatchRows, elsewhere), 'invalid-request');
  });

  testsOfTheToken(listBatchRows, request);
  testsOfTheId(listBatchRows, { name: 'batchId', prefix: 'bat' }, request, () => stranger.accessToken);
  testsOfThePageQuery(listBatchRows, request);
});
