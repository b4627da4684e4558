import * as batches from '../data/batches.ts';
import { type BatchProblem, concludeReading } from '../domain/batch.ts';
import { parseTableUploadKey } from '../files/keys.ts';
import { deleteUpload } from '../files/uploads.ts';

/** Verdicts that need no look at the spreadsheet: who imports this does not load what reads one. */

/** Rejects a spreadsheet whose reading was given up, so that its owner is not left waiting. */
export async function rejectTableUpload(key: string, now: () => Date): Promise<void> {
  const id = parseTableUploadKey(key);
  const batch = id && (await batches.find(id.accountId, id.batchId));
  const rejected = batch && concludeReading(batch, { problem: givenUp }, now());
  if (batch && rejected && !(await batches.replace(batch, rejected)))
    throw new Error(`the verdict on ${batch.batchId} was lost`);
  await deleteUpload(key);
}

const givenUp: BatchProblem = {
  code: 'reading-failed',
  message:
    'The spreadsheet could not be read. Save it again as XLSX or CSV and make a new batch with that; if it fails again, tell us.',
};
