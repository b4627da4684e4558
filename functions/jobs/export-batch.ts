import { exportBatch } from '../../shared/contract/jobs-batches.ts';
import { exportResult } from '../../shared/pipeline/batch-export.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(exportBatch, async ({ message, log, now }) => {
  const outcome = await exportResult(message, now);
  log.info('batch.exported', { ...message, outcome });
});
