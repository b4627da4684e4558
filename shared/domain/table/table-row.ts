/** A cell that the file itself does not answer, such as `#N/A`. */
export interface UnreadCell {
  /** Position in the row, counted from 0. */
  index: number;
  /** What the file shows there. */
  shown: string;
  message: string;
}

/** A row of a table, below its heading. */
export interface TableRow {
  /** As a spreadsheet numbers it: the first row of the sheet is 1. */
  number: number;
  /** Texts as the spreadsheet shows them; dates are written `2026-11-20`, numbers without separators. */
  cells: string[];
  unread?: UnreadCell[] | undefined;
}
