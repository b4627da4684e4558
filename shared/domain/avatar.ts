import {
  isJudged,
  type PictureProblem,
  type PictureUploadState,
  type PictureVerdict,
} from './picture-upload.ts';

/** The picture of a user: a square in several sizes, each in two formats. */

/** Pixels of a side. */
export const avatarSizes = [64, 128, 256] as const;
export type AvatarSize = (typeof avatarSizes)[number];

export const avatarFormats = ['webp', 'jpeg'] as const;
export type AvatarFormat = (typeof avatarFormats)[number];

/** The stored picture. */
export interface AvatarPicture {
  /** The upload it was made of. */
  avatarId: string;
  /** Hexadecimal, of the uploaded file: the squares follow from it. */
  sha256: string;
}

/** What a user has of a picture: the latest upload, and what is shown meanwhile. */
export interface Avatar {
  userId: string;
  /** The personal account, below which the files lie. */
  accountId: string;
  /** Of the latest upload. */
  avatarId: string;
  /** Of the latest upload. */
  state: PictureUploadState;
  /** Only when the latest upload was rejected. */
  problem?: PictureProblem | undefined;
  /** Until when the upload link is good; only while there is no verdict. */
  uploadExpiresAt?: string | undefined;
  /** What is shown. It stays until a newer upload is ready. */
  picture?: AvatarPicture | undefined;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** A picture that waits for its file, in place of an earlier upload. */
export function announceAvatar(
  earlier: Avatar | undefined,
  input: { userId: string; accountId: string; avatarId: string; at: Date; uploadExpiresAt: Date },
): Avatar {
  const { at, uploadExpiresAt, ...ids } = input;
  return {
    ...ids,
    state: 'awaiting-upload',
    uploadExpiresAt: uploadExpiresAt.toISOString(),
    ...(earlier?.picture ? { picture: earlier.picture } : {}),
    createdAt: earlier?.createdAt ?? at.toISOString(),
    updatedAt: at.toISOString(),
    revision: (earlier?.revision ?? 0) + 1,
  };
}

/** Closes an inspection; undefined when another one was first. What was shown before stays when it was rejected. */
export function concludeAvatarInspection(
  avatar: Avatar,
  found: PictureVerdict<AvatarPicture>,
  at: Date,
): Avatar | undefined {
  if (isJudged(avatar)) return undefined;
  const { uploadExpiresAt: _, ...rest } = avatar;
  return 'file' in found
    ? changed(rest, at, { state: 'ready', picture: found.file })
    : changed(rest, at, { state: 'rejected', problem: found.problem });
}

/** Forgets an upload that never came; undefined when nothing is left then. */
export function forgetAvatarUpload(avatar: Avatar, at: Date): Avatar | undefined {
  const { uploadExpiresAt: _, picture, ...rest } = avatar;
  return picture && changed({ ...rest, picture, avatarId: picture.avatarId }, at, { state: 'ready' });
}

const changed = (avatar: Avatar, at: Date, change: Partial<Avatar>): Avatar => ({
  ...avatar,
  ...change,
  updatedAt: at.toISOString(),
  revision: avatar.revision + 1,
});

export const avatarMediaTypes: Record<AvatarFormat, string> = { webp: 'image/webp', jpeg: 'image/jpeg' };
