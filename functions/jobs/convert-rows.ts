import { convertRows } from '../../shared/contract/jobs-batches.ts';
import { workOnChunk } from '../../shared/pipeline/batch-work.ts';
import { convertRow } from '../../shared/pipeline/convert-row.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(convertRows, async (work) => {
  const outcome = await workOnChunk(work, convertRow);
  work.log.info('rows.converted', { ...work.message, outcome });
});
