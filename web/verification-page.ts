import { plainPage } from './plain-page.ts';

/** What the page shows of a document; nothing that was filled in, and no name of anybody. */
interface VerifiedDocument {
  state: string;
  createdAt: string;
  /** Those that its owner asked for. */
  files: readonly { format: 'docx' | 'pdf'; sha256: string; size: number }[];
}

const kinds = { docx: 'Word file', pdf: 'PDF' };

/** The page a QR code leads to. Undefined for a code nobody gave out, or a document that was deleted. */
export function verificationPage(document: VerifiedDocument | undefined): string {
  if (!document) {
    return plainPage('Not known', [
      'We do not know this code. The document was not made by MyTypist, or its maker has deleted it.',
      'Do not rely on a printed code alone: ask whoever gave you the document.',
    ]);
  }
  const { state, createdAt, files } = document;
  const made = `It was made on ${dateOf(createdAt)}.`;
  if (state !== 'ready' || files.length === 0) {
    return plainPage('Known, but not finished', [
      'MyTypist knows this document.',
      made,
      'It has no finished file.',
    ]);
  }
  return plainPage('Genuine', [
    'MyTypist made a document with this code.',
    made,
    ...files.map(
      ({ format, sha256, size }) =>
        `Its ${kinds[format]} has ${size.toLocaleString('en')} bytes and the SHA-256 fingerprint <code>${sha256}</code>.`,
    ),
    'A file with another fingerprint has been changed. Compare what you hold with what its maker says.',
  ]);
}

const dateOf = (time: string): string =>
  new Date(time).toLocaleDateString('en-NG', { dateStyle: 'long', timeZone: 'Africa/Lagos' });
