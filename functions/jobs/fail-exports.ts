import { failExports } from '../../shared/contract/jobs-batches.ts';
import { giveUpExport } from '../../shared/pipeline/batch-export.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failExports, async ({ message, log, now }) => {
  await giveUpExport(message, now);
  log.error('export.given-up', message);
});
