import type * as z from 'zod';
import type { ExportMessage } from '../contract/jobs-batches.ts';
import * as results from '../data/batch-results.ts';
import * as batches from '../data/batches.ts';
import {
  type BatchResult,
  concludeResult,
  exportGivenUp,
  failResult,
  isAwaited,
  keepsFile,
  type ResultFailure,
} from '../domain/batch-result.ts';
import { requireStarted } from '../domain/batch-run.ts';
import { ExportFault } from '../domain/export-fault.ts';
import { resultMediaTypes } from '../domain/media-types.ts';
import { PdfFault } from '../domain/pdf-fault.ts';
import { uploadArtefact } from '../files/artefact-upload.ts';
import { deleteArtefacts } from '../files/artefacts.ts';
import { batchResultKey } from '../files/keys.ts';
import { resultContent } from './result-content.ts';

type Request = z.output<typeof ExportMessage>;

/**
 * Makes the file of one request. Starts over when an earlier attempt died: its file has the same key. A request that was
 * overtaken by a newer one, or whose batch was deleted meanwhile, leaves nothing behind. Throws only for what may be
 * better the next time.
 */
export async function exportResult(
  request: Request,
  now: () => Date,
): Promise<'ready' | 'failed' | 'overtaken'> {
  const { accountId, batchId, kind, number } = request;
  const result = await results.find(accountId, batchId, kind);
  const batch = await batches.find(accountId, batchId);
  if (!batch || !isAwaited(result, number)) return dropFile(request, result);
  const tally = { documents: 0 };
  try {
    const content = resultContent(requireStarted(batch), result, tally, now());
    const stored = await uploadArtefact(keyOf(request), resultMediaTypes[kind], content);
    return await conclude(request, { ...stored, documents: tally.documents }, now);
  } catch (error) {
    const failure = failureOf(error);
    if (!failure) throw error;
    await endAsFailed(request, failure, now);
    return 'failed';
  }
}

/** Notes that a request was given up. */
export const giveUpExport = (request: Request, now: () => Date): Promise<void> =>
  endAsFailed(request, exportGivenUp, now);

/** The file that the new one replaces goes first: a crash in between leaves a request that is made again. */
async function conclude(
  request: Request,
  made: { documents: number; size: number; sha256: string },
  now: () => Date,
): Promise<'ready' | 'overtaken'> {
  const { accountId, batchId, kind, number } = request;
  const latest = await results.find(accountId, batchId, kind);
  const concluded = latest && concludeResult(latest, number, made, now());
  if (!concluded) return dropFile(request, latest);
  const { replaces } = latest;
  if (replaces !== undefined) await deleteArtefacts([keyOf({ ...request, number: replaces })]);
  if (await results.replace(latest, concluded)) return 'ready';
  return dropFile(request, await results.find(accountId, batchId, kind));
}

async function endAsFailed(request: Request, failure: ResultFailure, now: () => Date): Promise<void> {
  const { accountId, batchId, kind, number } = request;
  const latest = await results.find(accountId, batchId, kind);
  const failed = latest && failResult(latest, number, failure, now());
  const ended = failed && (await results.replace(latest, failed)) ? failed : latest;
  await dropFile(request, ended);
}

/** Removes what the request stored, unless that is the very file the record speaks of: messages may come twice. */
async function dropFile(request: Request, latest: BatchResult | undefined): Promise<'overtaken'> {
  if (!latest || !keepsFile(latest, request.number)) await deleteArtefacts([keyOf(request)]);
  return 'overtaken';
}

const keyOf = ({ accountId, batchId, kind, number }: Request): string =>
  batchResultKey(accountId, batchId, kind, number);

/** Why a file can never be made; undefined for what may be better the next time. */
function failureOf(error: unknown): ResultFailure | undefined {
  if (error instanceof ExportFault) return error.failure;
  return error instanceof PdfFault ? { code: error.code, message: error.message } : undefined;
}
