import * as chunks from '../data/batch-chunks.ts';
import * as results from '../data/batch-results.ts';
import * as batches from '../data/batches.ts';
import type { Batch } from '../domain/batch.ts';
import { deleteArtefacts } from '../files/artefacts.ts';
import { batchPreviewKey, keysOfResult, rowsKey, tableUploadKey } from '../files/keys.ts';
import { deleteUpload } from '../files/uploads.ts';
import { keysOfCheck, mostBlocks } from './check-files.ts';

/**
 * Dry runs whose files may still be there. A dry run that ends removes those of the one before it, and one that was
 * overtaken removes its own, so that it takes a row of crashes to leave even two.
 */
const keptChecks = 10;

/**
 * Removes a batch with everything it stored; its documents stay. The record goes first: a crash in between leaves
 * files that nobody can reach, never a record without its files. False when somebody changed the batch in between.
 */
export async function removeBatch(batch: Batch): Promise<boolean> {
  if (!(await batches.remove(batch))) return false;
  const { accountId, batchId, run } = batch;
  if (run) await chunks.removeAll(accountId, batchId, run.chunks);
  const exported = await results.list(accountId, batchId);
  // An export at work finds its record gone, and removes what it stored.
  await results.removeAll(accountId, batchId);
  await deleteArtefacts([...filesOf(batch), ...exported.flatMap(keysOfResult)]);
  await deleteUpload(tableUploadKey(accountId, batchId));
  return true;
}

/** Rows, dry runs and previews of a batch. */
function filesOf({ accountId, batchId, state, checks, table, dryRun }: Batch): string[] {
  // A reader that died has left rows of a table that nobody knows.
  const blocks = state === 'awaiting-upload' ? 0 : (table?.blocks ?? mostBlocks);
  const latest = Array.from({ length: Math.min(checks, keptChecks) }, (_, back) => checks - back);
  return [
    ...Array.from({ length: blocks }, (_, block) => rowsKey(accountId, batchId, block)),
    ...latest.flatMap((check) => keysOfCheck(accountId, batchId, check, blocks)),
    ...(dryRun?.previews ?? []).map(({ sha256 }) => batchPreviewKey(accountId, batchId, sha256)),
  ];
}
