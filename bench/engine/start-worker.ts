import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from './engines/all-engines.ts';
import type { Filling } from './templates/all-templates.ts';
import { writeTemplate } from './templates/write-template.ts';
import { Worker } from './workers/worker.ts';

/** Where the parts of a run are. */
export interface Bench {
  /** A folder of this run. */
  folder: string;
  /** The built worker. */
  nodeWorker: string;
  /** The Python that has docxtpl. */
  python: string | undefined;
}

const docxtplWorker = join(import.meta.dirname, 'workers/docxtpl_worker.py');

/** Starts an engine in a process of its own with a template in its syntax. `nodeFlags` are for engines under Node. */
export async function startWorker(
  bench: Bench,
  engine: Engine,
  { content, values }: Filling,
  nodeFlags: readonly string[] = [],
): Promise<Worker> {
  const template = join(bench.folder, `${content.name}-${engine.name}.docx`);
  const data = join(bench.folder, `${content.name}-${engine.name}.json`);
  await writeFile(template, writeTemplate(content, engine.syntax));
  await writeFile(data, JSON.stringify(values));
  if (!engine.python)
    return Worker.start(process.execPath, [...nodeFlags, bench.nodeWorker, engine.name, template, data]);
  if (bench.python === undefined) throw new Error('there is no Python with docxtpl');
  return Worker.start(bench.python, [docxtplWorker, template, data]);
}
