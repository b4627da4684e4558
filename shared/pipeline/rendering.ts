import { createHash } from 'node:crypto';
import * as documents from '../data/documents.ts';
import {
  beginRendering,
  concludeRendering,
  type Document,
  type DocumentFailure,
  type DocumentFormat,
  failDocument,
  isFinished,
  keepsWordFile,
  type MadeFiles,
  type StoredFile,
} from '../domain/document.ts';
import { mediaTypes } from '../domain/media-types.ts';
import type { ConversionReport } from '../domain/pdf-options.ts';
import { storeArtefact } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';

/** A PDF that is not stored yet. */
export interface PrintedPdf {
  bytes: Buffer;
  pages: number;
  /** Whether it takes a password to open it. */
  locked: boolean;
  /** Whether it has a password of any kind. */
  encrypted: boolean;
  conversion: ConversionReport;
}

/** The files of one document, not stored yet. */
export interface MadeDocument {
  docx?: Buffer | undefined;
  pdf?: PrintedPdf | undefined;
}

/** Makes a document's files, or says why these values can never make them: trying again would not help. */
export type Make = (document: Document) => Promise<MadeDocument | { failure: DocumentFailure }>;

/**
 * Takes one document from queued to ready or failed. A document that is finished already, or that somebody else
 * finishes meanwhile, is left alone. Throws only for what may be better the next time.
 */
export async function renderDocument(
  document: Document,
  make: Make,
  now: () => Date,
): Promise<'ready' | 'failed' | 'skipped'> {
  const begun = beginRendering(document, now());
  if (!begun) return 'skipped';
  // Noted while it is made already: whoever loses has made it for nothing, which is rare and does no harm.
  const [isOurs, made] = await Promise.all([documents.replace(document, begun), make(begun)]);
  if (!isOurs) return 'skipped';
  if ('failure' in made) return conclude(begun, (open) => failDocument(open, made.failure, now()), 'failed');
  const files = await storeMade(begun, made);
  return conclude(begun, (open) => concludeRendering(open, files, now()), 'ready');
}

/** Stores what was made under names that follow from the content, so that doing it twice does no harm. */
export async function storeMade(
  document: Pick<Document, 'accountId' | 'documentId' | 'formats'>,
  { docx, pdf }: MadeDocument,
): Promise<MadeFiles> {
  const [word, printed] = await Promise.all([
    docx && keepsWordFile(document, pdf) ? store(document, docx, 'docx') : undefined,
    pdf && store(document, pdf.bytes, 'pdf'),
  ]);
  return {
    docx: word,
    ...(printed && pdf
      ? {
          pdf: { ...printed, pages: pdf.pages, ...flagsOf(pdf) },
          conversion: pdf.conversion,
        }
      : {}),
  };
}

const flagsOf = ({ locked, encrypted }: PrintedPdf) => ({
  ...(locked ? { locked } : {}),
  ...(encrypted ? { encrypted } : {}),
});

async function store(
  { accountId, documentId }: Pick<Document, 'accountId' | 'documentId'>,
  bytes: Buffer,
  format: DocumentFormat,
): Promise<StoredFile> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await storeArtefact(documentKey(accountId, documentId, sha256, format), bytes, mediaTypes[format]);
  return { sha256, size: bytes.length };
}

/** Fails documents whose message was given up. */
export async function giveUpDocument(
  document: Document,
  failure: DocumentFailure,
  now: () => Date,
): Promise<boolean> {
  const failed = failDocument(document, failure, now());
  return failed !== undefined && (await documents.replace(document, failed));
}

/** Attempts against whoever else touches the document. */
const attempts = 5;

/**
 * Writes the end of a document, also when somebody has queued or taken it again meanwhile: what was made stays as good.
 * `skipped` when it has ended already, or is gone.
 */
async function conclude<Outcome extends string>(
  begun: Document,
  ended: (open: Document) => Document | undefined,
  outcome: Outcome,
): Promise<Outcome | 'skipped'> {
  let open: Document | undefined = begun;
  for (let attempt = 0; open && !isFinished(open) && attempt < attempts; attempt++) {
    const next = ended(open);
    if (next && (await documents.replace(open, next))) return outcome;
    open = await documents.find(begun.accountId, begun.documentId);
  }
  return 'skipped';
}
