/** Stable codes of everything that makes an uploaded picture unusable; clients may switch on them. */
export type PictureFaultCode =
  | 'empty-file'
  | 'file-too-large'
  | 'not-a-picture'
  | 'unsupported-picture'
  | 'damaged-picture'
  | 'too-many-pixels';

/** Thrown when a file cannot be used as a picture. The message tells its owner what to do. */
export class PictureRefused extends Error {
  override readonly name = 'PictureRefused';
  readonly code: PictureFaultCode;

  /** `cause` is for the log only. */
  constructor(code: PictureFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
