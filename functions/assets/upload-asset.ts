import { uploadAsset } from '../../shared/contract/assets.ts';
import * as assets from '../../shared/data/assets.ts';
import { announceAsset } from '../../shared/domain/asset.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { assetUploadKey } from '../../shared/files/keys.ts';
import { pictureUploadFor } from '../../shared/pipeline/picture-upload-link.ts';
import { uploadLinkExpiry } from '../../shared/pipeline/upload-link.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(uploadAsset, async ({ body, actor, now, newId }) => {
  const at = now();
  const asset = announceAsset({
    accountId: actor.accountId,
    assetId: newId('ast'),
    name: body.name,
    at,
    uploadExpiresAt: uploadLinkExpiry(at),
  });
  requireWon(await assets.insert(asset));
  return { asset, upload: await pictureUploadFor(assetUploadKey(asset.accountId, asset.assetId), body, at) };
});
