import { downloadAsset } from '../../shared/contract/assets.ts';
import * as assets from '../../shared/data/assets.ts';
import { assetFileName, pictureMediaTypes, requireAssetFile } from '../../shared/domain/asset.ts';
import { presignDownload } from '../../shared/files/artefacts.ts';
import { assetKey } from '../../shared/files/keys.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadAsset, async ({ params, actor, now }) => {
  const asset = await assets.get(actor.accountId, params.assetId);
  const file = requireAssetFile(asset);
  const key = assetKey(asset.accountId, asset.assetId, file);
  const fileName = assetFileName(asset.name, file.format);
  return { ...(await presignDownload(key, fileName, pictureMediaTypes[file.format], now())), ...file };
});
