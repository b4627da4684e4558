import { fileNameFor } from './document.ts';
import { fail } from './fault.ts';
import {
  isJudged,
  type PictureProblem,
  type PictureUploadState,
  type PictureVerdict,
} from './picture-upload.ts';

/** An asset is a picture that an account uploaded, for the pictures its templates ask for. */

export const pictureFormats = ['png', 'jpeg'] as const;
export type PictureFormat = (typeof pictureFormats)[number];

/** The stored picture: what the inspection made of the upload, never the upload itself. */
export interface AssetFile {
  format: PictureFormat;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
  /** Bytes. */
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

type Perhaps<T> = { [Key in keyof T]?: T[Key] | undefined };

/** Its file's properties are there once it is ready, all of them: see {@link assetFile}. */
export interface Asset extends Perhaps<AssetFile> {
  accountId: string;
  assetId: string;
  name: string;
  state: PictureUploadState;
  /** Only when it was rejected. */
  problem?: PictureProblem | undefined;
  /** Until when the upload link is good; only while there is no verdict. */
  uploadExpiresAt?: string | undefined;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** An asset that waits for its file. */
export function announceAsset(input: {
  accountId: string;
  assetId: string;
  name: string;
  at: Date;
  uploadExpiresAt: Date;
}): Asset {
  return {
    accountId: input.accountId,
    assetId: input.assetId,
    name: input.name,
    state: 'awaiting-upload',
    uploadExpiresAt: input.uploadExpiresAt.toISOString(),
    createdAt: input.at.toISOString(),
    updatedAt: input.at.toISOString(),
    revision: 1,
  };
}

/** Closes an inspection; undefined when another one was first. */
export function concludeAssetInspection(
  asset: Asset,
  found: PictureVerdict<AssetFile>,
  at: Date,
): Asset | undefined {
  if (isJudged(asset)) return undefined;
  const { uploadExpiresAt: _, ...rest } = asset;
  return 'file' in found
    ? changed(rest, at, { state: 'ready', ...found.file })
    : changed(rest, at, { state: 'rejected', problem: found.problem });
}

/** The stored picture; undefined while there is none. */
export function assetFile(asset: Asset): AssetFile | undefined {
  const { state, format, width, height, size, sha256 } = asset;
  const isWhole =
    state === 'ready' &&
    format !== undefined &&
    width !== undefined &&
    height !== undefined &&
    size !== undefined &&
    sha256 !== undefined;
  return isWhole ? { format, width, height, size, sha256 } : undefined;
}

/** Why an asset without a picture has none, and what to do. */
export function whyNotReady({ state, problem }: Asset): string {
  return state === 'rejected'
    ? `The uploaded picture was rejected: ${problem?.message ?? 'upload another one.'}`
    : `The picture is not ready yet (${state}). Wait until its state is "ready".`;
}

/** The stored picture. Throws `asset-not-ready` while there is none, or when there never will be. */
export const requireAssetFile = (asset: Asset): AssetFile =>
  assetFile(asset) ?? fail('asset-not-ready', whyNotReady(asset));

/** Whether a text has the form of an asset's id. */
export const isAssetId = (text: string): boolean => /^ast_[0-9a-f]{32}$/.test(text);

const extensions: Record<PictureFormat, string> = { png: 'png', jpeg: 'jpg' };

/** A file name for the stored picture: an extension that the owner gave in the name is not repeated. */
export const assetFileName = (name: string, format: PictureFormat): string =>
  fileNameFor(name.replace(/\.(?:png|jpe?g)$/i, ''), extensions[format]);

export const pictureMediaTypes: Record<PictureFormat, string> = { png: 'image/png', jpeg: 'image/jpeg' };

const changed = (asset: Asset, at: Date, change: Partial<Asset>): Asset => ({
  ...asset,
  ...change,
  updatedAt: at.toISOString(),
  revision: asset.revision + 1,
});
