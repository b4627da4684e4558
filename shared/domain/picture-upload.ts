/** A picture that is uploaded and judged: an asset of an account, or the picture of a user. */

/** Bytes: 10 MB, the limit the inspection and the contract share. */
export const maxPictureBytes = 10 * 1024 * 1024;

/**
 * Bytes an upload link accepts when no size was announced: more than a picture may have, so that the owner of one that
 * is too large reads a sentence about it, and not S3's refusal in XML.
 */
export const maxPictureUploadBytes = 2 * maxPictureBytes;

export const pictureUploadStates = ['awaiting-upload', 'inspecting', 'ready', 'rejected'] as const;
export type PictureUploadState = (typeof pictureUploadStates)[number];

/** Why an upload was rejected, for its owner. */
export interface PictureProblem {
  code: string;
  message: string;
}

/** What an inspection found. */
export type PictureVerdict<File> = { file: File } | { problem: PictureProblem };

export interface PictureUpload {
  state: PictureUploadState;
  updatedAt: string;
  revision: number;
}

/** True once there is a verdict, which never changes. */
export const isJudged = ({ state }: PictureUpload): boolean => state === 'ready' || state === 'rejected';

/** The file has arrived: it may be inspected, again if an inspection died; undefined when that is over already. */
export const beginPictureInspection = <Upload extends PictureUpload>(
  upload: Upload,
  at: Date,
): Upload | undefined =>
  isJudged(upload)
    ? undefined
    : { ...upload, state: 'inspecting', updatedAt: at.toISOString(), revision: upload.revision + 1 };
