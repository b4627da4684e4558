import * as results from '../data/batch-results.ts';
import * as batches from '../data/batches.ts';
import type { Batch } from '../domain/batch.ts';
import { type Leftover, leftoverOf } from '../domain/leftover.ts';
import { batchFolder, tableUploadKey } from '../files/keys.ts';
import { deleteUpload } from '../files/uploads.ts';
import { removeLeftover } from './leftover-removal.ts';

/**
 * Removes a batch, and not its documents: first the record, with a note of what it leaves, then that. False when somebody
 * changed the batch in between.
 */
export async function removeBatch(batch: Batch, at: Date): Promise<boolean> {
  const { accountId, batchId } = batch;
  const left = leftBy(batch, at, batchId);
  if (!(await batches.remove(batch, left))) return false;
  // An export at work finds its record gone, and removes what it stored.
  await results.removeAll(accountId, batchId);
  await deleteUpload(tableUploadKey(accountId, batchId));
  await removeLeftover(left);
  return true;
}

/** The batch as cleared: its working files go, the results of its rows stay. False as for {@link removeBatch}. */
export async function clearBatch(batch: Batch, cleared: Batch, at: Date): Promise<boolean> {
  const left = leftBy(batch, at);
  if (!(await batches.clear(batch, cleared, left))) return false;
  await results.removeAll(batch.accountId, batch.batchId);
  await removeLeftover(left);
  return true;
}

const leftBy = (batch: Batch, at: Date, chunksOf?: string): Leftover =>
  leftoverOf(
    batch,
    batch.batchId,
    { folder: batchFolder(batch.accountId, batch.batchId), batchId: chunksOf },
    at,
  );
