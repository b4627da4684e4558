import { resumeBatch } from '../../shared/contract/batches.ts';
import * as chunks from '../../shared/data/batch-chunks.ts';
import * as batches from '../../shared/data/batches.ts';
import { planOf, resumeRun } from '../../shared/domain/batch-run.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { startLanesOrLeave } from '../../shared/pipeline/batch-lanes.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(resumeBatch, async ({ params, actor, now, log }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  const resumed = resumeRun(batch, now());
  requireWon(await batches.replace(batch, resumed));
  await startLanesOrLeave(resumed, await chunks.list(planOf(batch)), now, log);
  return batchView(resumed);
});
