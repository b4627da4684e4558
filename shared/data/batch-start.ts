import type { Batch } from '../domain/batch.ts';
import type { Chunk } from '../domain/batch-chunk.ts';
import { begin } from './batch-charges.ts';
import * as chunks from './batch-chunks.ts';
import { Batches } from './batches.ts';
import { type Counted, countingOf } from './usage-counting.ts';

/**
 * The batch as started, with its chunks, and what it costs set aside. The chunks come first, because they may be too many for one
 * transaction: chunks of a batch that is not running are looked at by nobody, and written again by the next attempt. False when the
 * batch changed in between, or when the month has no room for what it is to include. Throws `insufficient-funds`.
 *
 * @param room documents that the month includes
 */
export async function startBatch(
  previous: Batch,
  next: Batch,
  planned: readonly Chunk[],
  room: number,
): Promise<boolean> {
  await chunks.putAll(planned);
  return begin(next, room, [Batches.replacement(previous, next), ...countingOf([startOf(next)])]);
}

/** As {@link startBatch}, for a batch whose chunks are there. */
export const restartBatch = (previous: Batch, next: Batch, room: number): Promise<boolean> =>
  begin(next, room, [Batches.replacement(previous, next)]);

/** How it counts that a batch was started. */
const startOf = ({ accountId, batchId, createdBy, updatedAt }: Batch): Counted => ({
  accountId,
  userId: createdBy,
  id: batchId,
  at: new Date(updatedAt),
  usage: { batches: 1 },
});
