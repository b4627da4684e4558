import { describe, expect, test } from 'vitest';
import {
  type Asset,
  type AssetFile,
  announceAsset,
  assetFile,
  assetFileName,
  concludeAssetInspection,
  isAssetId,
  requireAssetFile,
  whyNotReady,
} from '../../shared/domain/asset.ts';
import { beginPictureInspection } from '../../shared/domain/picture-upload.ts';

const at = new Date('2026-03-01T09:00:00.000Z');
const later = new Date('2026-03-01T09:05:00.000Z');

const announced = announceAsset({
  accountId: 'acc_1',
  assetId: 'ast_1',
  name: 'Logo',
  at,
  uploadExpiresAt: new Date('2026-03-01T09:15:00.000Z'),
});
const file: AssetFile = { format: 'png', width: 30, height: 20, size: 900, sha256: 'ab'.repeat(32) };
const problem = { code: 'not-a-picture', message: 'The file is no picture.' };

const must = (asset: Asset | undefined): Asset => {
  if (!asset) throw new Error('the step was allowed');
  return asset;
};
const inspecting = must(beginPictureInspection(announced, later));
const ready = must(concludeAssetInspection(inspecting, { file }, later));
const rejected = must(concludeAssetInspection(inspecting, { problem }, later));

describe('an asset', () => {
  test('waits for its file at first', () => {
    expect(announced).toEqual({
      accountId: 'acc_1',
      assetId: 'ast_1',
      name: 'Logo',
      state: 'awaiting-upload',
      uploadExpiresAt: '2026-03-01T09:15:00.000Z',
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
      revision: 1,
    });
  });

  test('is inspected, again when an inspection died', () => {
    expect(inspecting).toEqual({
      ...announced,
      state: 'inspecting',
      updatedAt: later.toISOString(),
      revision: 2,
    });
    expect(beginPictureInspection(inspecting, later)).toMatchObject({ state: 'inspecting', revision: 3 });
  });

  test('is ready with its file, and waits for nothing any more', () => {
    const { uploadExpiresAt: _, ...rest } = inspecting;
    expect(ready).toEqual({ ...rest, ...file, state: 'ready', revision: 3 });
  });

  test('is rejected with a reason, and waits for nothing any more', () => {
    const { uploadExpiresAt: _, ...rest } = inspecting;
    expect(rejected).toEqual({ ...rest, problem, state: 'rejected', revision: 3 });
  });

  test.each([
    ['ready', ready],
    ['rejected', rejected],
  ])('that is %s stays so, whatever comes later', (_, judged) => {
    expect(beginPictureInspection(judged, later)).toBeUndefined();
    expect(concludeAssetInspection(judged, { file }, later)).toBeUndefined();
    expect(concludeAssetInspection(judged, { problem }, later)).toBeUndefined();
  });
});

describe('the picture of an asset', () => {
  test('is there once it is ready', () => {
    expect(assetFile(ready)).toEqual(file);
    expect(requireAssetFile(ready)).toEqual(file);
  });

  test.each([
    ['waits', announced, /awaiting-upload.*Wait until/],
    ['is inspected', inspecting, /inspecting.*Wait until/],
    ['was rejected', rejected, /rejected: The file is no picture\./],
    ['was rejected without a reason', { ...rejected, problem: undefined }, /rejected: upload another one\./],
    ['lost its hash', { ...ready, sha256: undefined }, /not ready/],
  ])('is not there when it %s, and the refusal says why', (_, asset, says) => {
    expect(assetFile(asset)).toBeUndefined();
    expect(whyNotReady(asset)).toMatch(says);
    expect(() => requireAssetFile(asset)).toThrow(
      expect.objectContaining({ code: 'asset-not-ready', message: expect.stringMatching(says) }),
    );
  });

  test.each([
    ['Logo', 'png', 'Logo.png'],
    ['Logo', 'jpeg', 'Logo.jpg'],
    ['logo.PNG', 'png', 'logo.png'],
    ['photo.jpeg', 'jpeg', 'photo.jpg'],
    ['photo.jpg', 'png', 'photo.png'],
    ['a.b', 'png', 'a.b.png'],
    ['.png', 'png', 'document.png'],
    ['../a/b', 'png', 'a b.png'],
  ] as const)('of the name %s as %s is saved as %s', (name, format, expected) => {
    expect(assetFileName(name, format)).toBe(expected);
  });
});

test.each([
  [`ast_${'0a'.repeat(16)}`, true],
  [`ast_${'0A'.repeat(16)}`, false],
  [`ast_${'0a'.repeat(16)}\n`, false],
  [`tpl_${'0a'.repeat(16)}`, false],
  [` ast_${'0a'.repeat(16)}`, false],
  ['', false],
])('%j has the form of an asset’s id: %s', (text, expected) => {
  expect(isAssetId(text)).toBe(expected);
});
