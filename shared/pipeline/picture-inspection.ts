import { createHash } from 'node:crypto';
import { type AssetFile, pictureMediaTypes } from '../domain/asset.ts';
import { type AvatarPicture, avatarMediaTypes } from '../domain/avatar.ts';
import { PictureRefused } from '../domain/picture-fault.ts';
import type { PictureProblem, PictureVerdict } from '../domain/picture-upload.ts';
import { avatarSquares } from '../engines/image/avatar-squares.ts';
import { reencodeImage } from '../engines/image/reencode-image.ts';
import { storeArtefact } from '../files/artefacts.ts';
import {
  type AvatarUpload,
  assetKey,
  avatarKey,
  parseAssetUploadKey,
  parseAvatarUploadKey,
} from '../files/keys.ts';
import { deleteUpload, readUpload } from '../files/uploads.ts';
import { awaitedAsset } from './awaited-asset.ts';
import { awaitedAvatar } from './awaited-avatar.ts';
import type { AwaitedPicture } from './awaited-picture.ts';

/**
 * Judges an uploaded picture, writes it anew and concludes what waited for it. Safe to run twice, also at once: a verdict
 * stays as it is, and an upload that belongs to nothing is removed. Resolves to what became of it, for the log.
 */
export async function inspectPictureUpload(
  key: string,
  now: () => Date,
): Promise<'ready' | 'rejected' | 'ignored'> {
  const inspection = inspectionOf(key);
  const outcome = inspection ? await inspection(now) : 'ignored';
  await deleteUpload(key);
  return outcome;
}

type Inspection = (now: () => Date) => Promise<'ready' | 'rejected' | 'ignored'>;

/** What is to be done with the upload under a key; undefined for one that we never gave out. */
function inspectionOf(key: string): Inspection | undefined {
  const asset = parseAssetUploadKey(key);
  if (asset) return inspectionBy(key, awaitedAsset(asset), (bytes) => storeAsset(asset, bytes));
  const avatar = parseAvatarUploadKey(key);
  return avatar && inspectionBy(key, awaitedAvatar(avatar), (bytes) => storeAvatar(avatar, bytes));
}

const inspectionBy =
  <File>(
    key: string,
    awaited: AwaitedPicture<File>,
    store: (uploaded: Buffer) => Promise<File>,
  ): Inspection =>
  async (now) => {
    if (!(await awaited.begin(now))) return 'ignored';
    const uploaded = await readUpload(key);
    const found = uploaded ? await judge(uploaded, store) : { problem: lost };
    await awaited.conclude(found, now);
    return 'file' in found ? 'ready' : 'rejected';
  };

const lost: PictureProblem = {
  code: 'upload-lost',
  message: 'The uploaded picture disappeared before it was inspected. Upload it again.',
};

async function judge<File>(
  uploaded: Buffer,
  store: (uploaded: Buffer) => Promise<File>,
): Promise<PictureVerdict<File>> {
  try {
    return { file: await store(uploaded) };
  } catch (error) {
    if (error instanceof PictureRefused) return { problem: { code: error.code, message: error.message } };
    throw error;
  }
}

async function storeAsset(
  { accountId, assetId }: { accountId: string; assetId: string },
  uploaded: Buffer,
): Promise<AssetFile> {
  const { bytes, format, width, height } = await reencodeImage(uploaded);
  const file: AssetFile = { format, width, height, size: bytes.length, sha256: sha256Of(bytes) };
  await storeArtefact(assetKey(accountId, assetId, file), bytes, pictureMediaTypes[format]);
  return file;
}

async function storeAvatar({ accountId, avatarId }: AvatarUpload, uploaded: Buffer): Promise<AvatarPicture> {
  const squares = await avatarSquares(uploaded);
  const picture = { avatarId, sha256: sha256Of(uploaded) };
  await Promise.all(
    squares.map(({ size, format, bytes }) =>
      storeArtefact(avatarKey(accountId, picture, size, format), bytes, avatarMediaTypes[format]),
    ),
  );
  return picture;
}

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
