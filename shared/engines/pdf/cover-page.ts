import { PDFDocument, type PDFPage, rgb } from 'pdf-lib';
import { PdfFault } from '../../domain/pdf-fault.ts';
import type { PdfFonts } from './find-fonts.ts';
import { PrintableFont } from './printable-font.ts';

export interface Cover {
  /** At most 200 characters; a long one is set smaller. */
  title: string;
  /** Company, date, what is in it: at most ten lines of 100 characters each. */
  lines: readonly string[];
  /** A list with the page on which each begins; what does not fit on the page is counted. */
  contents?: readonly CoverEntry[];
}

export interface CoverEntry {
  name: string;
  /** Counted from 1, the cover included. */
  page: number;
}

/** Characters. */
const longest = { title: 200, line: 100, name: 200 };
const mostLines = 10;

/** A4, points. */
const paper = { width: 595.28, height: 841.89 };
const margin = 70;
const column = paper.width - 2 * margin;

/** The largest in which a title takes at most `mostTitleRows`, or the last one. */
const titleSizes = [30, 24, 18];
const mostTitleRows = 4;

/** Sizes of letters and from line to line, points. */
const line = { size: 12, step: 20 };
const entry = { size: 10, step: 17 };

const ink = rgb(0.12, 0.14, 0.17);
const pale = rgb(0.42, 0.45, 0.5);
const accent = rgb(0.04, 0.38, 0.25);

/**
 * A page of A4 to put before documents: a title, lines below it, and what follows. Equal input gives equal output.
 * Names in the list are set as far as they can be; title and lines must be printable.
 *
 * @throws PdfFault `empty-text`, `text-too-long`, `unprintable-characters`
 */
export async function coverPage(cover: Cover, fonts: PdfFonts): Promise<Buffer> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const regular = await PrintableFont.embed(document, fonts.regular, 'MTCOVR');
  const bold = await PrintableFont.embed(document, fonts.bold, 'MTCOVB');
  const heading = bold.printable(cover.title, 'The title of the cover', longest.title);
  const lines = printableLines(cover.lines, regular);
  const page = document.addPage([paper.width, paper.height]);
  page.drawRectangle({ x: 0, y: 0, width: 14, height: paper.height, color: accent });
  let y = paper.height - 190;
  const { size, rows } = titleRows(heading, bold);
  for (const text of rows) {
    page.drawText(text, { x: margin, y, size, font: bold.font, color: ink });
    y -= 1.27 * size;
  }
  page.drawRectangle({ x: margin, y: y + 14, width: 72, height: 3, color: accent });
  y -= 24;
  for (const text of lines.flatMap((each) => wrap(each, regular, line.size))) {
    page.drawText(text, { x: margin, y, size: line.size, font: regular.font, color: pale });
    y -= line.step;
  }
  if (cover.contents?.length) drawContents(page, y - 30, cover.contents, regular, bold);
  document.setTitle(heading);
  return Buffer.from(await document.save());
}

function titleRows(text: string, font: PrintableFont): { size: number; rows: string[] } {
  const settings = titleSizes.map((size) => ({ size, rows: wrap(text, font, size) }));
  const chosen = settings.find(({ rows }) => rows.length <= mostTitleRows) ?? settings.at(-1);
  return chosen ?? { size: line.size, rows: [] };
}

function printableLines(lines: readonly string[], font: PrintableFont): string[] {
  if (lines.length > mostLines) {
    throw new PdfFault('text-too-long', `The cover has more than ${mostLines} lines. Leave some out.`);
  }
  return lines.map((text) => font.printable(text, 'A line of the cover', longest.line));
}

function drawContents(
  page: PDFPage,
  top: number,
  contents: readonly CoverEntry[],
  regular: PrintableFont,
  bold: PrintableFont,
): void {
  page.drawText('Contents', { x: margin, y: top, size: line.size, font: bold.font, color: ink });
  let y = top - 26;
  const rows = Math.max(1, Math.floor((y - margin) / entry.step) + 1);
  const shown = contents.length > rows ? contents.slice(0, rows - 1) : contents;
  for (const { name, page: number } of shown) {
    drawEntry(page, y, name, String(number), regular);
    y -= entry.step;
  }
  if (shown.length < contents.length) {
    const left = `and ${(contents.length - shown.length).toLocaleString('en')} more`;
    page.drawText(left, { x: margin, y, size: entry.size, font: regular.font, color: pale });
  }
}

function drawEntry(page: PDFPage, y: number, name: string, number: string, font: PrintableFont): void {
  const { size } = entry;
  const numberWidth = font.widthOf(number, size);
  const text = cutOff(font.printableOr(name, '\uFFFD'), font, size, column - numberWidth - 40);
  const right = margin + column - numberWidth;
  page.drawText(text, { x: margin, y, size, font: font.font, color: ink });
  page.drawText(number, { x: right, y, size, font: font.font, color: ink });
  page.drawLine({
    start: { x: margin + font.widthOf(text, size) + 8, y: y + 2 },
    end: { x: right - 8, y: y + 2 },
    thickness: 0.6,
    color: pale,
    dashArray: [0.6, 3],
  });
}

/** Cuts a text off where it would be wider than a place. */
function cutOff(text: string, font: PrintableFont, size: number, width: number): string {
  const characters = [...text];
  if (characters.length <= longest.name && font.widthOf(text, size) <= width) return text;
  let [fits, tooMany] = [0, Math.min(characters.length, longest.name)];
  while (tooMany - fits > 1) {
    const middle = (fits + tooMany) >> 1;
    if (font.widthOf(`${characters.slice(0, middle).join('')}…`, size) <= width) fits = middle;
    else tooMany = middle;
  }
  return `${characters.slice(0, fits).join('').trimEnd()}…`;
}

/** Breaks a text at its spaces; a word wider than the column is cut off. */
function wrap(text: string, font: PrintableFont, size: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = rows.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && font.widthOf(longer, size) <= column) rows[rows.length - 1] = longer;
    else rows.push(cutOff(word, font, size, column));
  }
  return rows;
}
