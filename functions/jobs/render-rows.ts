import { renderRows } from '../../shared/contract/jobs-batches.ts';
import { workOnChunk } from '../../shared/pipeline/batch-work.ts';
import { fillWith } from '../../shared/pipeline/filling.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(renderRows, async (work) => {
  const outcome = await workOnChunk(work, ({ document, values }) => fillWith(document, async () => values()));
  work.log.info('rows.rendered', { ...work.message, outcome });
});
