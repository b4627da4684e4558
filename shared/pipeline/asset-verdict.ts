import * as assets from '../data/assets.ts';
import { type AssetProblem, type AssetVerdict, concludeAssetInspection } from '../domain/asset.ts';
import { assetUploadKey, parseAssetUploadKey } from '../files/keys.ts';
import { deleteUpload } from '../files/uploads.ts';

/** Verdicts that need no look at the picture: who imports this does not load the image library. */

interface AssetPlace {
  accountId: string;
  assetId: string;
}

/** Attempts to write a verdict against other inspections of the same asset. */
const attempts = 5;

/** Writes the verdict; quiet when another inspection was first, or when the asset was deleted meanwhile. */
export async function concludeAsset(
  { accountId, assetId }: AssetPlace,
  found: AssetVerdict,
  now: () => Date,
): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const open = await assets.find(accountId, assetId);
    const concluded = open && concludeAssetInspection(open, found, now());
    if (!open || !concluded || (await assets.replace(open, concluded))) return;
  }
  throw new Error(`the verdict on ${assetId} lost ${attempts} times`);
}

/** Rejects a picture whose inspection was given up, so that its owner is not left waiting. */
export async function rejectAssetUpload(key: string, now: () => Date): Promise<void> {
  const id = parseAssetUploadKey(key);
  if (id) await concludeAsset(id, { problem: givenUp }, now);
  await deleteUpload(key);
}

/** Ends an upload that is overdue: one that never came is forgotten, one whose inspection never ended is rejected. */
export async function forgetAssetUpload({ accountId, assetId }: AssetPlace, now: () => Date): Promise<void> {
  const announced = await assets.find(accountId, assetId);
  if (announced?.state === 'inspecting') await concludeAsset(announced, { problem: givenUp }, now);
  if (announced?.state !== 'awaiting-upload' || !(await assets.remove(announced))) return;
  await deleteUpload(assetUploadKey(accountId, assetId));
}

const givenUp: AssetProblem = {
  code: 'inspection-failed',
  message:
    'The picture could not be inspected. Save it again as PNG or JPEG and upload that; if it fails again, tell us.',
};
