import type { Field } from '../field.ts';
import { pictureReferences } from '../picture-references.ts';
import { prepareValues } from '../prepare-values.ts';
import type { ValueGroup } from '../scope.ts';
import { clip } from '../template-fault.ts';
import { adviceFor, type ColumnWants, columnWants, usualWriting } from './cell-habits.ts';
import type { Column } from './columns.ts';
import { disarmedBefore } from './formula-text.ts';
import { type RowValues, rowValues } from './row-values.ts';
import type { TableRow, UnreadCell } from './table-row.ts';

/** Characters of a cell that a fault shows. */
const SHOWN_CELL = 40;

/** One cell of a table that does not fit the template. */
export interface CellFault {
  /** As a spreadsheet numbers it. */
  row: number;
  /** The heading of its column; the name of the value where the table has no such column; empty for the whole row. */
  column: string;
  /** Whether the table has the column. */
  isInTable: boolean;
  /** The beginning of what the cell holds. */
  value: string;
  message: string;
}

/** A picture that a row names, for the caller to look up. */
export interface RowPicture {
  path: string;
  reference: string;
  /** Makes the fault of the cell that names it. */
  faultOf: (message: string) => CellFault;
}

/** What became of a row: values for the renderer, or every fault of its cells. */
export type CheckedRow = { values: ValueGroup; pictures: RowPicture[] } | { faults: CellFault[] };

/** Checks the rows of one table against one template. */
export class RowCheck {
  readonly #fields: readonly Field[];
  readonly #columns: readonly Column[];
  readonly #width: number;
  readonly #wants: ReadonlyMap<number, ColumnWants>;

  /** @param width how many headings the table has */
  constructor(fields: readonly Field[], columns: readonly Column[], width: number) {
    this.#fields = fields;
    this.#columns = columns;
    this.#width = width;
    this.#wants = new Map(columns.map(({ index, field }) => [index, columnWants(field)]));
  }

  check(row: TableRow): CheckedRow {
    if (row.cells.slice(this.#width).some((cell) => cell.trim() !== '')) {
      const count = `${row.cells.length} cells under ${this.#width} headings`;
      const message = `The row has ${count}; a cell with commas in it needs quotation marks.`;
      return { faults: [wholeRow(row, message)] };
    }
    const unread = (row.unread ?? []).flatMap((cell) => this.#unreadFault(row, cell));
    const given = rowValues(this.#columns, this.#written(row));
    const misread = given.faults.map(({ column, message }) => this.#fault(row, column, message));
    const first = [...unread, ...misread];
    const prepared = prepareValues(this.#fields, given.values);
    if ('faults' in prepared) {
      // A cell that could not be read is not also missing.
      const known = new Set(first.map(({ column }) => column));
      const unfit = prepared.faults.map(({ path, message }) => this.#locate(row, given, path, message));
      return { faults: [...first, ...unfit.filter(({ column }) => !known.has(column))] };
    }
    if (first.length > 0) return { faults: first };
    const pictures = pictureReferences(this.#fields, prepared.values).map(({ path, reference }) => ({
      path,
      reference,
      faultOf: (message: string) => this.#locate(row, given, path, message),
    }));
    return { values: prepared.values, pictures };
  }

  /** The cells as the field checks take them. */
  #written({ cells }: TableRow): string[] {
    const written = [...cells];
    for (const [index, wants] of this.#wants) {
      const cell = cells[index];
      if (cell !== undefined && cell !== '')
        written[index] = usualWriting(wants, disarmedBefore(cell.trim()));
    }
    return written;
  }

  #unreadFault(row: TableRow, { index, shown, message }: UnreadCell): CellFault[] {
    const column = this.#columns.find((each) => each.index === index);
    if (!column) return [];
    return [
      { row: row.number, column: column.heading, isInTable: true, value: clip(shown, SHOWN_CELL), message },
    ];
  }

  #fault(row: TableRow, column: Column, message: string): CellFault {
    const cell = row.cells[column.index] ?? '';
    const wants = this.#wants.get(column.index);
    const advice = wants ? adviceFor(wants, cell.trim()) : '';
    return {
      row: row.number,
      column: column.heading,
      isInTable: true,
      value: clip(cell, SHOWN_CELL),
      message: advice === '' ? message : `${message} ${advice}`,
    };
  }

  /** Finds the column of a fault: that of its value, or that of the list or group the value stands in. */
  #locate(row: TableRow, given: RowValues, path: string, message: string): CellFault {
    if (path === '') return wholeRow(row, message);
    for (let owner = path; owner !== ''; owner = owner.replace(/(?:^|\.)[^.[]*$|\[\d+\]$/, '')) {
      const column = given.columns.get(owner);
      if (column) return this.#fault(row, column, message);
    }
    return { row: row.number, column: path, isInTable: false, value: '', message };
  }
}

/** A fault of a row as a whole. */
export const wholeRow = ({ number }: TableRow, message: string): CellFault => ({
  row: number,
  column: '',
  isInTable: true,
  value: '',
  message,
});
