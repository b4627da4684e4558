import { rejectUploads, uploadedKeys } from '../../shared/contract/jobs.ts';
import { rejectUpload } from '../../shared/pipeline/inspection.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(rejectUploads, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    await rejectUpload(key, now);
    log.error('upload.given-up', { key });
  }
});
