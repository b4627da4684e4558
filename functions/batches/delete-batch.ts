import { deleteBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { requireRemovable } from '../../shared/domain/batch.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { removeBatch } from '../../shared/pipeline/batch-removal.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(deleteBatch, async ({ params, actor }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  requireRemovable(batch);
  requireWon(await removeBatch(batch));
});
