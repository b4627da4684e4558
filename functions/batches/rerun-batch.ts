import { rerunBatch } from '../../shared/contract/batches.ts';
import * as chunks from '../../shared/data/batch-chunks.ts';
import * as batches from '../../shared/data/batches.ts';
import { planOf, rerunFailed } from '../../shared/domain/batch-run.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { reopenFailed, startLanesOrLeave } from '../../shared/pipeline/batch-lanes.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { http } from '../../shared/runtime/http.ts';

/** Opened first: chunks of a batch that has ended are looked at by nobody, and dying in between only means asking again. */
export const handler = http(rerunBatch, async ({ params, actor, now, log }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  requireConverter(batch.formats);
  const running = rerunFailed(batch, now());
  const open = await reopenFailed(await chunks.list(planOf(batch)), now);
  requireWon(await batches.replace(batch, running));
  await startLanesOrLeave(running, open, now, log);
  return batchView(running);
});
