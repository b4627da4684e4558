import { columnLetters } from '../../domain/table/column-letters.ts';
import { refuseTable } from '../../domain/table/table-refused.ts';
import { clip } from '../../domain/template-fault.ts';

/**
 * The headings of a table from the cells of its first filled row, trimmed.
 *
 * @throws TableRefused when there are too many, or one stands twice
 */
export function headingsFrom(cells: readonly string[], row: number, most: number): string[] {
  const headings = cells.map((cell) => cell.replace(/\s+/g, ' ').trim());
  if (headings.slice(most).some((heading) => heading !== ''))
    refuseTable('too-many-columns', `The table has over ${most} columns; remove those you do not need.`, {
      row,
    });
  const seen = new Map<string, number>();
  for (const [index, heading] of headings.entries()) {
    if (heading === '') continue;
    const folded = heading.normalize('NFC').toLowerCase();
    const first = seen.get(folded);
    if (first !== undefined) {
      const columns = `The columns ${columnLetters(first)} and ${columnLetters(index)}`;
      refuseTable(
        'duplicate-heading',
        `${columns} are both headed “${clip(heading)}”; rename or remove one of them.`,
        { row, column: heading },
      );
    }
    seen.set(folded, index);
  }
  return headings.slice(0, most);
}

export const isEmptyRow = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');
