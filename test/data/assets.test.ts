import { describe, expect, test } from 'vitest';
import { Asset as AssetReply } from '../../shared/contract/assets.ts';
import * as assets from '../../shared/data/assets.ts';
import { table } from '../../shared/data/table.ts';
import {
  type Asset,
  type AssetFile,
  announceAsset,
  concludeAssetInspection,
} from '../../shared/domain/asset.ts';
import { beginPictureInspection, type PictureVerdict } from '../../shared/domain/picture-upload.ts';
import { freshId, numberedId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:05:00.000Z');
const file = { format: 'png', width: 30, height: 20, size: 900, sha256: 'ab'.repeat(32) } as const;
const problem = { code: 'not-a-picture', message: 'The file is no picture.' };

const announced = (input: { accountId?: string; assetId?: string } = {}): Asset =>
  announceAsset({
    accountId: input.accountId ?? freshId('acc'),
    assetId: input.assetId ?? freshId('ast'),
    name: 'Logo',
    at,
    uploadExpiresAt: new Date('2026-03-01T09:15:00.000Z'),
  });

async function stored(input: Parameters<typeof announced>[0] = {}): Promise<Asset> {
  const asset = announced(input);
  expect(await assets.insert(asset)).toBe(true);
  return asset;
}

const concluded = (asset: Asset, found: PictureVerdict<AssetFile>): Asset =>
  concludeAssetInspection(asset, found, later) ?? asset;

const read = ({ accountId, assetId }: Asset): Promise<Asset | undefined> => assets.find(accountId, assetId);

const unexpected = (): never => {
  throw new Error('every item can be read');
};

describe('an asset', () => {
  test('is stored as it is, and loses to one that exists', async () => {
    const asset = await stored();
    expect(await read(asset)).toEqual(asset);
    expect(await assets.insert({ ...asset, name: 'Other' })).toBe(false);
    expect(await read(asset)).toEqual(asset);
  });

  test.each<[string, PictureVerdict<AssetFile>]>([
    ['its file', { file }],
    ['its problem', { problem }],
  ])('keeps %s with the verdict, and forgets when the upload would have run out', async (_, found) => {
    const asset = await stored();
    const next = concluded(asset, found);
    expect(await assets.replace(asset, next)).toBe(true);
    expect(await read(asset)).toEqual(next);
    expect(next).not.toHaveProperty('uploadExpiresAt');
  });

  test('is found under its own account only, and an unknown one is answered alike', async () => {
    const { assetId } = await stored();
    const stranger = freshId('acc');
    expect(await assets.find(stranger, assetId)).toBeUndefined();
    expect(await assets.findMany(stranger, [assetId])).toEqual([]);
    const unknown = await assets.get(stranger, freshId('ast')).catch((error: unknown) => error);
    await expect(assets.get(stranger, assetId)).rejects.toEqual(unknown);
    expect(unknown).toMatchObject({ code: 'not-found', message: expect.stringContaining('no such asset') });
  });

  test('has one winner among fifty changes at once', async () => {
    const asset = await stored();
    const verdicts = Array.from({ length: 50 }, (_, size) => concluded(asset, { file: { ...file, size } }));
    const won = await Promise.all(verdicts.map((next) => assets.replace(asset, next)));
    const winners = verdicts.filter((_, index) => won[index]);
    expect(winners).toHaveLength(1);
    expect(await read(asset)).toEqual(winners[0]);
  });

  test('is removed as it was read, and not when it changed in between', async () => {
    const asset = await stored();
    const begun = beginPictureInspection(asset, later) ?? asset;
    await assets.replace(asset, begun);
    expect(await assets.remove(asset)).toBe(false);
    expect(await read(asset)).toEqual(begun);
    expect(await assets.remove(begun)).toBe(true);
    expect(await read(asset)).toBeUndefined();
    expect(await assets.remove(begun)).toBe(false);
  });
});

test('many are read at once, over the hundred of one request; those that do not exist are left out', async () => {
  const accountId = freshId('acc');
  const all = await Promise.all(Array.from({ length: 120 }, () => stored({ accountId })));
  const wanted = [...all.map(({ assetId }) => assetId), freshId('ast')];
  const found = await assets.findMany(accountId, wanted);
  expect(found.map(({ assetId }) => assetId).toSorted()).toEqual(wanted.slice(0, -1).toSorted());
});

describe('the list', () => {
  const accountId = freshId('acc');
  const ids = Array.from({ length: 5 }, (_, number) => numberedId('ast', number));
  const listed = async (filter: Parameters<typeof assets.list>[2]): Promise<string[]> =>
    (await assets.list(accountId, { limit: 25 }, filter)).items.map(({ assetId }) => assetId);

  test('shows the newest first, and those of this account only', async () => {
    for (const assetId of ids) await stored({ accountId, assetId });
    await stored();
    expect(await listed({})).toEqual(ids.toReversed());
  });

  test('is narrowed by state', async () => {
    const [first, second] = [ids[0] ?? '', ids[1] ?? ''];
    for (const [assetId, found] of [
      [first, { file }],
      [second, { problem }],
    ] as const) {
      const asset = await assets.get(accountId, assetId);
      await assets.replace(asset, concluded(asset, found));
    }
    expect(await listed({ state: 'ready' })).toEqual([first]);
    expect(await listed({ state: 'rejected' })).toEqual([second]);
    expect(await listed({ state: 'inspecting' })).toEqual([]);
  });

  test('comes in pages that are good for this list only', async () => {
    const first = await assets.list(accountId, { limit: 3 }, {});
    const page = { limit: 3, cursor: first.nextCursor };
    const second = await assets.list(accountId, page, {});
    expect([...first.items, ...second.items].map(({ assetId }) => assetId)).toEqual(ids.toReversed());
    expect(second.nextCursor).toBeUndefined();
    const filtered = assets.list(accountId, page, { state: 'ready' });
    await expect(filtered).rejects.toMatchObject({ code: 'invalid-request' });
    const stranger = assets.list(freshId('acc'), page, {});
    await expect(stranger).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('shows everything but when an upload runs out', async () => {
    for (const found of [{ file }, { problem }]) {
      const asset = await stored();
      const next = concluded(asset, found);
      await assets.replace(asset, next);
      expect((await assets.list(asset.accountId, { limit: 25 }, {})).items).toEqual([next]);
    }
    const { uploadExpiresAt: _, ...waiting } = await stored();
    expect((await assets.list(waiting.accountId, { limit: 25 }, {})).items).toEqual([waiting]);
  });

  test('projects everything that its reply names, under the names it is stored by', () => {
    const storedAs: Record<string, string> = {
      problem: 'failure',
      format: 'picture',
      width: 'picture',
      height: 'picture',
    };
    const names = Object.keys(AssetReply.shape).map((name) => storedAs[name] ?? name);
    expect(table.projected).toEqual(expect.arrayContaining(names));
  });
});

describe('an upload that is awaited', () => {
  /** Assets of one account that are overdue at a time. */
  const overdueOf = async (accountId: string, time: string): Promise<string[]> =>
    (await assets.listOverdue(new Date(time), 1000, unexpected))
      .filter((asset) => asset.accountId === accountId)
      .map(({ assetId }) => assetId);

  test('is overdue a quarter of an hour after its link ran out, from every shard', async () => {
    const accountId = freshId('acc');
    const endings = ['00', '01', '02', '03', 'fe', 'ff'];
    const all = await Promise.all(
      endings.map((ending) => stored({ accountId, assetId: freshId('ast', ending) })),
    );
    expect(await overdueOf(accountId, '2026-03-01T09:29:59.999Z')).toEqual([]);
    const found = await overdueOf(accountId, '2026-03-01T09:30:00.001Z');
    expect(found.toSorted()).toEqual(all.map(({ assetId }) => assetId).toSorted());
  });

  test('is still overdue while it is inspected, and never once there is a verdict', async () => {
    const asset = await stored();
    const begun = beginPictureInspection(asset, later) ?? asset;
    await assets.replace(asset, begun);
    expect(await overdueOf(asset.accountId, '2026-03-02T00:00:00.000Z')).toEqual([asset.assetId]);
    await assets.replace(begun, concluded(begun, { problem }));
    expect(await overdueOf(asset.accountId, '2026-03-02T00:00:00.000Z')).toEqual([]);
  });
});
