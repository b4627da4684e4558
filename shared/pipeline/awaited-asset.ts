import * as assets from '../data/assets.ts';
import { type AssetFile, concludeAssetInspection } from '../domain/asset.ts';
import { assetFolder } from '../files/keys.ts';
import { type AwaitedPicture, awaitedPicture } from './awaited-picture.ts';

/** An asset that waits for its file. */
export const awaitedAsset = (asset: { accountId: string; assetId: string }): AwaitedPicture<AssetFile> => {
  const { accountId, assetId } = asset;
  return awaitedPicture({
    accountId,
    id: assetId,
    folder: assetFolder(accountId, assetId),
    find: () => assets.find(accountId, assetId),
    conclude: concludeAssetInspection,
    replace: assets.replace,
    shows: ({ state }) => state === 'ready',
  });
};
