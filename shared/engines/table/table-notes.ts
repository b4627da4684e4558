import { columnLetters } from '../../domain/table/column-letters.ts';
import type { TableNote } from './table.ts';

/** Collects notes, each one once however often the rows are read. */
export class TableNotes {
  readonly all: TableNote[] = [];
  readonly #unnamed = new Set<number>();

  add(code: TableNote['code'], message: string): void {
    this.all.push({ code, message });
  }

  /** Notes columns that hold values under an empty heading. */
  seeUnnamed(headings: readonly string[], cells: readonly string[]): void {
    for (const [index, heading] of headings.entries())
      if (heading === '' && (cells[index] ?? '').trim() !== '') this.addUnnamed(index);
  }

  addUnnamed(index: number): void {
    if (this.#unnamed.has(index)) return;
    this.#unnamed.add(index);
    this.add(
      'unnamed-column',
      `The column ${columnLetters(index)} has values but no heading; it is left out. Give it a heading to use it.`,
    );
  }
}
