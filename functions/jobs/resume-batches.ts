import { resumeBatches } from '../../shared/contract/jobs-batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { takeUp } from '../../shared/pipeline/batch-take-up.ts';
import { each } from '../../shared/runtime/each.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Batches looked at in one run, for each shard; the next run takes the rest. */
const perRun = 50;

export const handler = tick(resumeBatches, async ({ log, now }) => {
  const atWork = await batches.listAtWork(now(), perRun, (key, error) =>
    log.error('item.broken', { ...key, error }),
  );
  await each(
    atWork,
    ({ batchId }) => batchId,
    async (batch) =>
      log.info('batch.looked-after', { batchId: batch.batchId, ...(await takeUp(batch, now)) }),
  );
});
