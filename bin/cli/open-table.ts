import { createReadStream, statSync } from 'node:fs';
import { TableRefused } from '../../shared/domain/table/table-refused.ts';
import type { TableRow } from '../../shared/domain/table/table-row.ts';
import { readTable } from '../../shared/engines/table/read-table.ts';
import type { Table } from '../../shared/engines/table/table.ts';
import { CommandFailure } from './command-failure.ts';
import { printable } from './printable.ts';
import { unreadable } from './read-file.ts';

/** On one's own computer a table is as long as it is, and a workbook as large as memory allows. */
const LIMITS = { fileBytes: 2 ** 40, rows: Number.MAX_SAFE_INTEGER, columns: 2000 };

/** Opens a CSV file or an XLSX workbook. @throws CommandFailure that says why it cannot be used */
export async function openTable(file: string, sheet: string | undefined): Promise<Table> {
  refuseFolder(file);
  const open = () => createReadStream(file);
  const options = sheet === undefined ? { limits: LIMITS } : { limits: LIMITS, sheet };
  try {
    const table = await readTable(open, options);
    return { ...table, rows: () => rowsOrFailure(file, table) };
  } catch (error) {
    throw tableFailure(file, error);
  }
}

/** Runs something that may refuse the table. @throws CommandFailure */
export function orFailure<Result>(run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    if (error instanceof TableRefused) throw new CommandFailure(printable(error.message));
    throw error;
  }
}

async function* rowsOrFailure(file: string, table: Table): AsyncGenerator<TableRow> {
  try {
    yield* table.rows();
  } catch (error) {
    throw tableFailure(file, error);
  }
}

function refuseFolder(file: string): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
    throw new CommandFailure(`${printable(file)} is a folder; name a file.`);
}

function tableFailure(file: string, error: unknown): CommandFailure {
  if (!(error instanceof TableRefused)) return unreadable(file, error);
  return new CommandFailure(`${printable(file)}: ${printable(error.message)}`);
}
