import type { Batch, BatchCounts } from './batch.ts';
import { type DocumentFormat, fileNameFor } from './document.ts';
import { fail } from './fault.ts';
import type { Cover } from './pdf-options.ts';
import { changed } from './template.ts';

/** All documents of a batch as one file: `in-progress -> ready | failed`, and anew with each request. */

export const batchResultKinds = ['zip', 'pdf', 'csv'] as const;
export type BatchResultKind = (typeof batchResultKinds)[number];

export const batchResultStates = ['in-progress', 'ready', 'failed'] as const;
export type BatchResultState = (typeof batchResultStates)[number];

export interface BatchResult {
  accountId: string;
  batchId: string;
  kind: BatchResultKind;
  state: BatchResultState;
  /** Counts the requests of this kind, so that a late export cannot overwrite a newer one. */
  number: number;
  /** Number of the last request whose file still lies in the bucket; gone with the next that is ready. */
  replaces?: number | undefined;
  failure?: ResultFailure | undefined;
  /** Documents in the file. */
  documents?: number | undefined;
  /** Bytes. */
  size?: number | undefined;
  /** Hexadecimal. */
  sha256?: string | undefined;
  fileName: string;
  /** A page in front of the others; only of kind `pdf`. */
  cover?: Cover | undefined;
  /** When it was asked for. */
  createdAt: string;
  updatedAt: string;
  revision: number;
}

export interface ResultFailure {
  code: string;
  message: string;
}

/** What was stored as the file of a result. */
export interface MadeResult {
  documents: number;
  size: number;
  sha256: string;
}

/** What a caller asks for. */
export interface ResultOrder {
  kind: BatchResultKind;
  cover?: Cover | undefined;
}

/**
 * Asks for a result, again when there is an earlier one; the file of that stays until the new one is ready. Throws
 * `batch-not-ready` while no row is ready, for a list while none has ended, and `invalid-request` for what this batch cannot be had as.
 */
export function orderResult(
  batch: Batch,
  counts: BatchCounts,
  order: ResultOrder,
  earlier: BatchResult | undefined,
  at: Date,
): BatchResult {
  const ended = counts.ready + counts.failed + counts.skipped + counts.cancelled;
  if (order.kind === 'csv' && ended === 0)
    fail('batch-not-ready', 'No row has come to an end, so there is nothing to list. Ask when one has.');
  if (order.kind !== 'csv' && counts.ready === 0)
    fail('batch-not-ready', 'No row is ready, so there is nothing to put into one file. Ask when one is.');
  requireFittingKind(batch, order);
  return {
    accountId: batch.accountId,
    batchId: batch.batchId,
    kind: order.kind,
    state: 'in-progress',
    number: (earlier?.number ?? 0) + 1,
    replaces: earlier?.state === 'ready' ? earlier.number : earlier?.replaces,
    fileName: fileNameFor(batch.name, order.kind),
    cover: order.cover,
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: (earlier?.revision ?? 0) + 1,
  };
}

function requireFittingKind({ formats, passwordColumn }: Batch, { kind, cover }: ResultOrder): void {
  const refuse = (field: string, message: string): never =>
    fail('invalid-request', message, [{ field, message }]);
  if (kind !== 'pdf') {
    if (cover) refuse('cover', 'Only a merged PDF has a cover. Leave it out, or ask for "pdf".');
    return;
  }
  if (!formats.includes('pdf')) refuse('kind', 'This batch makes no PDFs. Ask for "zip" or "csv".');
  if (passwordColumn !== undefined)
    refuse('kind', 'PDFs with passwords cannot be merged. Ask for "zip": it holds each of them.');
}

/** Whether the export of this request is still wanted. */
export const isAwaited = (result: BatchResult | undefined, number: number): result is BatchResult =>
  result !== undefined && result.state === 'in-progress' && result.number === number;

/** Whether the file of a request is still spoken of: it is the one to be had, or the next that is ready removes it. */
export const keepsFile = ({ state, number, replaces }: BatchResult, of: number): boolean =>
  (state === 'ready' && number === of) || replaces === of;

/** The file of the request of this number is stored; undefined when a newer request overtook it, or it has ended. */
export const concludeResult = (
  result: BatchResult,
  number: number,
  made: MadeResult,
  at: Date,
): BatchResult | undefined =>
  isAwaited(result, number)
    ? changed<BatchResult>(result, at, { ...made, state: 'ready', replaces: undefined })
    : undefined;

/** There will be no file for the request of this number; undefined as with {@link concludeResult}. */
export const failResult = (
  result: BatchResult,
  number: number,
  failure: ResultFailure,
  at: Date,
): BatchResult | undefined =>
  isAwaited(result, number) ? changed(result, at, { state: 'failed', failure }) : undefined;

/** Why a result failed whose message was delivered too often. */
export const exportGivenUp: ResultFailure = {
  code: 'export-failed',
  message:
    'The file could not be made although we tried several times. Ask for it again; if it fails again, tell us.',
};

/** Why a result failed all of whose documents were deleted before it was made. */
export const nothingToExport: ResultFailure = {
  code: 'nothing-to-export',
  message: 'All documents of the batch have been deleted: there is nothing to put into one file.',
};

/** The format a row's link leads to: the first that was asked for. */
export const linkedFormat = ({ formats }: Pick<Batch, 'formats'>): DocumentFormat => formats[0] ?? 'docx';
