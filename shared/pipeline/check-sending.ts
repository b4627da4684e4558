import { checkRows } from '../contract/jobs-batches.ts';
import type { Batch } from '../domain/batch.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/** Queues the dry run that a batch waits for. A second message does no harm: the dry run is made once. */
export const sendCheck = ({ accountId, batchId, checks }: Batch): Promise<void> =>
  send(checkRows, [{ accountId, batchId, check: checks }]);

/**
 * As {@link sendCheck}, for a batch that is stored already: a queue that cannot be reached is no reason to refuse the
 * change, because the schedule that looks after batches will queue the dry run.
 */
export async function sendCheckOrLeave(batch: Batch, log: Log): Promise<void> {
  try {
    await sendCheck(batch);
  } catch (error) {
    log.error('queue.unreachable', { batchId: batch.batchId, error });
  }
}
