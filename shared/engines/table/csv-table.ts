import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse';
import { columnLetters } from '../../domain/table/column-letters.ts';
import { refuseTable, TableRefused } from '../../domain/table/table-refused.ts';
import type { TableRow } from '../../domain/table/table-row.ts';
import type { CsvEncoding } from './csv-encoding.ts';
import { type CsvLayout, csvLayout } from './csv-layout.ts';
import { refuseEmpty } from './file-start.ts';
import { headingsFrom, isEmptyRow } from './headings.ts';
import type { TableLimits } from './limits.ts';
import { refuseLongCell } from './long-cell.ts';
import type { OpenBytes, Table } from './table.ts';
import { TableNotes } from './table-notes.ts';

/** UTF-16 units of the start of a file that are searched for the character between two cells. */
const START_LENGTH = 64 * 1024;

/** What it takes to read a CSV file. */
interface CsvFile {
  open: OpenBytes;
  encoding: CsvEncoding;
  layout: CsvLayout;
  limits: TableLimits;
}

/** Opens a CSV file. @throws TableRefused when it has no heading */
export async function csvTable(open: OpenBytes, encoding: CsvEncoding, limits: TableLimits): Promise<Table> {
  const layout = csvLayout(await readStart(open, encoding));
  const file = { open, encoding, layout, limits };
  for await (const { number, cells } of records(file)) {
    if (isEmptyRow(cells)) continue;
    const headings = headingsFrom(cells, number, limits.columns);
    const notes = new TableNotes();
    return {
      format: 'csv',
      headings,
      notes: notes.all,
      rows: () => rowsBelow(file, number, headings, notes),
    };
  }
  return refuseEmpty();
}

async function* rowsBelow(
  file: CsvFile,
  heading: number,
  headings: readonly string[],
  notes: TableNotes,
): AsyncGenerator<TableRow> {
  const { rows, cellLength } = file.limits;
  let count = 0;
  for await (const row of records(file)) {
    if (row.number <= heading || isEmptyRow(row.cells)) continue;
    if (++count > rows)
      refuseTable('too-many-rows', `The table has over ${rows.toLocaleString('en')} rows; split it.`, {
        row: row.number,
      });
    const long = row.cells.findIndex((cell) => cell.length > cellLength);
    if (long !== -1)
      refuseLongCell(cellLength, { row: row.number, column: headings[long] || columnLetters(long) });
    notes.seeUnnamed(headings, row.cells);
    yield row;
  }
}

/** Every row, the heading and empty ones included. */
async function* records({ open, encoding, layout, limits }: CsvFile): AsyncGenerator<TableRow> {
  const parser = parse({
    delimiter: layout.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: limits.rowLength,
    from_line: layout.skipsFirstLine ? 2 : 1,
  });
  const reading = pipeline(Readable.from(open(), { objectMode: false }), decode(encoding), parser);
  // A failure also ends the loop below, which reports it.
  reading.catch(() => {});
  let number = 0;
  try {
    for await (const record of parser) {
      if (!isRecord(record)) continue;
      number++;
      yield { number, cells: record };
    }
  } catch (error) {
    throw unreadableRow(Math.max(number, rowsBefore(error)) + 1, error);
  } finally {
    parser.destroy();
  }
}

const isRecord = (record: unknown): record is string[] => Array.isArray(record);

function decode(encoding: CsvEncoding): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => done(null, decoder.decode(piece, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
}

async function readStart(open: OpenBytes, encoding: CsvEncoding): Promise<string> {
  const decoder = new TextDecoder(encoding);
  let text = '';
  for await (const piece of open()) {
    text += decoder.decode(piece, { stream: true });
    if (text.length >= START_LENGTH) break;
  }
  return text.slice(0, START_LENGTH);
}

/** Rows the parser had read when it gave up: some of them never came out of it. */
const rowsBefore = (error: unknown): number =>
  error instanceof CsvError && 'records' in error && typeof error.records === 'number' ? error.records : 0;

function unreadableRow(row: number, error: unknown): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE')
    return new TableRefused('unclosed-quote', `Row ${row} opens a quotation mark that is never closed.`, {
      row,
    });
  return new TableRefused('damaged-table', `Row ${row} cannot be read: ${error.message}`, { row });
}
