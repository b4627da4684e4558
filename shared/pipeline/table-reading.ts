import * as batches from '../data/batches.ts';
import {
  type Batch,
  type BatchTable,
  beginReading,
  concludeReading,
  isBeingRead,
  type ReadingVerdict,
} from '../domain/batch.ts';
import { rowsPerBlock } from '../domain/batch-chunk.ts';
import { proposedMapping } from '../domain/batch-mapping.ts';
import { RetryLater } from '../domain/retry-later.ts';
import { refuseTable, TableRefused } from '../domain/table/table-refused.ts';
import type { TableRow } from '../domain/table/table-row.ts';
import { readTable } from '../engines/table/read-table.ts';
import { parseTableUploadKey, rowsKey } from '../files/keys.ts';
import { deleteUpload, readUpload } from '../files/uploads.ts';
import { batchTemplate } from './batch-fields.ts';
import { storeJson } from './batch-files.ts';
import { sendCheck } from './check-sending.ts';
import { problemOf } from './table-problem.ts';

/** Characters of one heading: the API names columns by them. */
const longestHeading = 300;

/** Characters of all headings: they lie in the record twice, and an item may have 400 kB. */
const mostHeadingCharacters = 40_000;

/**
 * Characters of all cells. As much as the largest CSV file can hold; a workbook that keeps one long text for thousands
 * of cells would otherwise become gigabytes of rows.
 */
const mostCharacters = 60_000_000;

/** Notes kept of one table: enough to be warned. */
const mostNotes = 30;

/**
 * Reads an uploaded spreadsheet, stores its rows, proposes a mapping and begins the first dry run. Safe to run twice: a
 * batch that was read stays as it is, and an upload that belongs to nothing is removed. Resolves to what became of it,
 * for the log.
 */
export async function readUploadedTable(
  key: string,
  now: () => Date,
): Promise<'checking' | 'rejected' | 'ignored'> {
  const id = parseTableUploadKey(key);
  const batch = id && (await batches.find(id.accountId, id.batchId));
  if (batch && isBeingRead(batch, now())) throw new RetryLater(`${key} is being read`);
  const begun = batch && beginReading(batch, now());
  if (!batch || !begun) {
    // The reader before may have died between its verdict and the message that follows it.
    if (batch?.state === 'checking' && batch.checks === 1) await sendCheck(batch);
    await deleteUpload(key);
    return 'ignored';
  }
  if (!(await batches.replace(batch, begun))) throw new RetryLater(`${key} is in other hands`);
  const bytes = await readUpload(key);
  const verdict = bytes ? await read(begun, bytes) : lost;
  const concluded = concludeReading(begun, verdict, now());
  if (!concluded || !(await batches.replace(begun, concluded))) throw new RetryLater(`${key} was concluded`);
  if ('table' in verdict) await sendCheck(concluded);
  await deleteUpload(key);
  return 'table' in verdict ? 'checking' : 'rejected';
}

const lost: ReadingVerdict = {
  problem: {
    code: 'upload-lost',
    message: 'The uploaded spreadsheet disappeared before it was read. Make a new batch and upload it again.',
  },
};

const templateGone: ReadingVerdict = {
  problem: { code: 'template-gone', message: 'The template was deleted. Make a new batch from another one.' },
};

async function read(batch: Batch, bytes: Buffer): Promise<ReadingVerdict> {
  const template = await batchTemplate(batch);
  if (!template) return templateGone;
  try {
    const table = await storeRows(batch, bytes);
    return { table, mapping: proposedMapping(template.fields, table.headings) };
  } catch (error) {
    if (error instanceof TableRefused) return { problem: problemOf(error) };
    throw error;
  }
}

/** Cuts the rows into files. @throws TableRefused when the table cannot be used */
async function storeRows({ accountId, batchId }: Batch, bytes: Buffer): Promise<BatchTable> {
  const table = await readTable(bytes);
  const headings = [...table.headings];
  refuseLongHeadings(headings);
  let rows = 0;
  let characters = 0;
  let blocks = 0;
  let block: TableRow[] = [];
  const store = async (): Promise<void> => {
    await storeJson(rowsKey(accountId, batchId, blocks), block);
    blocks++;
    block = [];
  };
  for await (const row of table.rows()) {
    rows++;
    characters += row.cells.reduce((sum, { length }) => sum + length, 0);
    if (characters > mostCharacters) refuseVolume(row);
    block.push(row);
    if (block.length === rowsPerBlock) await store();
  }
  if (rows === 0)
    refuseTable(
      'empty-table',
      'The spreadsheet has no rows below its heading. Fill it in and upload it again.',
    );
  if (block.length > 0) await store();
  const notes = table.notes.slice(0, mostNotes).map(({ message }) => message);
  return { format: table.format, sheet: table.sheet, headings, rows, blocks, notes };
}

function refuseLongHeadings(headings: readonly string[]): void {
  const long = headings.find(({ length }) => length > longestHeading);
  if (long !== undefined)
    refuseTable('bad-heading', `A heading has over ${longestHeading} characters; shorten it.`, {
      column: long.slice(0, longestHeading),
    });
  if (headings.join('').length > mostHeadingCharacters)
    refuseTable(
      'bad-heading',
      `The headings have over ${mostHeadingCharacters.toLocaleString('en')} characters together; shorten them, or remove columns you do not need.`,
    );
}

function refuseVolume({ number }: TableRow): never {
  return refuseTable(
    'unpacks-too-large',
    `The cells hold over ${mostCharacters.toLocaleString('en')} characters. Split the spreadsheet, or remove columns you do not need.`,
    { row: number },
  );
}
