import * as assets from '../data/assets.ts';
import { archivedName } from '../domain/archive-names.ts';
import { type Asset, assetFile } from '../domain/asset.ts';
import type { User } from '../domain/user.ts';
import { readArtefact } from '../files/artefacts.ts';
import { assetKey } from '../files/keys.ts';
import { type ArchiveStep, stepsAhead, unlessGone } from './archive-step.ts';
import { readAhead } from './read-ahead.ts';

/** Pictures that were uploaded for templates. */
export async function* archivedPictures({ accountId }: User, after?: string): AsyncGenerator<ArchiveStep> {
  yield* readAhead(assets.all(accountId, after), stepsAhead, pictureStep);
}

async function pictureStep(asset: Asset): Promise<ArchiveStep> {
  const { accountId, assetId, name, state, problem, width, height, createdAt } = asset;
  const file = assetFile(asset);
  const content =
    file &&
    (await unlessGone(
      () => readArtefact(assetKey(accountId, assetId, file)),
      () => assets.find(accountId, assetId),
    ));
  const path = file && content && `pictures/${archivedName(name, assetId)}.${file.format}`;
  return {
    files: path && content ? [{ name: path, content, date: new Date(createdAt) }] : [],
    lines: [
      {
        list: 'pictures',
        cells: { assetId, name, state, problem: problem?.message, width, height, createdAt, file: path },
      },
    ],
    after: assetId,
  };
}
