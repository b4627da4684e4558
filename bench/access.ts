import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleEntries } from '../lib/bundle.ts';
import { runWarm, type WarmRun, withTableStub } from './core/warm-figures.ts';
import { type Figure, figure } from './measure/figure.ts';
import { missedBars } from './measure/missed-bars.ts';
import { keepResults } from './measure/results.ts';
import { median } from './measure/statistics.ts';

/** What it costs a read to find out who calls, whether they may, how often they come, and whether it is to be noted. */

const rounds = 7;

/** Of issue 5: what is added to a read by auth, limit and audit together. */
const bars = { most: { access_cpu_ms: 3, access_table_calls: 2 }, least: {} };

/** The same read with and without, in turn, so that a busy moment of the machine meets both. */
async function measure(folder: string): Promise<Figure[]> {
  await bundleEntries(
    { guarded: 'functions/documents/get-document.ts', bare: 'bench/access/bare-get-document.ts' },
    folder,
  );
  const runs: Record<'guarded' | 'bare', WarmRun[]> = { guarded: [], bare: [] };
  await withTableStub(async (stub) => {
    for (let round = 0; round < rounds; round++)
      for (const name of ['guarded', 'bare'] as const)
        runs[name].push(await runWarm(stub, join(folder, `${name}.mjs`)));
  });
  const { guarded, bare } = runs;
  const cpuOf = (of: WarmRun[]): number => median(of.map(({ cpuMs }) => cpuMs));
  const callsOf = (of: WarmRun[]): number => median(of.map(({ tableCalls }) => tableCalls));
  const events = guarded.reduce((sum, run) => sum + run.events, 0);
  return [
    figure('guarded_read_cpu_ms', cpuOf(guarded), 'ms', events, {
      peer: 'bare_read_cpu_ms',
      value: cpuOf(bare),
    }),
    figure('bare_read_cpu_ms', cpuOf(bare), 'ms', events),
    figure('access_cpu_ms', cpuOf(guarded) - cpuOf(bare), 'ms', events),
    figure('access_table_calls', callsOf(guarded) - callsOf(bare), 'count', events),
  ];
}

const folder = await mkdtemp(join(tmpdir(), 'mytypist-bench-'));
try {
  const figures = await measure(folder);
  for (const each of figures) console.log(JSON.stringify(each));
  keepResults('access', figures, new Date());
  const missed = missedBars(figures, bars);
  console.log(JSON.stringify({ name: 'bars', ok: missed.length === 0, missed }));
  if (missed.length > 0) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit();
