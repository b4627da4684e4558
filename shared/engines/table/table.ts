import type { TableRow } from '../../domain/table/table-row.ts';
import type { TableLimits } from './limits.ts';

/** Opens the bytes of a file from the start, each time it is called. */
export type OpenBytes = () => AsyncIterable<Uint8Array>;

export interface TableOptions {
  limits?: Partial<TableLimits>;
  /** The sheet of a workbook; without it the first one that is visible and not empty. */
  sheet?: string;
}

/** Something a person should know although the table can be used. */
export interface TableNote {
  code: 'merged-cells' | 'hidden-rows' | 'other-sheets' | 'hidden-sheet' | 'unnamed-column';
  message: string;
}

/** A spreadsheet, read row by row and never whole. */
export interface Table {
  format: 'csv' | 'xlsx';
  /** The sheet that is read; absent for CSV. */
  sheet?: string;
  /** All sheets of the workbook in their order, hidden ones too; absent for CSV. */
  sheets?: string[];
  /** Trimmed; empty where a column has none. Each one stands once, whatever the case. */
  headings: readonly string[];
  /** Complete once {@link rows} has been read to its end. */
  notes: readonly TableNote[];
  /**
   * The rows below the heading but for empty ones, from the first one each time.
   *
   * @throws TableRefused when a limit is passed or the file turns out damaged
   */
  rows(): AsyncGenerator<TableRow>;
}
