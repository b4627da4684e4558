import { createReadStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { letterTable } from '../../dev/letter-table.ts';
import { readSamples } from '../../dev/samples.ts';
import { rowsPerBlock } from '../../shared/domain/batch-chunk.ts';
import { proposeMapping } from '../../shared/domain/table/mapping.ts';
import type { TableRow } from '../../shared/domain/table/table-row.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { readTable } from '../../shared/engines/table/read-table.ts';
import { rowCheck } from '../../shared/pipeline/batch-plan.ts';

/** Arguments: folder, name of the sample, number of rows. Sends the peak of its memory to its parent. */
const [folder = '', name = '', count = '0'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const sample = (await readSamples()).find((each) => each.name === name);
if (!sample) throw new Error(`there is no sample ${name}`);
const file = join(folder, 'rows.csv');
await writeFile(file, letterTable(sample.values, Number(count)));

let peak = 0;
const look = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
const timer = setInterval(look, 20);

const template = compileTemplate(await readFile(sample.file));
const table = await readTable(() => createReadStream(file));
const mapping = proposeMapping(template.fields, table.headings).map(({ heading, path }) => ({
  column: heading,
  field: path,
}));
const check = rowCheck(template.fields, table.headings, mapping);
let block: TableRow[] = [];
let blocks = 0;
const store = async (): Promise<void> => {
  await writeFile(join(folder, `${blocks++}.json`), JSON.stringify(block));
  block = [];
};
for await (const row of table.rows()) {
  block.push(row);
  if (block.length === rowsPerBlock) await store();
}
if (block.length > 0) await store();
let made = 0;
for (let index = 0; index < blocks; index++) {
  const rows: TableRow[] = JSON.parse(await readFile(join(folder, `${index}.json`), 'utf8'));
  for (const row of rows) {
    const checked = check.check(row);
    if ('faults' in checked) throw new Error(checked.faults[0]?.message);
    await writeFile(join(folder, 'document.docx'), template.render(checked.values));
    made++;
  }
}
clearInterval(timer);
look();
if (made !== Number(count)) throw new Error(`${made} of ${count} documents were made`);
const { user, system } = process.cpuUsage();
process.send?.({ peakMb: peak / 1024 / 1024, rowMs: (user + system) / 1000 / made });
process.exit();
