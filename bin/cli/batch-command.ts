import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { matchColumns } from '../../shared/domain/table/columns.ts';
import { FreeNames } from '../../shared/domain/table/free-names.ts';
import { type NamePattern, readNamePattern, USUAL_PATTERN } from '../../shared/domain/table/name-pattern.ts';
import type { CompiledTemplate } from '../../shared/engines/docx/compile-template.ts';
import type { Table } from '../../shared/engines/table/table.ts';
import { BatchReport } from './batch-report.ts';
import { CommandFailure } from './command-failure.ts';
import { openTable, orFailure } from './open-table.ts';
import { compileOrFail, templateName } from './open-template.ts';
import { counted, print, report } from './output.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import { readArguments, wrongUsage } from './read-arguments.ts';
import { readTemplateFile } from './read-file.ts';
import { type BatchSetup, RowFiller } from './row-filler.ts';
import { ownWriter, type RowTask, threadWriter, writeRows } from './row-writers.ts';
import { makeFolder } from './write-file.ts';

/** From this many rows on, starting threads takes less time than they save. */
const WORTH_THREADS = 1000;

/** Threads used when nobody says how many; each holds the whole engine. */
const USUAL_THREADS = 4;
const MOST_THREADS = 64;

/** On these the documents that were begun are finished first. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Everything that is known before the first row is read. */
interface Batch {
  bytes: Buffer;
  template: CompiledTemplate;
  table: Table;
  pattern: NamePattern;
  setup: BatchSetup;
  /** Undefined when nobody said how many. */
  jobs: number | undefined;
  skipBad: boolean;
}

/** What the check of all rows found. */
interface Survey {
  good: number;
  /** Numbers of the rows that do not fit. */
  bad: Set<number>;
}

/**
 * `batch FILE ROWS -o DIR …`. Resolves to 0 when every row became a document, 2 when some do not fit, 130 when
 * somebody stopped it.
 */
export async function batchCommand(args: readonly string[]): Promise<number> {
  const batch = await prepareBatch(args);
  const survey = await checkRows(batch);
  const { good, bad } = survey;
  if (good + bad.size === 0) throw new CommandFailure('The table has no rows below its heading.');
  if (bad.size > 0 && !batch.skipBad) {
    const rows = `${bad.size.toLocaleString('en')} of ${counted(good + bad.size, 'row')} do not fit`;
    report(`Nothing was written: ${rows}. Mend them, or write the others with --skip-bad.`);
    return 2;
  }
  return await writeDocuments(batch, survey);
}

async function prepareBatch(args: readonly string[]): Promise<Batch> {
  const { values: options, positionals } = readArguments('batch', args, {
    output: { type: 'string', short: 'o' },
    name: { type: 'string', default: USUAL_PATTERN },
    assets: { type: 'string' },
    sheet: { type: 'string' },
    jobs: { type: 'string' },
    'skip-bad': { type: 'boolean', default: false },
  });
  const [file, rows, ...more] = positionals;
  if (file === undefined || rows === undefined || more.length > 0)
    throw wrongUsage('batch', 'Name one Word file and one table');
  if (!options.output) throw wrongUsage('batch', 'Say with -o which folder the documents go into');
  const jobs = readJobs(options.jobs);
  const bytes = readTemplateFile(file);
  const template = compileOrFail(bytes, file);
  const table = await openTable(rows, options.sheet);
  const { headings } = table;
  const pattern = orFailure(() => {
    const { columns } = matchColumns(template.fields, headings);
    return readNamePattern(options.name, { template: templateName(file), headings, columns });
  });
  refuseMisspelt(template, table);
  const assets = options.assets ?? dirname(rows);
  const setup = { headings, folder: options.output, assets };
  return { bytes, template, table, pattern, setup, jobs, skipBad: options['skip-bad'] };
}

function readJobs(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const jobs = /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (jobs < 1 || jobs > MOST_THREADS)
    throw wrongUsage('batch', `--jobs takes a number from 1 to ${MOST_THREADS}`);
  return jobs;
}

/** Columns for other purposes are welcome; one that was probably meant for a field would be missed in silence. */
function refuseMisspelt(template: CompiledTemplate, table: Table): void {
  const { columns, strays } = matchColumns(template.fields, table.headings);
  for (const { heading, meant } of strays) {
    const shown = `The template has no field “${printable(heading)}”`;
    report(meant === undefined ? `${shown}; the column is left out.` : `${shown}; did you mean ${meant}?`);
  }
  if (strays.some(({ meant }) => meant !== undefined))
    throw new CommandFailure('Nothing was written; rename these columns as the fields are called.', 2);
  if (columns.length === 0 && template.fields.length > 0)
    throw new CommandFailure(
      'No column is named like a field of the template; mytypist inspect lists its fields.',
      2,
    );
}

/** Reads all rows once and names every cell that does not fit. */
async function checkRows({ template, table, setup }: Batch): Promise<Survey> {
  const filler = new RowFiller(template, setup);
  const faults = new BatchReport();
  const survey: Survey = { good: 0, bad: new Set() };
  for await (const row of table.rows()) {
    const found = await filler.check(row);
    faults.add(found);
    if (found.length > 0) survey.bad.add(row.number);
    else survey.good++;
  }
  faults.end();
  for (const { message } of table.notes) report(printable(message));
  return survey;
}

async function writeDocuments(batch: Batch, { good, bad }: Survey): Promise<number> {
  makeFolder(batch.setup.folder);
  const progress = new Progress(good, process.stderr);
  const failures = new BatchReport();
  const start = performance.now();
  let written = 0;
  let stopped = false;
  const stop = (): void => {
    stopped = true;
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  try {
    const tasks = tasksOf(batch, bad, () => stopped);
    await writeRows(tasks, writersFor(batch, good), ({ faults }) => {
      failures.add(faults);
      if (faults.length === 0) written++;
      progress.step();
    });
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
    progress.end();
  }
  failures.end();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  print(`Wrote ${counted(written, 'document')} to ${printable(batch.setup.folder)} in ${seconds} s.`);
  if (stopped) return 130;
  const left = bad.size + good - written;
  if (left > 0) report(`${counted(left, 'row')} did not fit and became no document.`);
  return left > 0 ? 2 : 0;
}

/** The rows that fit, in order, each with a name nobody else has. */
async function* tasksOf(
  { table, pattern, setup }: Batch,
  bad: ReadonlySet<number>,
  isStopped: () => boolean,
): AsyncGenerator<RowTask, undefined> {
  const names = new FreeNames('.docx', (name) => existsSync(join(setup.folder, name)));
  for await (const row of table.rows()) {
    if (isStopped()) return;
    if (!bad.has(row.number)) yield { row, name: names.take(pattern(row)) };
  }
}

function writersFor({ bytes, template, setup, jobs }: Batch, rows: number) {
  const usual = rows < WORTH_THREADS ? 1 : Math.min(USUAL_THREADS, availableParallelism());
  const count = Math.min(jobs ?? usual, rows);
  if (count <= 1) return [ownWriter(template, setup)];
  return Array.from({ length: count }, () => threadWriter({ ...setup, template: bytes }));
}
