import * as z from 'zod';
import { type Asset, type PictureFormat, pictureFormats } from '../domain/asset.ts';
import { notFound } from '../domain/fault.ts';
import type { Leftover } from '../domain/leftover.ts';
import {
  type PictureProblem,
  type PictureUploadState,
  pictureUploadStates,
} from '../domain/picture-upload.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue, uploadForgottenAt } from './due.ts';
import { entity, type OnBroken } from './entity.ts';
import * as leftovers from './leftovers.ts';
import { commit } from './write.ts';

/** How an asset is stored: lists show it from an index, which has few attributes and shares them with documents. */
type StoredAsset = Omit<Asset, 'problem' | 'format' | 'width' | 'height'> & {
  failure?: PictureProblem | undefined;
  picture?: { format: PictureFormat; width: number; height: number } | undefined;
};

const Assets = entity<StoredAsset>({
  name: 'asset',
  audit: { account: ({ accountId }) => accountId, id: ({ assetId }) => assetId, open: ['state'] },
  schema: z.object({
    accountId: z.string(),
    assetId: z.string(),
    name: z.string(),
    state: z.enum(pictureUploadStates),
    failure: z.object({ code: z.string(), message: z.string() }).optional(),
    picture: z.object({ format: z.enum(pictureFormats), width: z.number(), height: z.number() }).optional(),
    size: z.number().optional(),
    sha256: z.string().optional(),
    uploadExpiresAt: z.string().optional(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (asset) => ({
    ...assetKey(asset.accountId, asset.assetId),
    gsi1pk: `account#${asset.accountId}#assets`,
    gsi1sk: asset.assetId,
    ...(asset.uploadExpiresAt === undefined
      ? {}
      : dueKeys('asset', asset.assetId, uploadForgottenAt(asset.uploadExpiresAt))),
  }),
});

function toStored({ problem, format, width, height, ...asset }: Asset): StoredAsset {
  const isKnown = format !== undefined && width !== undefined && height !== undefined;
  return { ...asset, failure: problem, ...(isKnown ? { picture: { format, width, height } } : {}) };
}

const fromStored = ({ failure, picture, ...asset }: StoredAsset): Asset => ({
  ...asset,
  ...(failure ? { problem: failure } : {}),
  ...picture,
});

const assetKey = (accountId: string, assetId: string) => ({
  pk: `account#${accountId}`,
  sk: `asset#${assetId}`,
});

/** False when there is one with this id. */
export const insert = (asset: Asset): Promise<boolean> => commit([Assets.insertion(toStored(asset))]);

export async function find(accountId: string, assetId: string): Promise<Asset | undefined> {
  const stored = await Assets.get(assetKey(accountId, assetId));
  return stored && fromStored(stored);
}

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, assetId: string): Promise<Asset> =>
  (await find(accountId, assetId)) ?? notFound('asset');

/** Those that exist in this account, in no order. */
export const findMany = async (accountId: string, assetIds: readonly string[]): Promise<Asset[]> =>
  (await Assets.getMany(assetIds.map((assetId) => assetKey(accountId, assetId)))).map(fromStored);

/** With a note of what is left behind, if anything is. False when somebody changed the asset in between. */
export const replace = (previous: Asset, next: Asset, left?: Leftover): Promise<boolean> =>
  commit([
    Assets.replacement(toStored(previous), toStored(next)),
    ...(left ? [leftovers.insertionOf(left)] : []),
  ]);

/** False when somebody changed the asset in between. */
export const remove = (asset: Asset): Promise<boolean> => commit([Assets.removal(toStored(asset))]);

/** Newest first. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
  filter: { state?: PictureUploadState | undefined },
): Promise<{ items: Asset[]; nextCursor: string | undefined }> {
  const scope = ['assets', accountId, filter.state ?? ''].join('|');
  const { items, end } = await Assets.query({
    index: 'byAccount',
    partition: `account#${accountId}#assets`,
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
    where: filter,
  });
  return { items: items.map(fromStored), nextCursor: toCursor(scope, end) };
}

/** Assets of all accounts whose upload link ran out some minutes before `at` without a verdict. */
export const listOverdue = async (at: Date, limit: number, onBroken: OnBroken): Promise<Asset[]> =>
  (await Assets.getReadable(await listDue('asset', at, limit), onBroken)).map(fromStored);

/** All assets of an account, the oldest first; those made after one where that is named. */
export async function* all(accountId: string, after?: string): AsyncGenerator<Asset> {
  for await (const stored of Assets.all(`account#${accountId}`, 'asset#', after && `asset#${after}`))
    yield fromStored(stored);
}
