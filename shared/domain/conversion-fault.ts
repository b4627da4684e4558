/** Why a Word file could not be made into a PDF. Codes are permanent. */
export type ConversionFaultCode =
  /** There is no LibreOffice, it does not start, or it is being stopped. Not the document's doing. */
  | 'converter-unavailable'
  /** LibreOffice refused the document or died of it, twice. */
  | 'conversion-failed'
  | 'conversion-timed-out'
  | 'conversion-out-of-memory'
  /** The PDF lacks more than a fifth of the letters. */
  | 'text-lost'
  /** The document has text or pictures, the PDF has none. */
  | 'blank-pdf';

const sentences: Record<ConversionFaultCode, string> = {
  'converter-unavailable':
    'PDF files cannot be made at the moment. Try again in a minute, or take the Word file.',
  'conversion-failed':
    'The document could not be made into a PDF. Open it in Word, save it again and upload that, or take the Word file.',
  'conversion-timed-out':
    'Making the PDF took too long. Split long tables and very long paragraphs, or take the Word file.',
  'conversion-out-of-memory':
    'Making the PDF needed too much memory. Use smaller pictures or split the document, or take the Word file.',
  'text-lost':
    'The PDF would lack some of the text, most likely of tables inside tables. Nest tables less deeply, or take the Word file.',
  'blank-pdf':
    'The PDF would be blank although the document is not. Open it in Word, save it again and upload that, or take the Word file.',
};

/** Thrown when no PDF comes out that can be trusted; the message is for people, `cause` for the log. */
export class ConversionFault extends Error {
  override readonly name = 'ConversionFault';
  readonly code: ConversionFaultCode;

  constructor(code: ConversionFaultCode, cause?: unknown, message: string = sentences[code]) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
