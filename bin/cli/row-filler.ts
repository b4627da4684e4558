import { join } from 'node:path';
import { clip } from '../../shared/domain/template-fault.ts';
import type { CompiledTemplate } from '../../shared/engines/docx/compile-template.ts';
import { type Column, matchColumns } from './columns.ts';
import type { CsvRow } from './csv-table.ts';
import { Filler, type FillFault, type ReadyValues } from './filler.ts';
import { PictureFolder } from './picture-folder.ts';
import { type RowValues, rowValues } from './row-values.ts';
import { writeWhole } from './write-file.ts';

/** Characters of a cell that a fault shows. */
const SHOWN_CELL = 40;

/** One cell of a table that does not fit the template. */
export interface CellFault {
  /** The heading of its column; the name of the value where the table has no such column. */
  column: string;
  /** Whether the table has the column. */
  isInTable: boolean;
  /** The beginning of what the cell holds. */
  cell: string;
  message: string;
}

/** What it takes to fill a template with the rows of a table. */
export interface BatchSetup {
  headings: readonly string[];
  /** Where the documents go. */
  folder: string;
  /** Where the pictures are. */
  assets: string;
}

/** Checks rows of a table and makes documents of them. */
export class RowFiller {
  readonly #columns: readonly Column[];
  readonly #width: number;
  readonly #folder: string;
  readonly #filler: Filler;

  constructor(template: CompiledTemplate, { headings, folder, assets }: BatchSetup) {
    this.#columns = matchColumns(template.fields, headings).columns;
    this.#width = headings.length;
    this.#folder = folder;
    this.#filler = new Filler(template, new PictureFolder(assets));
  }

  /** Everything in a row that does not fit; empty when a document can be made of it. */
  async check(row: CsvRow): Promise<CellFault[]> {
    const ready = await this.#prepare(row);
    return 'faults' in ready ? ready.faults : [];
  }

  /** Writes the document of a row; answers why that was not possible, or nothing. */
  async write(row: CsvRow, name: string): Promise<CellFault[]> {
    const ready = await this.#prepare(row);
    if ('faults' in ready) return ready.faults;
    const document = this.#filler.render(ready);
    if ('faults' in document) return document.faults.map(({ message }) => wholeRow(message));
    await writeWhole(join(this.#folder, name), document, false);
    return [];
  }

  async #prepare({ cells }: CsvRow): Promise<ReadyValues | { faults: CellFault[] }> {
    if (cells.slice(this.#width).some((cell) => cell.trim() !== '')) {
      const count = `${cells.length} cells under ${this.#width} headings`;
      return { faults: [wholeRow(`The row has ${count}; a cell with commas in it needs quotation marks.`)] };
    }
    const row = rowValues(this.#columns, cells);
    const misread = row.faults.map(({ column, message }) => cellFault(column, cells, message));
    const ready = await this.#filler.prepare(row.values);
    if (!('faults' in ready)) return misread.length > 0 ? { faults: misread } : ready;
    // A cell that could not be read is not also missing.
    const unread = new Set(misread.map(({ column }) => column));
    const unfit = ready.faults.map((fault) => locate(fault, row, cells));
    return { faults: [...misread, ...unfit.filter(({ column }) => !unread.has(column))] };
  }
}

const wholeRow = (message: string): CellFault => ({ column: '', isInTable: true, cell: '', message });

function cellFault(column: Column, cells: readonly string[], message: string): CellFault {
  const cell = clip(cells[column.index] ?? '', SHOWN_CELL);
  return { column: column.heading, isInTable: true, cell, message };
}

/** Finds the column of a fault: that of its value, or that of the list or group the value stands in. */
function locate({ path, message }: FillFault, row: RowValues, cells: readonly string[]): CellFault {
  if (path === '') return wholeRow(message);
  for (let owner = path; owner !== ''; owner = owner.replace(/(?:^|\.)[^.[]*$|\[\d+\]$/, '')) {
    const column = row.columns.get(owner);
    if (column) return cellFault(column, cells, message);
  }
  return { column: path, isInTable: false, cell: '', message };
}
