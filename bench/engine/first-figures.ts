import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { type Engine, figureName } from './engines/all-engines.ts';
import { type Bench, startWorker } from './start-worker.ts';
import type { Filling } from './templates/all-templates.ts';

const rounds = 3;

/** Documents after which the memory is read, but no more than so many milliseconds of them. */
const documents = 50;
const patienceMs = 2500;

interface First {
  ms: number[];
  peakMb: number;
  documents: number;
}

/**
 * The first document of a fresh process, the engine loaded and the template read, and the highest memory of a process
 * that made {@link documents}; engines in turns.
 */
export async function measureFirst(
  bench: Bench,
  engines: readonly Engine[],
  filling: Filling,
): Promise<Figure[]> {
  const found = new Map<Engine, First>(
    engines.map((engine) => [engine, { ms: [], peakMb: 0, documents: 0 }]),
  );
  for (let round = 0; round < rounds; round++) {
    for (const [engine, first] of found) {
      await addFirst(bench, engine, filling, first, round === rounds - 1);
    }
  }
  const { name } = filling.content;
  return [...found].flatMap(([engine, first]) => [
    figure(figureName(`ms_${name}_first`, engine), median(first.ms), 'ms', rounds),
    figure(figureName(`peak_mb_${name}`, engine), first.peakMb, 'MB', first.documents),
  ]);
}

/** Adds one process to what was found; the last one goes on until the memory is read. */
async function addFirst(
  bench: Bench,
  engine: Engine,
  filling: Filling,
  first: First,
  last: boolean,
): Promise<void> {
  const worker = await startWorker(bench, engine, filling);
  try {
    const { times } = await worker.render(0);
    first.ms.push(...times);
    if (!last) return;
    const more = await worker.render(patienceMs, documents - 1);
    first.peakMb = more.peakMb;
    first.documents = more.times.length + 1;
  } finally {
    await worker.stop();
  }
}
