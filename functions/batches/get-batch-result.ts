import { getBatchResult } from '../../shared/contract/batch-outcome.ts';
import * as results from '../../shared/data/batch-results.ts';
import * as batches from '../../shared/data/batches.ts';
import { noteAccess, seenBatch } from '../../shared/pipeline/access-note.ts';
import { resultView } from '../../shared/pipeline/batch-result-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getBatchResult, async ({ params, actor, now }) => {
  const result = await results.get(actor.accountId, params.batchId, params.kind);
  if (result.state !== 'ready') return result;
  const batch = await batches.get(actor.accountId, params.batchId);
  await noteAccess([seenBatch(batch, result.kind)], actor);
  return resultView(result, now());
});
