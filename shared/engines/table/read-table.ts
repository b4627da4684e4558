import { judgeFile } from './csv-encoding.ts';
import { csvTable } from './csv-table.ts';
import { TABLE_LIMITS } from './limits.ts';
import type { OpenBytes, Table, TableOptions } from './table.ts';
import { xlsxTable } from './xlsx-table.ts';

/**
 * Opens a spreadsheet, a CSV file or an XLSX workbook by what it holds, not by its name. A workbook is kept in memory
 * as it is packed; of a CSV file only a row at a time is.
 *
 * @param source the bytes, or a function that opens them from the start; it is called three times and once more each
 *   time the rows are read
 * @throws TableRefused when it cannot be used
 */
export async function readTable(source: Buffer | OpenBytes, options: TableOptions = {}): Promise<Table> {
  const open = Buffer.isBuffer(source) ? () => pieces(source) : source;
  const limits = { ...TABLE_LIMITS, ...options.limits };
  const kind = await judgeFile(open, limits.fileBytes);
  if (kind.format === 'csv') return await csvTable(open, kind.encoding, limits);
  return await xlsxTable(kind.bytes, limits, options.sheet);
}

/** Bytes handed on at a time. */
const PIECE = 256 * 1024;

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
}
