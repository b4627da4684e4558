import { runBatch } from '../../shared/contract/batches.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { startBatch } from '../../shared/data/batch-start.ts';
import * as batches from '../../shared/data/batches.ts';
import { mostLanes, planChunks } from '../../shared/domain/batch-chunk.ts';
import { planOf, startRun } from '../../shared/domain/batch-run.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { startLanesOrLeave } from '../../shared/pipeline/batch-lanes.ts';
import { requoted } from '../../shared/pipeline/batch-price.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { http } from '../../shared/runtime/http.ts';

/** Nothing is sent before the batch is running: whoever finds a message for one that is not leaves it. */
export const handler = http(runBatch, async ({ params, body, actor, now, log }) => {
  const [found, account] = await Promise.all([
    batches.get(actor.accountId, params.batchId),
    accounts.get(actor.accountId),
  ]);
  const at = now();
  const { batch, unitMs, month, room } = await requoted(found, account, at);
  requireConverter(batch.formats);
  const chunks = planChunks({ ...planOf(batch), rows: batch.table?.rows ?? 0, unitMs, at });
  const lanes = Math.min(mostLanes, chunks.length);
  const started = startRun(batch, body, { chunks: chunks.length, lanes }, month, at);
  requireWon(await startBatch(batch, started, chunks, room));
  await startLanesOrLeave(started, chunks, now, log);
  return batchView(started);
});
