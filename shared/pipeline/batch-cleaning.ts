import * as accounts from '../data/accounts.ts';
import * as batches from '../data/batches.ts';
import { postpone } from '../data/due.ts';
import type { Batch } from '../domain/batch.ts';
import { type Cleaning, cleaningOf } from '../domain/batch-cleaning.ts';
import { type Leftover, leftoverOf } from '../domain/leftover.ts';
import { batchFolder, tableUploadKey } from '../files/keys.ts';
import { deleteUpload } from '../files/uploads.ts';
import type { DueWork } from './due-work.ts';
import { removeLeftover } from './leftover-removal.ts';
import { remembered } from './remembered.ts';

/** Batches that nobody went on with, or that ended long ago. Each account is read once in a run. */
export function cleaningWork(now: () => Date): DueWork<Batch> {
  const accountOf = remembered(accounts.find);
  return {
    kind: 'stale-batch',
    list: batches.listStale,
    keyOf: batches.keyOf,
    handle: async (batch) => {
      const at = now();
      const cleaning = cleaningOf(batch, await accountOf(batch.accountId), at);
      return (await clean(batch, cleaning, at)) ? done[cleaning.does] : 'lost';
    },
  };
}

const done: Record<Cleaning['does'], string> = {
  leave: 'left',
  wait: 'waiting',
  remove: 'removed',
  clear: 'cleared',
  cancel: 'cancelled',
  keep: 'kept',
};

async function clean(batch: Batch, cleaning: Cleaning, at: Date): Promise<boolean> {
  switch (cleaning.does) {
    case 'leave':
      return true;
    case 'wait':
      return postpone('stale-batch', batches.keyOf(batch), at, cleaning.until);
    case 'remove':
      return removeBatch(batch, at);
    case 'clear':
      return clearBatch(batch, cleaning.next, at);
    default:
      return batches.replace(batch, cleaning.next);
  }
}

/**
 * Removes a batch, and not its documents: first the record, with a note of what it leaves, then that. False when somebody
 * changed the batch in between.
 */
async function removeBatch(batch: Batch, at: Date): Promise<boolean> {
  const { accountId, batchId } = batch;
  const left = leftBy(batch, at, batchId);
  if (!(await batches.remove(batch, left))) return false;
  await deleteUpload(tableUploadKey(accountId, batchId));
  await removeLeftover(left);
  return true;
}

async function clearBatch(batch: Batch, cleared: Batch, at: Date): Promise<boolean> {
  const left = leftBy(batch, at);
  if (!(await batches.clear(batch, cleared, left))) return false;
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
