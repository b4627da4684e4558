import { inspectAsset, uploadedKeys } from '../../shared/contract/jobs.ts';
import { inspectPictureUpload } from '../../shared/pipeline/picture-inspection.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(inspectAsset, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    const outcome = await inspectPictureUpload(key, now);
    log.info('asset.inspected', { key, outcome });
  }
});
