import { checkRows } from '../../shared/contract/jobs-batches.ts';
import { makeDryRun } from '../../shared/pipeline/dry-run.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(checkRows, async ({ message, log, now }) => {
  const outcome = await makeDryRun(message, now);
  log.info('batch.checked', { ...message, outcome });
});
