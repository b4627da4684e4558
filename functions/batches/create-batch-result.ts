import { createBatchResult } from '../../shared/contract/batch-outcome.ts';
import * as batches from '../../shared/data/batches.ts';
import { requireStarted } from '../../shared/domain/batch-run.ts';
import { noteAccess, seenBatch } from '../../shared/pipeline/access-note.ts';
import { requestResult } from '../../shared/pipeline/batch-result-order.ts';
import { resultView, whenMade } from '../../shared/pipeline/batch-result-view.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(createBatchResult, async ({ params, body, actor, now, waitFor }) => {
  const batch = requireStarted(await batches.get(actor.accountId, params.batchId));
  const result = await requestResult(batch, body, now());
  const made = await whenMade(result, waitFor);
  if (!made) return result;
  if (made.state === 'ready') await noteAccess([seenBatch(batch, made.kind)], actor);
  return finished(await resultView(made, now()));
});
