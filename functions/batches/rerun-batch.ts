import { rerunBatch } from '../../shared/contract/batches.ts';
import * as chunks from '../../shared/data/batch-chunks.ts';
import * as batches from '../../shared/data/batches.ts';
import { rerunFailed } from '../../shared/domain/batch-run.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { reopenFailed, startLanes } from '../../shared/pipeline/batch-lanes.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { http } from '../../shared/runtime/http.ts';

/** Running first: should this die before a chunk was opened again, the batch ends as it was. */
export const handler = http(rerunBatch, async ({ params, actor, now }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  requireConverter(batch.formats);
  const running = rerunFailed(batch, now());
  requireWon(await batches.replace(batch, running));
  const before = await chunks.list(batch.accountId, batch.batchId);
  await startLanes(running, await reopenFailed(before, now));
  return batchView(running);
});
