/** Stable codes of everything that makes a spreadsheet or its mapping unusable; clients may switch on them. */
export type TableRefusalCode =
  // the file
  | 'empty-table'
  | 'file-too-large'
  | 'not-a-table'
  | 'old-excel-format'
  | 'other-spreadsheet-format'
  | 'password-protected'
  | 'has-macros'
  | 'damaged-table'
  | 'unpacks-too-large'
  | 'has-doctype'
  | 'unknown-sheet'
  // what it holds
  | 'too-many-rows'
  | 'too-many-columns'
  | 'cell-too-long'
  | 'unclosed-quote'
  | 'duplicate-heading'
  | 'merged-heading'
  | 'bad-heading'
  // which column feeds which field
  | 'ambiguous-column'
  | 'bad-list-column'
  | 'unknown-column'
  | 'unknown-field'
  | 'column-mapped-twice'
  | 'field-mapped-twice'
  | 'bad-name-pattern';

/** Where in the table, as a spreadsheet shows it. */
export interface TablePlace {
  /** Row number; the first row is 1. */
  row?: number;
  /** A heading, or the letters of a column that has none. */
  column?: string;
}

/** A spreadsheet that cannot be used, or a mapping that does not fit it. The message says what to do. */
export class TableRefused extends Error {
  override readonly name = 'TableRefused';
  readonly code: TableRefusalCode;
  readonly row: number | undefined;
  readonly column: string | undefined;

  constructor(code: TableRefusalCode, message: string, { row, column }: TablePlace = {}) {
    super(message);
    this.code = code;
    this.row = row;
    this.column = column;
  }
}

/** Throws a {@link TableRefused}; `never`, so the compiler knows that nothing follows. */
export function refuseTable(code: TableRefusalCode, message: string, place: TablePlace = {}): never {
  throw new TableRefused(code, message, place);
}
