import { deleteAsset } from '../../shared/contract/assets.ts';
import * as assets from '../../shared/data/assets.ts';
import { assetFile } from '../../shared/domain/asset.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { deleteArtefacts } from '../../shared/files/artefacts.ts';
import { assetKey } from '../../shared/files/keys.ts';
import { http } from '../../shared/runtime/http.ts';

/** The record goes first: a crash in between leaves a file nobody can reach, never a record without its picture. */
export const handler = http(deleteAsset, async ({ params, actor }) => {
  const asset = await assets.get(actor.accountId, params.assetId);
  requireWon(await assets.remove(asset));
  const file = assetFile(asset);
  if (file) await deleteArtefacts([assetKey(asset.accountId, asset.assetId, file)]);
});
