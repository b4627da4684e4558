import { type Figure, figure } from '../measure/figure.ts';
import { median } from '../measure/statistics.ts';
import { mytypist } from './engines/all-engines.ts';
import { type Bench, startWorker } from './start-worker.ts';
import { rows, rowValues } from './templates/rows.ts';

const warmUp = 3;
const rounds = 5;

/** Ours alone: a table of 1,000 and of 10,000 rows, in turns. The ratio is 1 when the time is linear in the rows. */
export async function measureRows(bench: Bench): Promise<Figure[]> {
  const few = await startWorker(bench, mytypist, { content: rows, values: rowValues(1000) });
  const many = await startWorker(bench, mytypist, { content: rows, values: rowValues(10_000) });
  try {
    const fewMs: number[] = [];
    const manyMs: number[] = [];
    await Promise.all([few, many].map((worker) => worker.render(1e9, warmUp)));
    for (let round = 0; round < rounds; round++) {
      // Ten of the small ones, so that both work for about the same time.
      fewMs.push(...(await few.render(1e9, 10)).times);
      manyMs.push(...(await many.render(0)).times);
    }
    const [thousand, tenThousand] = [median(fewMs), median(manyMs)];
    return [
      figure('rows_1000_ms', thousand, 'ms', fewMs.length),
      figure('rows_10000_ms', tenThousand, 'ms', manyMs.length),
      figure('rows_linear_ratio', tenThousand / (10 * thousand), 'x', manyMs.length),
    ];
  } finally {
    await Promise.all([few.stop(), many.stop()]);
  }
}
