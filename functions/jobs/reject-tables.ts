import { uploadedKeys } from '../../shared/contract/jobs.ts';
import { rejectTables } from '../../shared/contract/jobs-batches.ts';
import { rejectTableUpload } from '../../shared/pipeline/table-verdict.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(rejectTables, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    await rejectTableUpload(key, now);
    log.error('table.given-up', { key });
  }
});
