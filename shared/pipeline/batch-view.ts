import type { Batch, BatchRun, DryRun } from '../domain/batch.ts';
import { planOf, progressOf } from '../domain/batch-run.ts';
import type { Quote } from '../domain/price-list.ts';

/** How far a run has come. */
interface Progress {
  run: number;
  rows: number;
  done: number;
  ready: number;
  failed: number;
  skipped: number;
  cancelled: number;
  quotedKobo: number;
  chargedKobo: number;
  startedAt: string;
  finishedAt?: string | undefined;
}

/** A batch as its owner sees it. */
export type BatchView = Omit<Batch, 'dryRun' | 'run'> & {
  dryRun?: DryRun & { rows: number };
  progress?: Progress;
  /** What its failed rows cost when they are run again. */
  rerunQuote?: Quote;
};

/** A batch with its progress; while it runs that is summed up from its chunks. */
export async function batchView(batch: Batch): Promise<BatchView> {
  const { dryRun, run, ...rest } = batch;
  return {
    ...rest,
    ...(dryRun ? { dryRun: { ...dryRun, rows: dryRun.good + dryRun.bad } } : {}),
    ...(run ? { progress: await progress(batch, run) } : {}),
  };
}

async function progress(batch: Batch, run: BatchRun): Promise<Progress> {
  // Whoever has just made a batch shows one without a run.
  const chunks = await import('../data/batch-chunks.ts');
  const { counts, chargedKobo } =
    run.counts && run.chargedKobo !== undefined
      ? { counts: run.counts, chargedKobo: run.chargedKobo }
      : progressOf(await chunks.list(planOf(batch)));
  return {
    run: run.number,
    rows: batch.table?.rows ?? 0,
    done: counts.ready + counts.failed + counts.skipped + counts.cancelled,
    ...counts,
    quotedKobo: (run.chargedBefore ?? 0) + run.quote.totalKobo,
    chargedKobo,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
  };
}
