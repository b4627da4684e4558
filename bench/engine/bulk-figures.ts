import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { mytypist } from './engines/all-engines.ts';
import { type Bench, startWorker } from './start-worker.ts';
import type { Filling } from './templates/all-templates.ts';

const rounds = 3;
const unlimited = 1e9;

/**
 * Holds V8's space for new objects at 8 MB. By itself it grows threefold within the first thousands of documents, by
 * V8's own taste and differently in every run; held, what grows is what the engine keeps.
 */
const heldNursery = ['--max-semi-space-size=8'];

/** Ours alone: a thousand letters from a fresh process, and how its memory grows from a thousand to ten thousand. */
export async function measureBulk(bench: Bench, letter: Filling): Promise<Figure[]> {
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const worker = await startWorker(bench, mytypist, letter);
    try {
      const { times, cpuMs } = await worker.render(unlimited, 1000);
      const wallMs = times.reduce((sum, ms) => sum + ms, 0);
      // On one core the threads that collect garbage would take their time from the others.
      seconds.push(Math.max(wallMs, cpuMs) / 1000);
    } finally {
      await worker.stop();
    }
  }
  return [
    figure('thousand_letters_s', median(seconds), 's', rounds),
    figure('memory_growth_mb_10000', await growthMb(bench, letter, heldNursery), 'MB', 1),
    figure('memory_growth_mb_10000_v8_default', await growthMb(bench, letter, []), 'MB', 1),
  ];
}

/** Memory of a process after 10,000 documents, less that after 1,000, in megabytes. */
async function growthMb(bench: Bench, letter: Filling, nodeFlags: readonly string[]): Promise<number> {
  const worker = await startWorker(bench, mytypist, letter, nodeFlags);
  try {
    const before = await worker.render(unlimited, 1000);
    const after = await worker.render(unlimited, 9000);
    return after.rssMb - before.rssMb;
  } finally {
    await worker.stop();
  }
}
