import { expect, test } from 'vitest';
import * as chunks from '../../shared/data/batch-chunks.ts';
import { beginChunk, concludeChunk, planChunks, type RowResult } from '../../shared/domain/batch-chunk.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-11-26T09:00:00.000Z');
const createdBy = freshId('usr');
const results: RowResult[] = [
  { row: 2, name: 'Ada', state: 'ready', documentId: 'doc_1' },
  { row: 3, name: 'Bola', state: 'failed', failure: { code: 'x', message: 'y' } },
];

/** A plan of one chunk that has ended, with one row ready. */
async function ended(plan: number, batchId = freshId('bat'), accountId = freshId('acc')) {
  const id = { accountId, batchId, plan };
  const planned = planChunks({ ...id, rows: 2, unitMs: 1, at });
  await chunks.putAll(planned);
  const [chunk] = planned;
  const begun = chunk && beginChunk(chunk, at);
  if (!chunk || !begun) throw new Error('nothing was planned');
  expect(await chunks.replace(chunk, begun)).toBe(true);
  const done = concludeChunk(begun, results, 5000, at);
  const made = { ...id, chunk: 0, rows: results, revision: 1 };
  return { id, begun, done, made };
}

test('the end of a chunk, its results and its charge are written together, once', async () => {
  const { id, begun, done, made } = await ended(1);
  expect(await chunks.conclude(begun, done, undefined, made, createdBy)).toBe(true);
  expect(await chunks.conclude(begun, done, undefined, made, createdBy)).toBe(false);
  expect(await chunks.findResults(id, 0)).toEqual(made);
  expect(await chunks.listCharges(id.accountId, id.batchId)).toMatchObject([
    { chunk: 0, kobo: 5000, cause: 3 },
  ]);
});

test('what another plan has left is not seen, and goes with the batch; charges stay', async () => {
  const { id, begun, done, made } = await ended(1);
  await chunks.conclude(begun, done, undefined, made, createdBy);
  const other = await ended(2, id.batchId, id.accountId);
  expect(await chunks.list(other.id)).toHaveLength(1);
  expect(await chunks.findResults(other.id, 0)).toBeUndefined();
  await chunks.removeAll(id.accountId, id.batchId);
  expect([...(await chunks.list(id)), ...(await chunks.list(other.id))]).toEqual([]);
  expect(await chunks.findResults(id, 0)).toBeUndefined();
  expect(await chunks.listCharges(id.accountId, id.batchId)).toHaveLength(1);
});
