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
import { type Report, runBench } from './measure/run-bench.ts';

/**
 * The document engine beside its peers: the same templates in each one's syntax, the same values, outputs that say
 * the same. Nothing is measured when one of them says something else.
 */

async function measure(folder: string, report: Report): Promise<void> {
  const bench = { folder, nodeWorker: await buildWorker(), python: findDocxtpl() };
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

await runBench('engine', engineBars, measure);
