import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from './figure.ts';
import { type Bars, missedBars } from './missed-bars.ts';
import { keepResults } from './results.ts';

/** Takes figures as soon as they are there, so that somebody who waits sees them. */
export type Report = (found: readonly Figure[]) => void;

/**
 * Runs a benchmark and ends the process: prints each figure as a line of JSON, then whether all bars are met, and keeps the run in
 * `bench/results.json`. Exit code 1 for one that missed a bar or failed; what failed is not kept.
 *
 * @param measure gets a temporary folder that is removed afterwards
 */
export async function runBench(
  name: string,
  bars: Bars,
  measure: (folder: string, report: Report) => Promise<void>,
): Promise<never> {
  const figures: Figure[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'mytypist-bench-'));
  try {
    await measure(folder, (found) => {
      for (const each of found) console.log(JSON.stringify(each));
      figures.push(...found);
    });
    keepResults(name, figures, new Date());
    const missed = missedBars(figures, bars);
    console.log(JSON.stringify({ name: 'bars', ok: missed.length === 0, missed }));
    if (missed.length > 0) process.exitCode = 1;
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return process.exit();
}
