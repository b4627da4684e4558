import { pauseBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { pauseRun } from '../../shared/domain/batch-run.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(pauseBatch, async ({ params, actor, now }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  const paused = pauseRun(batch, now());
  requireWon(await batches.replace(batch, paused));
  return batchView(paused);
});
