import { rejectAssets, uploadedKeys } from '../../shared/contract/jobs.ts';
import { rejectPictureUpload } from '../../shared/pipeline/picture-verdict.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(rejectAssets, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    await rejectPictureUpload(key, now);
    log.error('asset.given-up', { key });
  }
});
