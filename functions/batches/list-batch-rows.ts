import { listBatchRows } from '../../shared/contract/batch-outcome.ts';
import * as batches from '../../shared/data/batches.ts';
import { requireStarted } from '../../shared/domain/batch-run.ts';
import { listRows } from '../../shared/pipeline/batch-rows.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listBatchRows, async ({ params, query: { state, ...page }, actor }) =>
  listRows(requireStarted(await batches.get(actor.accountId, params.batchId)), page, state),
);
