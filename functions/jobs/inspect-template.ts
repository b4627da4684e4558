import { inspectTemplate, uploadedKeys } from '../../shared/contract/jobs.ts';
import { inspectUpload } from '../../shared/pipeline/inspection.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(inspectTemplate, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    const outcome = await inspectUpload(key, now);
    log.info('upload.inspected', { key, outcome });
  }
});
