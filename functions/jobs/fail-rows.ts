import { failRows } from '../../shared/contract/jobs-batches.ts';
import { giveUpChunk } from '../../shared/pipeline/batch-work.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failRows, async (work) => {
  const outcome = await giveUpChunk(work);
  work.log.error('rows.given-up', { ...work.message, outcome });
});
