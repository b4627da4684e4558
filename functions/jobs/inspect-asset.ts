import { inspectAsset, uploadedKeys } from '../../shared/contract/jobs.ts';
import { inspectAssetUpload } from '../../shared/pipeline/asset-inspection.ts';
import { consume } from '../../shared/runtime/jobs.ts';

export const handler = consume(inspectAsset, async ({ message, log, now }) => {
  for (const key of uploadedKeys(message)) {
    const outcome = await inspectAssetUpload(key, now);
    log.info('asset.inspected', { key, outcome });
  }
});
