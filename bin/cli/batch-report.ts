import type { CellFault } from '../../shared/domain/table/check-row.ts';
import { counted, report } from './output.ts';
import { printable } from './printable.ts';

/** Rows that miss a value for which the table has no column. */
interface Absent {
  message: string;
  rows: number;
  first: number;
}

/** Names every cell that does not fit, as it is found; a column that is missing altogether is named once, at the end. */
export class BatchReport {
  readonly #absent = new Map<string, Absent>();

  add(faults: readonly CellFault[]): void {
    for (const fault of faults) {
      if (fault.isInTable) report(cellSentence(fault));
      else this.#count(fault);
    }
  }

  end(): void {
    for (const [column, { message, rows, first }] of this.#absent) {
      const asking =
        rows === 1 ? `row ${first} needs it` : `${counted(rows, 'row')} need it, row ${first} first`;
      report(`The table has no column “${printable(column)}”, but ${asking}: ${printable(message)}`);
    }
  }

  #count({ row, column, message }: CellFault): void {
    const known = this.#absent.get(column);
    if (known) known.rows++;
    else this.#absent.set(column, { message, rows: 1, first: row });
  }
}

function cellSentence({ row, column, value, message }: CellFault): string {
  if (column === '') return `Row ${row}: ${printable(message)}`;
  const held = value === '' ? 'empty' : `“${printable(value)}”`;
  return `Row ${row}, column “${printable(column)}”, ${held}: ${printable(message)}`;
}
