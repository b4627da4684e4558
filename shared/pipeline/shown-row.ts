import * as batches from '../data/batches.ts';
import { refuseState } from '../domain/batch.ts';
import { notFound } from '../domain/fault.ts';
import { type Seen, seenBatch } from './access-note.ts';
import type { Shown } from './shown.ts';

/** A row of a dry run with the Word file that was made of it. */
export interface ShownRow extends Shown {
  sha256: string;
  seen: Seen;
}

/**
 * Throws `not-found`, also for a row of which no document was made to look at, and `batch-not-ready` without a dry run.
 */
export async function shownRow(accountId: string, batchId: string, row: number): Promise<ShownRow> {
  const batch = await batches.get(accountId, batchId);
  if (!batch.dryRun || batch.cleared) return refuseState(batch, 'be looked at');
  const { sha256 } = batch.dryRun.previews.find((preview) => preview.row === row) ?? notFound('page');
  return {
    accountId,
    subject: { of: 'batch', batchId, row },
    shown: `${batchId}/${sha256}`,
    sha256,
    seen: seenBatch(batch, `row ${row}`),
  };
}
