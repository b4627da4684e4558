import { listBatchFaults } from '../../shared/contract/batch-outcome.ts';
import * as batches from '../../shared/data/batches.ts';
import { listedFaults } from '../../shared/pipeline/listed-faults.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listBatchFaults, async ({ params, query, actor }) =>
  listedFaults(await batches.get(actor.accountId, params.batchId), query),
);
