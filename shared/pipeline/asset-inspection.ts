import { createHash } from 'node:crypto';
import * as assets from '../data/assets.ts';
import {
  type Asset,
  type AssetFile,
  type AssetProblem,
  type AssetVerdict,
  beginAssetInspection,
  pictureMediaTypes,
} from '../domain/asset.ts';
import { PictureRefused } from '../domain/picture-fault.ts';
import { RetryLater } from '../domain/retry-later.ts';
import { reencodeImage } from '../engines/image/reencode-image.ts';
import { storeArtefact } from '../files/artefacts.ts';
import { assetKey, parseAssetUploadKey } from '../files/keys.ts';
import { deleteUpload, readUpload } from '../files/uploads.ts';
import { concludeAsset } from './asset-verdict.ts';

/**
 * Judges an uploaded picture, writes it anew and concludes its asset. Safe to run twice, also at once: a finished
 * asset stays as it is, and an upload that belongs to nothing is removed. Resolves to what became of it, for the log.
 */
export async function inspectAssetUpload(
  key: string,
  now: () => Date,
): Promise<'ready' | 'rejected' | 'ignored'> {
  const id = parseAssetUploadKey(key);
  const asset = id && (await assets.find(id.accountId, id.assetId));
  const begun = asset && beginAssetInspection(asset, now());
  if (!asset || !begun) {
    await deleteUpload(key);
    return 'ignored';
  }
  if (!(await assets.replace(asset, begun))) throw new RetryLater(`${key} is in other hands`);
  const bytes = await readUpload(key);
  const found = bytes ? await judge(asset, bytes) : { problem: lost };
  await concludeAsset(asset, found, now);
  await deleteUpload(key);
  return 'file' in found ? 'ready' : 'rejected';
}

const lost: AssetProblem = {
  code: 'upload-lost',
  message: 'The uploaded picture disappeared before it was inspected. Upload it again.',
};

async function judge(asset: Asset, uploaded: Buffer): Promise<AssetVerdict> {
  try {
    const { bytes, format, width, height } = await reencodeImage(uploaded);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const file: AssetFile = { format, width, height, size: bytes.length, sha256 };
    await storeArtefact(assetKey(asset.accountId, asset.assetId, file), bytes, pictureMediaTypes[format]);
    return { file };
  } catch (error) {
    if (error instanceof PictureRefused) return { problem: { code: error.code, message: error.message } };
    throw error;
  }
}
