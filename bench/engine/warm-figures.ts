import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { type Engine, figureName, mytypist } from './engines/all-engines.ts';
import { type Bench, startWorker } from './start-worker.ts';
import type { Filling } from './templates/all-templates.ts';
import type { Worker } from './workers/worker.ts';

/** Turns of each engine, and how long a turn lasts: long enough to find caches warm again. */
const rounds = 12;
const turnMs = 120;

/** After so many milliseconds an engine that needs seconds for a document gets no further turn. */
const patienceMs = 4000;

const warmUpMs = 1000;
const twoCoresMs = 1000;

interface Runner {
  engine: Engine;
  /** Two processes: the second works only when two cores are measured. */
  workers: [Worker, Worker];
  /** The middle of the milliseconds of each turn: a turn that was quick has more documents, but no more weight. */
  turns: number[];
  /** Processor milliseconds for each document, turn by turn, on all threads. */
  cpuTurns: number[];
  documents: number;
  /** Milliseconds of all turns. */
  spent: number;
}

/**
 * Milliseconds for each document when the process is warm, and documents per second of two processes at once. Every
 * engine has processes of its own; they take turns, so that a busy moment of the machine hits all alike.
 */
export async function measureWarm(
  bench: Bench,
  engines: readonly Engine[],
  filling: Filling,
): Promise<Figure[]> {
  const runners: Runner[] = [];
  try {
    for (const engine of engines) {
      const start = (): Promise<Worker> => startWorker(bench, engine, filling);
      const runner: Runner = {
        engine,
        workers: [await start(), await start()],
        turns: [],
        cpuTurns: [],
        documents: 0,
        spent: 0,
      };
      runners.push(runner);
      await Promise.all(runner.workers.map((worker) => worker.render(warmUpMs)));
    }
    for (let round = 0; round < rounds; round++) await takeTurns(runners, round);
    const { name } = filling.content;
    const figures = warmFigures(name, runners);
    for (const { engine, workers } of runners) {
      const { perSecond, documents } = await onTwoCores(workers);
      figures.push(figure(figureName(`docs_per_s_2_cores_${name}`, engine), perSecond, 'per s', documents));
    }
    return figures;
  } finally {
    await Promise.all(runners.flatMap(({ workers }) => workers.map((worker) => worker.stop())));
  }
}

/** One turn for each engine, another one first in every round. */
async function takeTurns(runners: readonly Runner[], round: number): Promise<void> {
  for (let turn = 0; turn < runners.length; turn++) {
    const runner = runners[(round + turn) % runners.length];
    if (!runner || runner.spent > patienceMs) continue;
    const { times, cpuMs } = await runner.workers[0].render(turnMs);
    runner.turns.push(median(times));
    runner.cpuTurns.push(cpuMs / times.length);
    runner.documents += times.length;
    runner.spent += sum(times);
  }
}

/**
 * The processor ratio has no bar. It tells whether the other can be believed: on a busy machine long documents are
 * interrupted and short ones are not, which flatters the faster engine; processor time does not count interruptions.
 */
function warmFigures(name: string, runners: readonly Runner[]): Figure[] {
  const measured = runners.map(({ engine, turns, cpuTurns, documents }) => ({
    engine,
    ms: median(turns),
    cpuMs: median(cpuTurns),
    n: documents,
  }));
  const ours = measured.find(({ engine }) => engine === mytypist);
  const others = measured.filter((each) => each !== ours).toSorted((left, right) => left.ms - right.ms);
  const [best] = others;
  if (!ours || !best) throw new Error('nobody to compare with');
  const prefix = `ms_${name}`;
  const bestCpuMs = Math.min(...others.map(({ cpuMs }) => cpuMs));
  return [
    figure(prefix, ours.ms, 'ms', ours.n, { peer: figureName(prefix, best.engine), value: best.ms }),
    ...others.map(({ engine, ms, n }) => figure(figureName(prefix, engine), ms, 'ms', n)),
    figure(`ratio_to_best_peer_${name}`, best.ms / ours.ms, 'x', ours.n),
    figure(`cpu_ratio_to_best_peer_${name}`, bestCpuMs / ours.cpuMs, 'x', ours.n),
  ];
}

async function onTwoCores(workers: readonly Worker[]): Promise<{ perSecond: number; documents: number }> {
  const both = await Promise.all(workers.map((worker) => worker.render(twoCoresMs)));
  return {
    perSecond: sum(both.map(({ times }) => (times.length * 1000) / sum(times))),
    documents: sum(both.map(({ times }) => times.length)),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
