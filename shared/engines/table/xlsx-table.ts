import { columnLetters } from '../../domain/table/column-letters.ts';
import { refuseTable } from '../../domain/table/table-refused.ts';
import type { TableRow } from '../../domain/table/table-row.ts';
import { clip } from '../../domain/template-fault.ts';
import { refuseEmpty } from './file-start.ts';
import { headingsFrom, isEmptyRow } from './headings.ts';
import type { TableLimits } from './limits.ts';
import { readNumberKinds } from './number-formats.ts';
import { readSharedTexts } from './shared-texts.ts';
import { type CellSources, type MergedCells, SheetReader } from './sheet-reader.ts';
import type { Table } from './table.ts';
import { TableNotes } from './table-notes.ts';
import { XlsxPackage } from './xlsx-package.ts';
import { readWorkbook, type SheetPart, type Workbook } from './xlsx-workbook.ts';

/** What one look through a sheet finds. */
interface Survey {
  sheet: SheetPart;
  heading: TableRow;
  reader: SheetReader;
}

/** A workbook with what its cells refer to. */
interface OpenWorkbook {
  parts: XlsxPackage;
  sources: CellSources;
}

/** Opens an XLSX workbook. @throws TableRefused when it cannot be used */
export async function xlsxTable(bytes: Buffer, limits: TableLimits, wanted?: string): Promise<Table> {
  const parts = new XlsxPackage(bytes);
  const workbook = await readWorkbook(parts);
  const sources = {
    texts: await readSharedTexts(parts, workbook.sharedTexts, limits),
    kinds: await readNumberKinds(parts, workbook.styles),
    from1904: workbook.from1904,
    limits,
  };
  const open = { parts, sources };
  const { sheet, heading, reader } = await chooseSheet(open, workbook, wanted);
  refuseUnreadHeading(heading, reader.merges);
  const headings = headingsFrom(heading.cells, heading.number, limits.columns);
  const notes = new TableNotes();
  noteSheet(notes, workbook, sheet, reader);
  return {
    format: 'xlsx',
    sheet: sheet.name,
    sheets: workbook.sheets.map(({ name }) => name),
    headings,
    notes: notes.all,
    rows: () => rowsBelow(open, sheet, heading.number, headings, notes),
  };
}

/** The sheet of that name, or the first one that is visible and not empty. */
async function chooseSheet(open: OpenWorkbook, { sheets }: Workbook, wanted?: string): Promise<Survey> {
  const named = sheets.filter(({ name }) => name === wanted);
  if (wanted !== undefined && named.length === 0) {
    const names = sheets.map(({ name }) => `“${clip(name)}”`).join(', ');
    refuseTable('unknown-sheet', `The workbook has no sheet “${clip(wanted)}”; it has ${clip(names, 400)}.`);
  }
  for (const sheet of wanted === undefined ? sheets.filter(({ hidden }) => !hidden) : named) {
    const found = await survey(open, sheet);
    if (found) return found;
  }
  return refuseEmpty();
}

/** Looks through a whole sheet, since merged cells are listed behind the rows; undefined for an empty one. */
async function survey({ parts, sources }: OpenWorkbook, sheet: SheetPart): Promise<Survey | undefined> {
  const reader = new SheetReader(sources);
  let heading: TableRow | undefined;
  for await (const _ of parts.follow(sheet.part, sources.limits.sheetBytes, reader)) {
    heading ??= reader.ready.find(isFilled);
    reader.skims ||= heading !== undefined;
    reader.ready = [];
  }
  return heading && { sheet, heading, reader };
}

const isFilled = ({ cells, unread }: TableRow): boolean => unread !== undefined || !isEmptyRow(cells);

function refuseUnreadHeading({ number, cells, unread }: TableRow, merges: readonly MergedCells[]): void {
  for (const { index, message } of unread ?? []) {
    const column = columnLetters(index);
    refuseTable('bad-heading', `The heading of column ${column} cannot be read. ${message}`, {
      row: number,
      column,
    });
  }
  const merged = merges.find(
    ({ firstRow, lastRow, firstColumn, lastColumn }) =>
      firstRow <= number && lastRow >= number && lastColumn > firstColumn && firstColumn < cells.length,
  );
  if (merged)
    refuseTable(
      'merged-heading',
      `The heading cells ${merged.range} are merged, so the columns below have no names of their own. Unmerge them, give each column its heading, and remove titles above the headings.`,
      { row: number, column: columnLetters(merged.firstColumn) },
    );
}

function noteSheet(notes: TableNotes, { sheets }: Workbook, sheet: SheetPart, reader: SheetReader): void {
  if (sheet.hidden)
    notes.add('hidden-sheet', `The sheet “${clip(sheet.name)}” is hidden; it is read all the same.`);
  const others = sheets.filter((other) => other !== sheet);
  if (others.length > 0) {
    const names = others.map(({ name, hidden }) => `“${clip(name)}”${hidden ? ' (hidden)' : ''}`).join(', ');
    notes.add('other-sheets', `Only the sheet “${clip(sheet.name)}” is read, not ${clip(names, 400)}.`);
  }
  if (reader.hiddenRows > 0) {
    const rows = `${reader.hiddenRows.toLocaleString('en')} row${reader.hiddenRows === 1 ? ' is' : 's are'} hidden`;
    notes.add('hidden-rows', `${rows}; hidden rows are read like the others. Delete those you do not want.`);
  }
  const [first] = reader.merges;
  if (reader.mergedCells > 0)
    notes.add(
      'merged-cells',
      `Cells are merged, ${first?.range ?? ''} first; the value belongs to the top left one alone, the others are empty.`,
    );
}

async function* rowsBelow(
  { parts, sources }: OpenWorkbook,
  sheet: SheetPart,
  heading: number,
  headings: readonly string[],
  notes: TableNotes,
): AsyncGenerator<TableRow> {
  const { limits } = sources;
  const reader = new SheetReader(sources);
  let passed = false;
  let count = 0;
  for await (const _ of parts.follow(sheet.part, limits.sheetBytes, reader)) {
    const rows = reader.ready;
    reader.ready = [];
    for (const row of rows) {
      if (!isFilled(row)) continue;
      if (!passed) {
        passed = row.number === heading;
        continue;
      }
      if (++count > limits.rows)
        refuseTable(
          'too-many-rows',
          `The sheet has over ${limits.rows.toLocaleString('en')} rows; split it.`,
          {
            row: row.number,
          },
        );
      yield withinHeadings(row, headings, notes);
    }
  }
}

/** A row without what stands beside the table, which is noted. */
function withinHeadings(row: TableRow, headings: readonly string[], notes: TableNotes): TableRow {
  notes.seeUnnamed(headings, row.cells);
  for (let index = headings.length; index < row.cells.length; index++)
    if ((row.cells[index] ?? '').trim() !== '') notes.addUnnamed(index);
  if (row.cells.length > headings.length) row.cells.length = headings.length;
  return row;
}
