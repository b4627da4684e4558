import * as assets from '../data/assets.ts';
import * as avatars from '../data/avatars.ts';
import type { Asset } from '../domain/asset.ts';
import { type Avatar, forgetAvatarUpload } from '../domain/avatar.ts';
import type { PictureProblem } from '../domain/picture-upload.ts';
import { assetUploadKey, avatarUploadKey, parseAssetUploadKey, parseAvatarUploadKey } from '../files/keys.ts';
import { deleteUpload } from '../files/uploads.ts';
import { awaitedAsset } from './awaited-asset.ts';
import { awaitedAvatar } from './awaited-avatar.ts';

/** Verdicts that need no look at the picture: who imports this does not load the image library. */

/** Rejects a picture whose inspection was given up, so that its owner is not left waiting. */
export async function rejectPictureUpload(key: string, now: () => Date): Promise<void> {
  const [asset, avatar] = [parseAssetUploadKey(key), parseAvatarUploadKey(key)];
  if (asset) await awaitedAsset(asset).conclude({ problem: givenUp }, now);
  if (avatar) await awaitedAvatar(avatar).conclude({ problem: givenUp }, now);
  await deleteUpload(key);
}

/** Ends an upload that is overdue: one that never came is forgotten, one whose inspection never ended is rejected. */
export async function forgetAssetUpload(overdue: Asset, now: () => Date): Promise<void> {
  const { accountId, assetId } = overdue;
  const announced = await assets.find(accountId, assetId);
  if (announced?.state === 'inspecting') await awaitedAsset(announced).conclude({ problem: givenUp }, now);
  if (announced?.state !== 'awaiting-upload' || !(await assets.remove(announced))) return;
  await deleteUpload(assetUploadKey(accountId, assetId));
}

/** As {@link forgetAssetUpload}; the picture from before stays. */
export async function forgetOverdueAvatar(overdue: Avatar, now: () => Date): Promise<void> {
  const announced = await avatars.find(overdue.userId);
  if (announced?.avatarId !== overdue.avatarId) return;
  if (announced.state === 'inspecting') await awaitedAvatar(announced).conclude({ problem: givenUp }, now);
  if (announced.state !== 'awaiting-upload') return;
  const before = forgetAvatarUpload(announced, now());
  if (await (before ? avatars.replace(announced, before) : avatars.remove(announced)))
    await deleteUpload(avatarUploadKey(announced));
}

const givenUp: PictureProblem = {
  code: 'inspection-failed',
  message:
    'The picture could not be inspected. Save it again as PNG or JPEG and upload that; if it fails again, tell us.',
};
