import { listBatches } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listBatches, async ({ query, actor }) => {
  const { items, nextCursor } = await batches.list(actor.accountId, query);
  return { items: await Promise.all(items.map(batchView)), nextCursor };
});
