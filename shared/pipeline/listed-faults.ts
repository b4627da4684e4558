import * as z from 'zod';
import { fromCursor, toCursor } from '../data/cursor.ts';
import { type Batch, refuseState } from '../domain/batch.ts';
import { batchFaultsKey } from '../files/keys.ts';
import { CellFaults, readJson } from './batch-files.ts';

const Position = z.object({ offset: z.int().min(0) });

/**
 * A page of the cells that the last dry run found not to fit. A cursor is good for that dry run only. Throws
 * `batch-not-ready` without a dry run.
 */
export async function listedFaults(
  batch: Batch,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: CellFaults; nextCursor: string | undefined }> {
  const { accountId, batchId, dryRun } = batch;
  if (!dryRun) return refuseState(batch, 'list cells that do not fit');
  const scope = ['batch-faults', accountId, batchId, dryRun.number].join('|');
  const position = fromCursor(scope, page.cursor);
  const start = position ? Position.parse(position).offset : 0;
  const end = start + page.limit;
  const all = await readJson(CellFaults, batchFaultsKey(accountId, batchId, dryRun.number));
  return {
    items: all.slice(start, end),
    nextCursor: toCursor(scope, end < all.length ? { offset: end } : undefined),
  };
}
