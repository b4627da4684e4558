import * as assets from '../data/assets.ts';
import { type Asset, assetFile, isAssetId, whyNotReady } from '../domain/asset.ts';
import type { FieldFault } from '../domain/fault.ts';

/** An asset that a value names, and the field to name when it cannot be used. */
export interface PictureReference {
  /** `values.logo`, `values[2].items[0].photo`. */
  field: string;
  /** What was given there; should be an asset's id. */
  reference: string;
}

/** What is wrong with each reference that names no ready asset of this account; empty when all can be used. */
export async function requireReadyAssets(
  accountId: string,
  references: readonly PictureReference[],
): Promise<FieldFault[]> {
  const found = await assetsNamed(
    accountId,
    references.map(({ reference }) => reference),
  );
  return references.flatMap(({ field, reference }) => {
    const message = problemWith(reference, found.get(reference));
    return message === undefined ? [] : [{ field, message }];
  });
}

function problemWith(reference: string, asset: Asset | undefined): string | undefined {
  if (!isAssetId(reference)) return 'Upload a picture and give its assetId here, which begins with ast_.';
  if (!asset) return 'There is no such picture. Check the assetId, or list what you have.';
  return assetFile(asset) ? undefined : whyNotReady(asset);
}

/** The assets of an account that references name, by their ids; whatever names none is left out. */
export async function assetsNamed(
  accountId: string,
  references: Iterable<string>,
): Promise<Map<string, Asset>> {
  const ids = [...new Set(references)].filter(isAssetId);
  const found = ids.length > 0 ? await assets.findMany(accountId, ids) : [];
  return new Map(found.map((asset) => [asset.assetId, asset]));
}
