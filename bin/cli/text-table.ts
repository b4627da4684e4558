import { printable } from './printable.ts';

/** Characters between two columns. */
const GAP = 2;

/** No column is made narrower than this to fit the page. */
const NARROWEST = 12;

/**
 * Sets rows as a table with a heading. Columns are as wide as their widest cell; when the page is too narrow, the
 * widest ones are wrapped between words.
 *
 * @param width characters of a line
 */
export function textTable(
  heading: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string[] {
  const cells = [heading, ...rows].map((row) => row.map(printable));
  const widths = columnWidths(cells, width);
  return cells.flatMap((row) => setRow(row, widths));
}

/** Combining marks stand above another character and take no room. */
function lengthOf(text: string): number {
  return [...text.replace(/\p{M}/gu, '')].length;
}

function columnWidths(cells: readonly (readonly string[])[], width: number): number[] {
  const count = cells[0]?.length ?? 0;
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(...cells.map((row) => lengthOf(row[column] ?? ''))),
  );
  const room = width - GAP * (count - 1);
  for (let excess = sum(widths) - room; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    if ((widths[widest] ?? 0) <= NARROWEST) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function setRow(row: readonly string[], widths: readonly number[]): string[] {
  const columns = row.map((cell, column) => wrap(cell, widths[column] ?? NARROWEST));
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map((lines, column) => pad(lines[line] ?? '', widths[column] ?? 0))
      .join(' '.repeat(GAP))
      .trimEnd(),
  );
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - lengthOf(text)));

/** Breaks between words; a word wider than the column is cut. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => cut(long, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && lengthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function cut(word: string, width: number): string[] {
  const characters = [...word];
  if (characters.length <= width) return [word];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += width)
    pieces.push(characters.slice(at, at + width).join(''));
  return pieces;
}
