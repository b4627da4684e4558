import * as z from 'zod';
import * as chunks from '../data/batch-chunks.ts';
import { fromCursor, toCursor } from '../data/cursor.ts';
import type { BatchCounts } from '../domain/batch.ts';
import type { RowResult, RowState } from '../domain/batch-chunk.ts';
import { planOf, type StartedBatch } from '../domain/batch-run.ts';

/** Chunks whose results are read at once: most pages need no more. */
const perRead = 4;

/** Where a page ended. */
const Position = z.object({ chunk: z.number().optional(), row: z.number().optional() });

/** What became of the rows of a batch, in their order; those of chunks that are not done yet are left out. */
export async function listRows(
  batch: StartedBatch,
  page: { limit: number; cursor?: string | undefined },
  state: RowState | undefined,
): Promise<{ items: RowResult[]; nextCursor: string | undefined }> {
  const plan = planOf(batch);
  const scope = ['batch-rows', plan.accountId, plan.batchId, state ?? ''].join('|');
  const { chunk: from = 0, row: after = 0 } = Position.parse(fromCursor(scope, page.cursor) ?? {});
  const numbers = (await chunks.list(plan))
    .filter(({ chunk, counts }) => chunk >= from && endedAs(counts, state) > 0)
    .map(({ chunk }) => chunk);
  const found: { chunk: number; result: RowResult }[] = [];
  for (let start = 0; start < numbers.length && found.length <= page.limit; start += perRead) {
    const read = await chunks.resultsOf(plan, numbers.slice(start, start + perRead));
    for (const { chunk, rows } of read)
      for (const result of rows)
        if (result.row > after && (state === undefined || result.state === state))
          found.push({ chunk, result });
  }
  const shown = found.slice(0, page.limit);
  const last = found.length > shown.length ? shown.at(-1) : undefined;
  return {
    items: shown.map(({ result }) => result),
    nextCursor: toCursor(scope, last && { chunk: last.chunk, row: last.result.row }),
  };
}

/** Rows that came to an end, or to this one. */
const endedAs = (counts: BatchCounts, state: RowState | undefined): number =>
  state === undefined ? counts.ready + counts.failed + counts.skipped + counts.cancelled : counts[state];
