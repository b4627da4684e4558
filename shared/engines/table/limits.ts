/** What a spreadsheet may measure. Larger ones are refused, never cut. */
export interface TableLimits {
  /** Bytes of the file. 50,000 rows of 100 columns take about 40 MB as CSV and 15 MB as XLSX. */
  fileBytes: number;
  /** Rows below the heading that are not empty; five times what a batch has to take. */
  rows: number;
  /** Columns that hold anything; five times what a batch has to take. */
  columns: number;
  /** UTF-16 units of a cell: Excel's own limit (Microsoft, “Excel specifications and limits”). */
  cellLength: number;
  /** UTF-16 units of a row of CSV; more is a quotation mark that nobody closed. */
  rowLength: number;
  /** Bytes of a sheet of an XLSX file unpacked; a cell takes about 30, so this is some 20 million of them. */
  sheetBytes: number;
  /** Bytes of the shared texts of an XLSX file unpacked; they are the one thing that is kept in memory. */
  sharedTextBytes: number;
}

export const TABLE_LIMITS: TableLimits = {
  fileBytes: 50 * 1024 * 1024,
  rows: 50_000,
  columns: 500,
  cellLength: 32_767,
  rowLength: 5_000_000,
  sheetBytes: 600 * 1024 * 1024,
  sharedTextBytes: 128 * 1024 * 1024,
};

/** Bytes unpacked of the small parts of an XLSX file: workbook, relationships, styles. Those seen have 1 to 500 kB. */
export const SMALL_PART_BYTES = 10 * 1024 * 1024;

/** Sheets of one workbook that are looked at. */
export const MOST_SHEETS = 250;

/** Rows of the largest sheet a spreadsheet can have. */
export const LAST_ROW = 1_048_576;
