import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineBars } from './engine/bars.ts';
import { measureBulk } from './engine/bulk-figures.ts';
import { type Engine, mytypist, peers } from './engine/engines/all-engines.ts';
import { measureFirst } from './engine/first-figures.ts';
import { measureRows } from './engine/row-figures.ts';
import { checkText } from './engine/same-text.ts';
import type { Bench } from './engine/start-worker.ts';
import { fillings, letterFilling } from './engine/templates/all-templates.ts';
import { measureWarm } from './engine/warm-figures.ts';
import { buildWorker } from './engine/workers/build-worker.ts';
import { findDocxtpl } from './engine/workers/find-docxtpl.ts';
import type { Figure } from './measure/figure.ts';
import { missedBars } from './measure/missed-bars.ts';
import { keepResults } from './measure/results.ts';

/**
 * The document engine beside its peers: the same templates in each one's syntax, the same values, outputs that say
 * the same. Nothing is measured when one of them says something else.
 */

const figures: Figure[] = [];

function report(found: readonly Figure[]): void {
  for (const each of found) console.log(JSON.stringify(each));
  figures.push(...found);
}

async function run(bench: Bench): Promise<void> {
  const engines = [mytypist, ...peers].filter((engine) => canRun(bench, engine));
  for (const filling of fillings) {
    for (const engine of engines) await checkText(bench, engine, filling);
  }
  for (const filling of fillings) {
    report(await measureWarm(bench, engines, filling));
    report(await measureFirst(bench, engines, filling));
  }
  report(await measureBulk(bench, letterFilling));
  report(await measureRows(bench));
}

/** Whether what the engine needs is on this machine; says so when it is not. */
function canRun({ python }: Bench, engine: Engine): boolean {
  if (!engine.python || python !== undefined) return true;
  console.error(`${engine.name} is left out: Debian's python3-docxtpl is not installed.`);
  return false;
}

const folder = await mkdtemp(join(tmpdir(), 'mytypist-bench-'));
try {
  await run({ folder, nodeWorker: await buildWorker(), python: findDocxtpl() });
  keepResults('engine', figures, new Date());
  const missed = missedBars(figures, engineBars);
  console.log(JSON.stringify({ name: 'bars', ok: missed.length === 0, missed }));
  if (missed.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();
