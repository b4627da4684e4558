import type { Charge } from './charge.ts';
import { fail } from './fault.ts';
import {
  type ConversionReport,
  type Cover,
  optionsConflict,
  type PdfOptions,
  withoutPasswords,
} from './pdf-options.ts';

/** The most documents one call may ask for; larger runs are batches. DynamoDB's transaction limit is 100 items. */
export const maxDocumentsPerRequest = 100;

export const documentStates = ['queued', 'rendering', 'ready', 'failed'] as const;
export type DocumentState = (typeof documentStates)[number];

export interface DocumentFailure {
  code: string;
  message: string;
}

/** The files a document can be had as, in the order they are made. */
export const documentFormats = ['docx', 'pdf'] as const;
export type DocumentFormat = (typeof documentFormats)[number];

/** A stored file of a document. */
export interface StoredFile {
  /** Hexadecimal. */
  sha256: string;
  /** Bytes. */
  size: number;
}

export interface PdfFile extends StoredFile {
  pages: number;
  /** Whether it takes a password to open it: then we cannot read it either. */
  locked?: boolean | undefined;
  /** Whether it has a password of any kind: then it cannot be put together with others. */
  encrypted?: boolean | undefined;
}

/** Where a document of a batch comes from. */
export interface BatchRow {
  batchId: string;
  /** As the spreadsheet numbers it. */
  row: number;
}

export interface Document {
  accountId: string;
  documentId: string;
  /** With `version`: what it is made from. Absent when it is other documents put together. */
  templateId?: string | undefined;
  version?: number | undefined;
  /** The documents it is put together from, in order; only then. */
  parts?: string[] | undefined;
  /** A page in front of the parts. */
  cover?: Cover | undefined;
  name: string;
  /** What its owner wants to have; {@link keepsWordFile} says when a Word file is kept besides. */
  formats: DocumentFormat[];
  /** When the document is finished the passwords are forgotten, and the rest where it is needed no more. */
  pdfOptions?: PdfOptions | undefined;
  batch?: BatchRow | undefined;
  state: DocumentState;
  /** The values that fill it; absent when they lie in the artefacts bucket because they are large, or in a list. */
  values?: Record<string, unknown> | undefined;
  /** True when the values lie in the artefacts bucket. */
  valuesStored: boolean;
  failure?: DocumentFailure | undefined;
  /** What its QR code leads to; only of templates that ask for one. */
  verificationCode?: string | undefined;
  /** Of the Word file. */
  sha256?: string | undefined;
  /** Bytes of the Word file. */
  size?: number | undefined;
  pdf?: PdfFile | undefined;
  conversion?: ConversionReport | undefined;
  /** When the account's retention ends its life; absent when it is kept for good. */
  keepUntil?: string | undefined;
  /** What it costs; absent when it is part of something that is paid for, or was made before there were prices. */
  charge?: Charge | undefined;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** Milliseconds a document may wait untouched before it is queued again. */
export const resendAfter = 60_000;

/** Milliseconds a document may be made before its maker is taken for dead: longer than any function that makes them runs. */
export const remakeAfter = 150_000;

/** Milliseconds after which an unfinished document is given up: longer than all deliveries of its message. */
export const giveUpAfter = 30 * 60_000;

/** What a new document is made from: a template version and values, or other documents. */
type Source =
  | { templateId: string; version: number; values: Record<string, unknown> }
  | { parts: string[]; cover?: Cover | undefined };

export function queueDocument(
  input: {
    accountId: string;
    documentId: string;
    name: string;
    formats?: DocumentFormat[];
    pdfOptions?: PdfOptions | undefined;
    verificationCode?: string | undefined;
    keepUntil?: string | undefined;
    createdBy: string;
    at: Date;
  } & Source,
): Document {
  const { at, formats = ['docx'], ...rest } = input;
  return {
    ...rest,
    formats,
    state: 'queued',
    valuesStored: false,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: 1,
  };
}

/**
 * A renderer takes the document, or takes it over from one that died; undefined when it is finished already.
 * Two renderers at once do no harm: both write the same bytes to the same key, and one of them concludes.
 */
export function beginRendering(document: Document, at: Date): Document | undefined {
  if (isFinished(document)) return undefined;
  return changed(document, at, { state: 'rendering' });
}

/** What was made of a document. */
export interface MadeFiles {
  docx?: StoredFile | undefined;
  pdf?: PdfFile | undefined;
  conversion?: ConversionReport | undefined;
}

export function concludeRendering(document: Document, made: MadeFiles, at: Date): Document {
  const { pdf, conversion } = made;
  return changed(document, at, {
    state: 'ready',
    ...made.docx,
    ...(pdf ? { pdf } : {}),
    ...(conversion ? { conversion } : {}),
    // Of a PDF that nobody can read the pages are made again from the Word file, and must look the same.
    pdfOptions: pdf?.encrypted ? withoutPasswords(document.pdfOptions) : undefined,
  });
}

/** Ends a document as failed; undefined when it is finished already. */
export function failDocument(document: Document, failure: DocumentFailure, at: Date): Document | undefined {
  if (isFinished(document)) return undefined;
  return changed(document, at, { state: 'failed', failure, pdfOptions: undefined });
}

/**
 * Whether the Word file is kept: when it was asked for, and when nobody could read what else there is, because the PDF
 * has a password. Every other Word file would be stored, and paid for, for nothing.
 */
export const keepsWordFile = (
  { formats }: Pick<Document, 'formats'>,
  pdf: { encrypted: boolean } | undefined,
): boolean => formats.includes('docx') || pdf === undefined || pdf.encrypted;

/** Whether making it takes the converter. */
export const wantsPdf = ({ formats }: Pick<Document, 'formats'>): boolean => formats.includes('pdf');

/**
 * Formats and PDF options that belong together. Throws `invalid-request` for options without a PDF, and for options
 * that contradict each other.
 */
export function requireFittingOptions(formats: readonly DocumentFormat[], options?: PdfOptions): void {
  if (options === undefined) return;
  const message = formats.includes('pdf')
    ? optionsConflict(options)
    : 'Options of the PDF need "pdf" among the formats.';
  if (message !== undefined) fail('invalid-request', message, [{ field: 'pdf', message }]);
}

/** The document, kept until another time; for good when it is undefined. */
export const keepDocumentUntil = (document: Document, keepUntil: string | undefined, at: Date): Document =>
  changed(document, at, { keepUntil });

/** What to do with a document that has not moved for {@link resendAfter}. */
export function overdue(document: Document, at: Date): 'resend' | 'give-up' | 'leave' {
  if (isFinished(document)) return 'leave';
  const age = at.getTime() - Date.parse(document.createdAt);
  if (age >= giveUpAfter) return 'give-up';
  const patience = document.state === 'rendering' ? remakeAfter : resendAfter;
  return at.getTime() - Date.parse(document.updatedAt) >= patience ? 'resend' : 'leave';
}

/** Why a document failed whose message was delivered too often. */
export const givenUp: DocumentFailure = {
  code: 'rendering-failed',
  message:
    'The document could not be made although we tried several times. Generate it again; if it fails again, tell us.',
};

/** Why a document failed that was still unfinished after {@link giveUpAfter}. */
export const outOfTime: DocumentFailure = {
  code: 'timed-out',
  message: 'The document was not finished in time. Generate it again.',
};

/** The document, noted as queued again, so that the next look leaves it alone for a while. */
export const requeue = (document: Document, at: Date): Document => changed(document, at, { state: 'queued' });

export const isFinished = (document: Pick<Document, 'state'>): boolean =>
  document.state === 'ready' || document.state === 'failed';

/** Throws `document-not-ready` while a document is still being made. */
export function requireFinished(document: Document): void {
  if (!isFinished(document))
    fail('document-not-ready', 'The document is still being made. Wait until it is finished.');
}

/** A finished file of a document. Throws `document-not-ready` while there is none, or when there never will be. */
export function requireFile(document: Document, format: DocumentFormat): StoredFile {
  requireFinished(document);
  if (document.state === 'failed')
    return fail(
      'document-not-ready',
      `There is no file: ${document.failure?.message ?? 'the document failed.'}`,
    );
  return (
    fileOf(document, format) ??
    fail(
      'document-not-ready',
      `The document was not made as ${format}. Generate it again with "${format}" among the formats.`,
    )
  );
}

/** The file of a format; undefined when there is none. */
export function fileOf(document: Document, format: DocumentFormat): StoredFile | undefined {
  if (format === 'pdf') return document.pdf;
  const { sha256, size } = document;
  return sha256 === undefined || size === undefined ? undefined : { sha256, size };
}

/** The files that the owner asked for and that are there: the Word file that is kept for our own use is none of them. */
export const askedFiles = (document: Document): (StoredFile & { format: DocumentFormat })[] =>
  document.formats.flatMap((format) => {
    const file = fileOf(document, format);
    return file ? [{ format, sha256: file.sha256, size: file.size }] : [];
  });

/** The format somebody gets who names none: the first that the owner asked for. */
export const usualFormat = ({ formats }: Document): DocumentFormat => formats[0] ?? 'docx';

/**
 * A file name that every system accepts: no path separators, control or reserved characters, no leading dot,
 * at most 120 characters before the extension.
 */
export function fileNameFor(name: string, extension: string): string {
  const safe = name
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being removed.
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const characters = [...safe].slice(0, 120).join('').trimEnd();
  return `${characters || 'document'}.${extension}`;
}

function changed(document: Document, at: Date, change: Partial<Document>): Document {
  return { ...document, ...change, updatedAt: at.toISOString(), revision: document.revision + 1 };
}
