import { type DocumentFormat, requireFittingOptions } from './document.ts';
import { fail } from './fault.ts';
import { optionsConflict, type PdfOptions } from './pdf-options.ts';
import type { Quote } from './price-list.ts';
import { changed } from './template.ts';

/**
 * A batch makes one document from each row of a spreadsheet:
 * `awaiting-upload -> reading -> checking -> checked -> running -> finished`, with `rejected` for a file that is no
 * table, `mapped` while a changed mapping waits for its dry run, `paused` and `cancelled`.
 */
export const batchStates = [
  'awaiting-upload',
  'reading',
  'rejected',
  'mapped',
  'checking',
  'checked',
  'running',
  'paused',
  'finished',
  'cancelled',
] as const;
export type BatchState = (typeof batchStates)[number];

/** Bytes of a spreadsheet. */
export const maxTableBytes = 50 * 1024 * 1024;

/** Bytes an upload link accepts when no size was announced: a file a little too large gets a sentence, not S3's XML. */
export const maxTableUploadBytes = maxTableBytes + 10 * 1024 * 1024;

/** Which field a column feeds. */
export interface ColumnMapping {
  /** Its heading. */
  column: string;
  /** The path of a field, such as `candidate.name` or `items[0].price`; null for a column that is left out. */
  field: string | null;
  /** Why it was proposed; absent once a person has decided. */
  reason?: string | undefined;
}

/** What was found in the uploaded spreadsheet. */
export interface BatchTable {
  format: 'csv' | 'xlsx';
  sheet?: string | undefined;
  headings: string[];
  /** Rows below the heading that hold something. */
  rows: number;
  /** Files the rows were cut into, see `rowsKey`. */
  blocks: number;
  /** What a person should know: merged cells, hidden rows, columns without a heading. */
  notes: string[];
}

/** Why a spreadsheet was rejected or a dry run could not be made, and where, as the spreadsheet shows it. */
export interface BatchProblem {
  code: string;
  message: string;
  row?: number | undefined;
  /** A heading, or the letters of a column without one. */
  column?: string | undefined;
}

/** What a dry run found. Its faults lie in the artefacts bucket. */
export interface DryRun {
  /** Counts the dry runs of a batch, so that a late one cannot overwrite a newer one. */
  number: number;
  good: number;
  bad: number;
  faults: number;
  /** Fields that must be given and that no column feeds. */
  missing: string[];
  /** Up to three rows of which a document was made to look at. */
  previews: { row: number; name: string; sha256: string; size: number }[];
  quote: Quote;
  /** Milliseconds that making one document took; a chunk is sized by it. */
  unitMs: number;
  at: string;
}

/** How many rows came to which end. */
export interface BatchCounts {
  ready: number;
  failed: number;
  /** Left out because cells do not fit. */
  skipped: number;
  /** Not made because the batch was cancelled. */
  cancelled: number;
}

export interface Batch {
  accountId: string;
  batchId: string;
  templateId: string;
  version: number;
  name: string;
  state: BatchState;
  formats: DocumentFormat[];
  pdfOptions?: PdfOptions | undefined;
  /** Heading of the column that holds the password each PDF is opened with. */
  passwordColumn?: string | undefined;
  /** `Offer - ${candidate_name} - ${row}` */
  namePattern?: string | undefined;
  /** Why the file was rejected, or why a dry run could not be made. */
  problem?: BatchProblem | undefined;
  table?: BatchTable | undefined;
  mapping: ColumnMapping[];
  /** Dry runs begun so far. */
  checks: number;
  dryRun?: DryRun | undefined;
  run?: BatchRun | undefined;
  uploadExpiresAt?: string | undefined;
  /** True once its working files are gone: rows, dry runs, results. Failed rows cannot be run again then. */
  cleared?: boolean | undefined;
  /** When a cleared batch goes too; absent when it is kept for good. */
  keepUntil?: string | undefined;
  createdBy: string;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

/** What is set aside for a run. */
export interface BatchHeld {
  kobo: number;
  /** Documents that a month includes, and which month. */
  included: number;
  month: string;
}

/** A batch that was started. */
export interface BatchRun {
  /** 1, and one more with each time the failed rows are run again. */
  number: number;
  /** Chunks the rows were cut into. */
  chunks: number;
  /** Chunks worked on at once at most. */
  lanes: number;
  skipBadRows: boolean;
  /** The price that was confirmed for this run: of one that makes failed rows again, for those. */
  quote: Quote;
  /** Kobo for what became ready in the runs before this one; absent of the first. */
  chargedBefore?: number | undefined;
  /** What was set aside when this run began. */
  held: BatchHeld;
  startedAt: string;
  finishedAt?: string | undefined;
  /** Final once the batch has ended; meanwhile its chunks know. */
  counts?: BatchCounts | undefined;
  /** Kobo for what became ready, over all runs; final with `counts`. */
  chargedKobo?: number | undefined;
}

export function announceBatch(input: {
  accountId: string;
  batchId: string;
  templateId: string;
  version: number;
  name: string;
  formats: DocumentFormat[];
  pdfOptions?: PdfOptions | undefined;
  passwordColumn?: string | undefined;
  namePattern?: string | undefined;
  createdBy: string;
  at: Date;
  uploadExpiresAt: Date;
}): Batch {
  const { at, uploadExpiresAt, ...rest } = input;
  return {
    ...rest,
    state: 'awaiting-upload',
    mapping: [],
    checks: 0,
    uploadExpiresAt: uploadExpiresAt.toISOString(),
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: 1,
  };
}

/**
 * Throws `invalid-request` for settings of PDFs without PDFs, and for passwords together with what cannot have any.
 */
export function requireFittingSettings({
  formats,
  pdfOptions,
  passwordColumn,
}: Pick<Batch, 'formats' | 'pdfOptions' | 'passwordColumn'>): void {
  requireFittingOptions(formats, pdfOptions);
  if (passwordColumn === undefined) return;
  const message = formats.includes('pdf')
    ? optionsConflict({ ...pdfOptions, openPassword: 'from a column' })
    : 'Passwords of PDFs need "pdf" among the formats.';
  if (message !== undefined) fail('invalid-request', message, [{ field: 'passwordColumn', message }]);
}

/** Milliseconds that reading a spreadsheet may take: the time limit of the job `readTable`. */
const readerLife = 300_000;

/**
 * Whether a reader may still be at work. A second one would write over its rows, and not the same rows when the file
 * was uploaded again meanwhile.
 */
export const isBeingRead = ({ state, updatedAt }: Batch, at: Date): boolean =>
  state === 'reading' && at.getTime() - Date.parse(updatedAt) <= readerLife;

/** The file has arrived: it may be read, again if a reader died; undefined when that is over already. */
export const beginReading = (batch: Batch, at: Date): Batch | undefined =>
  batch.state === 'awaiting-upload' || batch.state === 'reading'
    ? changed(batch, at, { state: 'reading' })
    : undefined;

/** What reading a spreadsheet came to. */
export type ReadingVerdict = { table: BatchTable; mapping: ColumnMapping[] } | { problem: BatchProblem };

/** A table that could be read goes straight into its first dry run; undefined when another reader was first. */
export function concludeReading(batch: Batch, verdict: ReadingVerdict, at: Date): Batch | undefined {
  if (batch.state !== 'awaiting-upload' && batch.state !== 'reading') return undefined;
  const { uploadExpiresAt: _, ...rest } = batch;
  return 'problem' in verdict
    ? changed(rest, at, { state: 'rejected', problem: verdict.problem })
    : changed(rest, at, { state: 'checking', checks: 1, ...verdict });
}

/** What may be changed until a batch runs; null takes a setting away. */
export interface BatchChange {
  name?: string | undefined;
  mapping?: ColumnMapping[] | undefined;
  namePattern?: string | null | undefined;
  passwordColumn?: string | null | undefined;
  formats?: DocumentFormat[] | undefined;
  pdfOptions?: PdfOptions | undefined;
}

const beforeTheRun: readonly BatchState[] = ['mapped', 'checking', 'checked'];

/**
 * The batch with other settings; what was checked no longer counts. Without PDFs their settings go too. Throws
 * `batch-not-ready` once it has run, and `invalid-request` for settings that do not go together.
 */
export function changeBatch(batch: Batch, change: BatchChange, at: Date): Batch {
  if (!beforeTheRun.includes(batch.state)) refuseState(batch, 'be changed');
  const { dryRun: _, problem: __, ...rest } = batch;
  const formats = change.formats ?? batch.formats;
  const before: Partial<Batch> = formats.includes('pdf') ? batch : {};
  const next = changed<Batch>(rest, at, {
    name: change.name ?? batch.name,
    mapping: change.mapping ?? batch.mapping,
    formats,
    namePattern: chosen(change.namePattern, batch.namePattern),
    passwordColumn: chosen(change.passwordColumn, before.passwordColumn),
    pdfOptions: change.pdfOptions ?? before.pdfOptions,
    state: 'mapped',
  });
  requireFittingSettings(next);
  return next;
}

const chosen = (wanted: string | null | undefined, present: string | undefined): string | undefined =>
  wanted === undefined ? present : (wanted ?? undefined);

/** Begins a dry run; a running one is overtaken. Throws `batch-not-ready` in other states. */
export function beginCheck(batch: Batch, at: Date): Batch {
  if (!beforeTheRun.includes(batch.state)) refuseState(batch, 'be checked');
  const { dryRun: _, problem: __, ...rest } = batch;
  return changed<Batch>(rest, at, { state: 'checking', checks: batch.checks + 1 });
}

/** Whether the dry run of this number is still to be made. */
export const isCheckOpen = ({ state, checks }: Batch, number: number): boolean =>
  state === 'checking' && checks === number;

/** What a dry run came to. */
export type CheckVerdict = { dryRun: DryRun } | { problem: BatchProblem };

/** Ends the dry run of this number; undefined when it was overtaken, or ended already. */
export function concludeCheck(
  batch: Batch,
  number: number,
  found: CheckVerdict,
  at: Date,
): Batch | undefined {
  if (!isCheckOpen(batch, number)) return undefined;
  return changed<Batch>(batch, at, {
    ...found,
    state: 'dryRun' in found ? 'checked' : 'mapped',
  });
}

const removable: readonly BatchState[] = [
  'awaiting-upload',
  'rejected',
  'mapped',
  'checking',
  'checked',
  'finished',
  'cancelled',
];

/** Throws `batch-not-ready` while rows are being made. */
export function requireRemovable(batch: Batch): void {
  if (!removable.includes(batch.state)) refuseState(batch, 'be removed');
  if (batch.state === 'cancelled' && batch.run !== undefined && batch.run.counts === undefined)
    fail('batch-not-ready', 'The last rows of the cancelled batch are being closed. Try again in a moment.');
}

const sentences: Partial<Record<BatchState, string>> = {
  'awaiting-upload': 'Upload the spreadsheet first.',
  reading: 'Wait until the spreadsheet has been read.',
  rejected: 'Its spreadsheet was rejected: make a new batch with a mended file.',
  mapped: 'Run the dry run first.',
  checking: 'Wait until the dry run has ended.',
  running: 'Pause or cancel it first.',
  paused: 'Resume or cancel it first.',
  finished: 'It has ended; failed rows can be run again.',
  cancelled: 'It was cancelled.',
};

/** Throws `batch-not-ready`, saying what the batch is and what to do. */
export function refuseState(batch: Batch, what: string): never {
  const advice = sentences[batch.state] ?? '';
  return fail('batch-not-ready', `The batch cannot ${what} while it is "${batch.state}". ${advice}`.trim());
}
