import { cleanAssets } from '../../shared/contract/jobs.ts';
import * as assets from '../../shared/data/assets.ts';
import { forgetAssetUpload } from '../../shared/pipeline/asset-verdict.ts';
import { each } from '../../shared/runtime/each.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Uploads looked at in one run, for each shard; the next run takes the rest. */
const perRun = 100;

export const handler = tick(cleanAssets, async ({ log, now }) => {
  const overdue = await assets.listOverdue(now(), perRun, (key, error) =>
    log.error('item.broken', { ...key, error }),
  );
  await each(
    overdue,
    ({ assetId }) => assetId,
    (asset) => forgetAssetUpload(asset, now),
  );
  log.info('assets.cleaned', { found: overdue.length });
});
