/** Stable codes of everything that keeps us from reading or changing a finished PDF; clients may switch on them. */
export type PdfFaultCode =
  // the file
  | 'damaged-pdf'
  | 'locked-pdf'
  | 'pdf-too-large'
  | 'pdf-too-complex'
  // what is wanted of it
  | 'empty-text'
  | 'text-too-long'
  | 'unprintable-characters'
  | 'empty-password'
  | 'equal-passwords'
  | 'password-too-long'
  | 'unusable-password'
  | 'nothing-to-merge'
  | 'too-many-documents';

/** Thrown when a PDF cannot be used, or not be changed as somebody wants. The message tells a person what to do. */
export class PdfFault extends Error {
  override readonly name = 'PdfFault';
  readonly code: PdfFaultCode;

  /** `cause` is for the log only. */
  constructor(code: PdfFaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
