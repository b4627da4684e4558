import { disarmed } from '../../domain/table/formula-text.ts';

/** Tells Excel that the file is UTF-8; without it ₦ and ẹ come out wrong. */
const MARK = '\uFEFF';

/** Characters that make RFC 4180 ask for quotation marks; spaces at the ends are kept by them too. */
const QUOTED = /[",\r\n;\t|]|^\s|\s$/;

/** UTF-16 units gathered before they are handed on. */
const PIECE = 64 * 1024;

/**
 * Writes rows as CSV (RFC 4180, CRLF, UTF-8 with a byte order mark), piece by piece. A cell that a spreadsheet would
 * run as a formula gets an apostrophe before it.
 */
export async function* writeCsv(
  rows: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<Buffer> {
  let text = MARK;
  for await (const cells of rows) {
    text += `${cells.map(written).join(',')}\r\n`;
    if (text.length < PIECE) continue;
    yield Buffer.from(text, 'utf8');
    text = '';
  }
  if (text !== '') yield Buffer.from(text, 'utf8');
}

function written(cell: string): string {
  const text = disarmed(cell);
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
