import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Sample } from '../../dev/samples.ts';
import { type Figure, figure } from '../measure/figure.ts';

const Peak = z.object({ peakMb: z.number(), rowMs: z.number() });

/** Memory of the Node process that reads, checks and makes a batch, for a thousand rows and for ten thousand. */
export async function measureMemory(folder: string, sample: Sample): Promise<Figure[]> {
  const small = await peakOf(folder, sample, 1000);
  const large = await peakOf(folder, sample, 10_000);
  return [
    figure('batch_peak_mb_1000', small.peakMb, 'MB', 1),
    figure('batch_peak_mb_10000', large.peakMb, 'MB', 1),
    figure('batch_memory_growth_ratio', large.peakMb / small.peakMb, 'x', 1),
    // Processor time of reading, checking, filling and packing a row, the start of the process included.
    figure('batch_row_cpu_ms', large.rowMs, 'ms', 10_000),
  ];
}

/**
 * A process that does what the functions of a batch do to its rows, one step after the other, and keeps nothing that
 * they do not keep: reading the spreadsheet, checking each block, filling the template for each row.
 */
async function peakOf(folder: string, sample: Sample, rows: number): Promise<z.output<typeof Peak>> {
  const script = fileURLToPath(new URL('./memory-process.ts', import.meta.url));
  const child = fork(script, [join(folder, `rows-${rows}`), sample.name, String(rows)], {
    // V8 lets garbage lie while it has room. Held to little room, what is measured is what is kept.
    execArgv: ['--max-semi-space-size=4', '--max-old-space-size=80'],
  });
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process that measures memory ended without a word');
  });
  ended.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return Peak.parse(message);
}
