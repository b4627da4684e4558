import type { TableRow } from '../../../shared/domain/table/table-row.ts';
import { readTable } from '../../../shared/engines/table/read-table.ts';
import type { TableOptions } from '../../../shared/engines/table/table.ts';

/** Reads a whole table. */
export async function readAll(content: string | Buffer, options: TableOptions = {}) {
  const { headings, rows, ...table } = await readTable(Buffer.from(content), options);
  const read: TableRow[] = [];
  for await (const row of rows()) read.push(row);
  return { ...table, headings: [...headings], rows: read };
}
