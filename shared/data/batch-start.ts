import type { Batch } from '../domain/batch.ts';
import type { Chunk } from '../domain/batch-chunk.ts';
import * as chunks from './batch-chunks.ts';
import { Batches } from './batches.ts';
import { type Counted, countingOf } from './usage-counting.ts';
import { commit } from './write.ts';

/**
 * The batch as started, with its chunks. They come first, because they may be too many for one transaction: chunks of a
 * batch that is not running are looked at by nobody, and written again by the next attempt. False when the batch changed
 * in between.
 */
export async function startBatch(previous: Batch, next: Batch, planned: readonly Chunk[]): Promise<boolean> {
  await chunks.putAll(planned);
  return commit([Batches.replacement(previous, next), ...countingOf([startOf(next)])]);
}

/** How it counts that a batch was started. */
const startOf = ({ accountId, batchId, createdBy, updatedAt }: Batch): Counted => ({
  accountId,
  userId: createdBy,
  id: batchId,
  at: new Date(updatedAt),
  usage: { batches: 1 },
});
