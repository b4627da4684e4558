import { getBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getBatch, async ({ params, actor }) =>
  batchView(await batches.get(actor.accountId, params.batchId)),
);
