import { fail } from './fault.ts';

/** The most documents one call may ask for; larger runs are batches. DynamoDB's transaction limit is 100 items. */
export const maxDocumentsPerRequest = 100;

export const documentStates = ['queued', 'rendering', 'ready', 'failed'] as const;
export type DocumentState = (typeof documentStates)[number];

export interface DocumentFailure {
  code: string;
  message: string;
}

export interface Document {
  accountId: string;
  documentId: string;
  templateId: string;
  version: number;
  name: string;
  state: DocumentState;
  /** The values that fill it; absent when they lie in the artefacts bucket because they are large, or in a list. */
  values?: Record<string, unknown> | undefined;
  /** True when the values lie in the artefacts bucket. */
  valuesStored: boolean;
  failure?: DocumentFailure | undefined;
  /** What its QR code leads to; only of templates that ask for one. */
  verificationCode?: string | undefined;
  sha256?: string | undefined;
  size?: number | undefined;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** Milliseconds a document may wait untouched before it is queued again. */
export const resendAfter = 60_000;

/** Milliseconds after which an unfinished document is given up: longer than all deliveries of its message. */
export const giveUpAfter = 30 * 60_000;

export function queueDocument(input: {
  accountId: string;
  documentId: string;
  templateId: string;
  version: number;
  name: string;
  values: Record<string, unknown>;
  verificationCode?: string | undefined;
  createdBy: string;
  at: Date;
}): Document {
  const { at, ...rest } = input;
  return {
    ...rest,
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

export function concludeRendering(
  document: Document,
  file: { sha256: string; size: number },
  at: Date,
): Document {
  return changed(document, at, { state: 'ready', ...file });
}

/** Ends a document as failed; undefined when it is finished already. */
export function failDocument(document: Document, failure: DocumentFailure, at: Date): Document | undefined {
  if (isFinished(document)) return undefined;
  return changed(document, at, { state: 'failed', failure });
}

/** What to do with a document that has not moved for {@link resendAfter}. */
export function overdue(document: Document, at: Date): 'resend' | 'give-up' | 'leave' {
  if (isFinished(document)) return 'leave';
  const age = at.getTime() - Date.parse(document.createdAt);
  if (age >= giveUpAfter) return 'give-up';
  return at.getTime() - Date.parse(document.updatedAt) >= resendAfter ? 'resend' : 'leave';
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

/** The finished file of a document. Throws `document-not-ready` while there is none, or when there never will be. */
export function requireFile(document: Document): { sha256: string; size: number } {
  requireFinished(document);
  const { sha256, size } = document;
  if (sha256 !== undefined && size !== undefined) return { sha256, size };
  return fail(
    'document-not-ready',
    `There is no file: ${document.failure?.message ?? 'the document failed.'}`,
  );
}

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
