import * as z from 'zod';
import { type Asset, type AssetState, assetStates, pictureFormats } from '../domain/asset.ts';
import { notFound } from '../domain/fault.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type OnBroken } from './entity.ts';
import { commit } from './write.ts';

const Assets = entity<Asset>({
  name: 'asset',
  schema: z.object({
    accountId: z.string(),
    assetId: z.string(),
    name: z.string(),
    state: z.enum(assetStates),
    problem: z.object({ code: z.string(), message: z.string() }).optional(),
    format: z.enum(pictureFormats).optional(),
    width: z.number().optional(),
    height: z.number().optional(),
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
      : dueKeys('asset', asset.assetId, forgottenAt(asset.uploadExpiresAt))),
  }),
});

const assetKey = (accountId: string, assetId: string) => ({
  pk: `account#${accountId}`,
  sk: `asset#${assetId}`,
});

/**
 * When an announced upload is given up: some minutes after its link ran out, so that a file that arrived at the last
 * moment is inspected in peace.
 */
const forgottenAt = (uploadExpiresAt: string): string =>
  new Date(Date.parse(uploadExpiresAt) + 15 * 60_000).toISOString();

/** False when there is one with this id. */
export const insert = (asset: Asset): Promise<boolean> => commit([Assets.insertion(asset)]);

export const find = (accountId: string, assetId: string): Promise<Asset | undefined> =>
  Assets.get(assetKey(accountId, assetId));

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, assetId: string): Promise<Asset> =>
  (await find(accountId, assetId)) ?? notFound('asset');

/** Those that exist in this account, in no order. */
export const findMany = (accountId: string, assetIds: readonly string[]): Promise<Asset[]> =>
  Assets.getMany(assetIds.map((assetId) => assetKey(accountId, assetId)));

/** False when somebody changed the asset in between. */
export const replace = (previous: Asset, next: Asset): Promise<boolean> =>
  commit([Assets.replacement(previous, next)]);

/** False when somebody changed the asset in between. */
export const remove = (asset: Asset): Promise<boolean> => commit([Assets.removal(asset)]);

/** Newest first. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
  filter: { state?: AssetState | undefined },
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
  return { items, nextCursor: toCursor(scope, end) };
}

/** Assets of all accounts whose upload link ran out some minutes before `at` without a verdict. */
export const listOverdue = async (at: Date, limit: number, onBroken: OnBroken): Promise<Asset[]> =>
  Assets.getReadable(await listDue('asset', at, limit), onBroken);
