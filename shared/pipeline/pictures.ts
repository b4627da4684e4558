import { type Asset, type AssetFile, assetFile } from '../domain/asset.ts';
import { RenderFault } from '../domain/render-fault.ts';
import { DOCX_LIMITS } from '../engines/docx/limits.ts';
import type { Picture } from '../engines/docx/picture.ts';
import { readArtefact } from '../files/artefacts.ts';
import { assetKey } from '../files/keys.ts';
import { KeptFiles } from './kept-files.ts';
import { assetsNamed } from './ready-assets.ts';

/** A few logos, which most documents of an account share; by SHA-256. Equal bytes are equal, whoever's they are. */
const kept = new KeptFiles(64 * 1024 * 1024);

/**
 * The pictures of an account that are ready, by the asset id that names them. What names no ready asset of this
 * account is left out. Throws RenderFault `output-too-large` for
 * more than a document may hold, and what S3 throws when a stored picture cannot be read.
 */
export async function picturesFor(
  accountId: string,
  references: Iterable<string>,
): Promise<Map<string, Picture>> {
  const found = await assetsNamed(accountId, references);
  refuseTooMuch([...found.values()]);
  const pictures = [...found].flatMap(([id, asset]) => {
    const file = assetFile(asset);
    return file ? [pictureOf(asset, file).then((picture): [string, Picture] => [id, picture])] : [];
  });
  return new Map(await Promise.all(pictures));
}

/** A document could not hold them, and reading them all at once would take the memory of everything else. */
function refuseTooMuch(assets: readonly Asset[]): void {
  const bytes = assets.reduce((sum, { size = 0 }) => sum + size, 0);
  if (bytes <= DOCX_LIMITS.outputBytes) return;
  const limit = DOCX_LIMITS.outputBytes / 1024 / 1024;
  throw new RenderFault('output-too-large', `The pictures of the document take more than ${limit} MB.`);
}

async function pictureOf(asset: Asset, file: AssetFile): Promise<Picture> {
  const { format, width, height, sha256 } = file;
  const bytes = kept.get(sha256) ?? (await readArtefact(assetKey(asset.accountId, asset.assetId, file)));
  kept.set(sha256, bytes);
  return { bytes, format, width, height };
}
