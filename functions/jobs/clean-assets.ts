import { cleanAssets } from '../../shared/contract/jobs.ts';
import * as assets from '../../shared/data/assets.ts';
import * as avatars from '../../shared/data/avatars.ts';
import type { OnBroken } from '../../shared/data/entity.ts';
import { forgetAssetUpload, forgetOverdueAvatar } from '../../shared/pipeline/picture-verdict.ts';
import { each } from '../../shared/runtime/each.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Uploads looked at in one run, for each shard; the next run takes the rest. */
const perRun = 100;

export const handler = tick(cleanAssets, async ({ log, now }) => {
  const onBroken: OnBroken = (key, error) => log.error('item.broken', { ...key, error });
  const overdue = await assets.listOverdue(now(), perRun, onBroken);
  await each(
    overdue,
    ({ assetId }) => assetId,
    (asset) => forgetAssetUpload(asset, now),
  );
  const overdueAvatars = await avatars.listOverdue(now(), perRun, onBroken);
  await each(
    overdueAvatars,
    ({ avatarId }) => avatarId,
    (avatar) => forgetOverdueAvatar(avatar, now),
  );
  log.info('assets.cleaned', { found: overdue.length, avatars: overdueAvatars.length });
});
