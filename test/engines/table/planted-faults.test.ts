import { describe, expect, test } from 'vitest';
import { type CellFault, RowCheck } from '../../../shared/domain/table/check-row.ts';
import { applyMapping, proposeMapping } from '../../../shared/domain/table/mapping.ts';
import { readTable } from '../../../shared/engines/table/read-table.ts';
import { writeCsv } from '../../../shared/engines/table/write-csv.ts';
import { fieldsOf } from '../../support/plain-template.ts';
import { STAFF_HEADINGS, STAFF_TEMPLATE, staffRows } from '../../support/planted-faults.ts';
import { workbookOf } from '../../support/xlsx.ts';

const { rows, planted } = staffRows(5000);
const table = [STAFF_HEADINGS, ...rows];

async function csv(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of writeCsv(table)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function faultsOf(file: Buffer): Promise<{ faults: CellFault[]; good: number }> {
  const fields = fieldsOf(STAFF_TEMPLATE);
  const { headings, rows: read } = await readTable(file);
  const proposed = proposeMapping(fields, headings);
  const check = new RowCheck(
    fields,
    applyMapping(
      fields,
      headings,
      proposed.map(({ index, path }) => ({ column: index, path })),
    ),
    headings.length,
  );
  const faults: CellFault[] = [];
  let good = 0;
  for await (const row of read()) {
    const checked = check.check(row);
    if ('faults' in checked) faults.push(...checked.faults);
    else good++;
  }
  return { faults, good };
}

describe('5,000 rows with 40 mistakes of 8 kinds', () => {
  test.each([
    ['CSV', csv],
    ['XLSX', async () => workbookOf(table)],
  ])('as %s give exactly these 40 faults', async (_, file) => {
    const { faults, good } = await faultsOf(await file());
    expect(faults.map(({ row, column }) => ({ row, column }))).toEqual(planted);
    expect(good).toBe(4960);
    expect(faults.every(({ message, value }) => message.endsWith('.') && value.length <= 40)).toBe(true);
  });
});
