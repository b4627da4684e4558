import { exportBatch } from '../contract/jobs-batches.ts';
import * as chunks from '../data/batch-chunks.ts';
import * as results from '../data/batch-results.ts';
import { type BatchResult, orderResult, type ResultOrder } from '../domain/batch-result.ts';
import { planOf, progressOf, type StartedBatch } from '../domain/batch-run.ts';
import { fail } from '../domain/fault.ts';
import { send } from '../runtime/send.ts';

/**
 * Asks for all documents of a batch as one file. Throws as `orderResult` does, and `conflict` when somebody asked for
 * the same at the same moment. When the queue cannot be reached the caller hears it, and may simply ask again.
 */
export async function requestResult(batch: StartedBatch, order: ResultOrder, at: Date): Promise<BatchResult> {
  const { accountId, batchId, run } = batch;
  const earlier = await results.find(accountId, batchId, order.kind);
  const counts = run.counts ?? progressOf(await chunks.list(planOf(batch))).counts;
  const result = orderResult(batch, counts, order, earlier, at);
  if (!(await results.put(earlier, result)))
    fail('conflict', 'Somebody asked for this at the same moment. Read the result, or ask again.');
  await send(exportBatch, [{ accountId, batchId, kind: result.kind, number: result.number }]);
  return result;
}
