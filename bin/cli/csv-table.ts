import { createReadStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { CommandFailure } from './command-failure.ts';
import { type CsvEncoding, csvEncoding } from './csv-encoding.ts';
import { printable } from './printable.ts';
import { unreadable } from './read-file.ts';

/** A row of a table. */
export interface CsvRow {
  /** As a spreadsheet numbers it: the heading is row 1. */
  number: number;
  cells: string[];
}

/** Characters of the heading that are searched for the character between two cells. */
const HEADING_LENGTH = 64 * 1024;

/** Characters of one row. More is a quotation mark that nobody closed. */
const LONGEST_ROW = 5_000_000;

/** Most columns of a table. */
const MOST_COLUMNS = 2000;

const DELIMITERS = [',', ';', '\t', '|'];

/** Excel's own first line that names the character between two cells. */
const SEPARATOR_LINE = /^"?sep=(.)"?\r?\n/i;

/** A table in a CSV file, read row by row and never whole. */
export class CsvTable {
  readonly #file: string;
  readonly #encoding: CsvEncoding;
  readonly #delimiter: string;
  readonly #skipsFirstLine: boolean;
  /** The cells of the heading. */
  readonly heading: readonly string[];

  private constructor(file: string, encoding: CsvEncoding, start: TableStart) {
    this.#file = file;
    this.#encoding = encoding;
    this.#delimiter = start.delimiter;
    this.#skipsFirstLine = start.skipsFirstLine;
    this.heading = start.heading;
  }

  /** @throws CommandFailure when the file cannot be read or has no heading */
  static async open(file: string): Promise<CsvTable> {
    const encoding = await csvEncoding(file);
    const start = startOf(await readStart(file, encoding));
    const bare = new CsvTable(file, encoding, { ...start, heading: [] });
    for await (const { number, cells } of bare.#records()) {
      const heading = cells.map((cell) => cell.trim());
      if (number > 1 || heading.every((cell) => cell === '')) break;
      if (heading.length > MOST_COLUMNS)
        throw new CommandFailure(`${printable(file)} has over ${MOST_COLUMNS} columns.`);
      return new CsvTable(file, encoding, { ...start, heading });
    }
    throw new CommandFailure(`${printable(file)} is empty; its first row must name the fields.`);
  }

  /** The rows below the heading but for empty ones, from the first one each time. */
  async *rows(): AsyncGenerator<CsvRow> {
    for await (const row of this.#records())
      if (row.number > 1 && row.cells.some((cell) => cell.trim() !== '')) yield row;
  }

  /** Every row, the heading and empty ones included. */
  async *#records(): AsyncGenerator<CsvRow> {
    const parser = parse({
      delimiter: this.#delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST_ROW,
      from_line: this.#skipsFirstLine ? 2 : 1,
    });
    const reading = pipeline(createReadStream(this.#file), decode(this.#encoding), parser);
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
      throw unreadableRow(this.#file, number + 1, error);
    }
  }
}

interface TableStart {
  delimiter: string;
  skipsFirstLine: boolean;
  heading: readonly string[];
}

const isRecord = (record: unknown): record is string[] =>
  Array.isArray(record) && record.every((cell) => typeof cell === 'string');

function decode(encoding: CsvEncoding): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    transform: (piece: Buffer, _encoding, done) => done(null, decoder.decode(piece, { stream: true })),
    flush: (done) => done(null, decoder.decode()),
  });
}

async function readStart(file: string, encoding: CsvEncoding): Promise<string> {
  const decoder = new TextDecoder(encoding);
  let text = '';
  for await (const piece of createReadStream(file, { end: HEADING_LENGTH - 1 }))
    text += decoder.decode(piece, { stream: true });
  return text;
}

function startOf(text: string): Omit<TableStart, 'heading'> {
  const named = SEPARATOR_LINE.exec(text)?.[1];
  if (named !== undefined) return { delimiter: named, skipsFirstLine: true };
  const counts = countOutsideQuotes(text);
  const most = Math.max(...counts.values());
  const delimiter = DELIMITERS.find((candidate) => most > 0 && counts.get(candidate) === most) ?? ',';
  return { delimiter, skipsFirstLine: false };
}

/** How often the heading holds each character that may stand between cells. */
function countOutsideQuotes(text: string): Map<string, number> {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let quoted = false;
  for (const character of text) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) break;
    else if (!quoted) {
      const count = counts.get(character);
      if (count !== undefined) counts.set(character, count + 1);
    }
  }
  return counts;
}

function unreadableRow(file: string, number: number, error: unknown): CommandFailure {
  if (!(error instanceof CsvError)) return unreadable(file, error);
  const shown = printable(file);
  if (error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE')
    return new CommandFailure(`Row ${number} of ${shown} opens a quotation mark that is never closed.`);
  return new CommandFailure(`Row ${number} of ${shown} cannot be read: ${printable(error.message)}`);
}
