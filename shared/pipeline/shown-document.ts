import * as documents from '../data/documents.ts';
import { type Document, type DocumentFormat, requireFile } from '../domain/document.ts';
import { fail } from '../domain/fault.ts';
import type { PdfOptions } from '../domain/pdf-options.ts';
import { type Seen, seenDocument } from './access-note.ts';
import { readableFormat } from './merge-parts.ts';
import type { Shown } from './shown.ts';

/** A document with the file its pictures are made of. */
export interface ShownDocument extends Shown {
  file: { format: DocumentFormat; sha256: string };
  /** What the pages show besides the Word file, where they are made of that. */
  pdfOptions: PdfOptions;
  seen: Seen;
}

/**
 * Throws `not-found`, `document-not-ready` while there is no file, and `preview-failed` for a document of which nothing
 * is left but a PDF with a password.
 */
export async function shownDocument(accountId: string, documentId: string): Promise<ShownDocument> {
  const document = await documents.get(accountId, documentId);
  const file = readableFile(document);
  return {
    accountId,
    subject: { of: 'document', documentId },
    shown: `${documentId}/${file.sha256}`,
    pages: document.pdf?.pages,
    file,
    pdfOptions: document.pdfOptions ?? {},
    seen: seenDocument(document),
  };
}

function readableFile(document: Document): { format: DocumentFormat; sha256: string } {
  if (document.pdf?.locked && document.sha256 === undefined) {
    return fail(
      'preview-failed',
      'There are no pictures of this document, because its PDF has a password. Download it and open it with that.',
    );
  }
  const format = readableFormat(document);
  return { format, sha256: requireFile(document, format).sha256 };
}
