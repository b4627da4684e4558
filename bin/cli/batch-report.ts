import { counted, report } from './output.ts';
import { printable } from './printable.ts';
import type { CellFault } from './row-filler.ts';

/** Rows that miss a value for which the table has no column. */
interface Absent {
  message: string;
  rows: number;
  first: number;
}

/** Names every cell that does not fit, as it is found; a column that is missing altogether is named once, at the end. */
export class BatchReport {
  readonly #absent = new Map<string, Absent>();

  /** @param row as a spreadsheet numbers it */
  add(row: number, faults: readonly CellFault[]): void {
    for (const fault of faults) {
      if (fault.isInTable) report(cellSentence(row, fault));
      else this.#count(row, fault);
    }
  }

  end(): void {
    for (const [column, { message, rows, first }] of this.#absent) {
      const asking =
        rows === 1 ? `row ${first} needs it` : `${counted(rows, 'row')} need it, row ${first} first`;
      report(`The table has no column “${printable(column)}”, but ${asking}: ${printable(message)}`);
    }
  }

  #count(row: number, { column, message }: CellFault): void {
    const known = this.#absent.get(column);
    if (known) known.rows++;
    else this.#absent.set(column, { message, rows: 1, first: row });
  }
}

function cellSentence(row: number, { column, cell, message }: CellFault): string {
  if (column === '') return `Row ${row}: ${printable(message)}`;
  const held = cell === '' ? 'empty' : `“${printable(cell)}”`;
  return `Row ${row}, column “${printable(column)}”, ${held}: ${printable(message)}`;
}
