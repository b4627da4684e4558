import { uploadedKeys } from '../../shared/contract/jobs.ts';
import { readTable } from '../../shared/contract/jobs-batches.ts';
import { readUploadedTable } from '../../shared/pipeline/table-reading.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(readTable, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    const outcome = await readUploadedTable(key, now);
    log.info('table.read', { key, outcome });
  }
});
