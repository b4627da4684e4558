import { getBatchResult } from '../../shared/contract/batches.ts';
import * as results from '../../shared/data/batch-results.ts';
import { resultView } from '../../shared/pipeline/batch-result-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getBatchResult, async ({ params, actor, now }) =>
  resultView(await results.get(actor.accountId, params.batchId, params.kind), now()),
);
