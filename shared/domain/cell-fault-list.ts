import type { CellFault } from './table/check-row.ts';

/** Cells of a dry run that are shown: far more than anybody mends by hand. */
export const mostListedFaults = 10_000;

/** A fault as it is listed: row 0 stands for all rows. */
export type ListedFault = Omit<CellFault, 'isInTable'>;

/**
 * Collects what does not fit in the rows of a table. Each cell counts once. A field that no column feeds is no fault of
 * any cell: it counts once, however many rows want it, and goes first.
 */
export class CellFaultList {
  readonly #cells: ListedFault[] = [];
  /** Rows that want a field, by its path. */
  readonly #missing = new Map<string, number>();
  #count = 0;

  add(faults: readonly CellFault[]): void {
    for (const { isInTable, ...fault } of faults)
      if (isInTable) this.#addCell(fault);
      else this.#missing.set(fault.column, (this.#missing.get(fault.column) ?? 0) + 1);
  }

  /** All of them, those that are not listed too. */
  get count(): number {
    return this.#count + this.#missing.size;
  }

  /** Paths of fields that rows want and no column feeds. */
  get missing(): string[] {
    return [...this.#missing.keys()];
  }

  /** By row. */
  listed(): ListedFault[] {
    const missing = [...this.#missing].map(([column, rows]) => ({
      row: 0,
      column,
      value: '',
      message: `No column feeds this field, and ${rows === 1 ? 'a row needs' : `${rows.toLocaleString('en')} rows need`} it. Map a column to it, or give it a default in the template’s settings.`,
    }));
    const cells = this.#cells.toSorted((one, other) => one.row - other.row);
    return [...missing, ...cells].slice(0, mostListedFaults);
  }

  #addCell(fault: ListedFault): void {
    this.#count++;
    if (this.#cells.length < mostListedFaults) this.#cells.push(fault);
  }
}
