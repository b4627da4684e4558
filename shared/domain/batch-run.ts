import { type Batch, type BatchCounts, type BatchRun, type DryRun, refuseState } from './batch.ts';
import type { Chunk } from './batch-chunk.ts';
import { fail } from './fault.ts';
import type { Quote } from './price-list.ts';
import { changed } from './template.ts';

/** What its owner confirms when a batch is started. */
export interface RunOrder {
  /** Make the rows that fit and leave the others out. */
  skipBadRows: boolean;
  /** Kobo; must be the price of the dry run. */
  totalKobo: number;
}

/**
 * Starts a checked batch. Throws `batch-not-ready` in other states, with bad rows that nobody agreed to leave out, or
 * without a good row; `price-changed` for another price than the one that was shown.
 */
export function startRun(
  batch: Batch,
  order: RunOrder,
  plan: { chunks: number; lanes: number },
  month: string,
  at: Date,
): Batch {
  const dryRun = requireChecked(batch);
  if (dryRun.good === 0) fail('batch-not-ready', 'No row fits the template. Mend the spreadsheet first.');
  if (dryRun.bad > 0 && !order.skipBadRows)
    fail(
      'batch-not-ready',
      `${dryRun.bad} of ${dryRun.good + dryRun.bad} rows do not fit. Mend them in a new batch, or send "skipBadRows": true.`,
    );
  requireConfirmed(dryRun.quote, order.totalKobo);
  const run: BatchRun = {
    number: 1,
    ...plan,
    skipBadRows: order.skipBadRows,
    quote: dryRun.quote,
    held: heldFor(dryRun.quote, month),
    startedAt: at.toISOString(),
  };
  return changed<Batch>(batch, at, { state: 'running', run });
}

/** Throws `price-changed` unless exactly the price was confirmed. */
function requireConfirmed({ totalKobo }: Quote, confirmedKobo: number): void {
  if (confirmedKobo !== totalKobo)
    fail('price-changed', `The price is ${totalKobo} kobo. Confirm exactly that.`, [
      { field: 'totalKobo', message: `Send ${totalKobo}.` },
    ]);
}

const heldFor = ({ totalKobo, included }: Quote, month: string): BatchRun['held'] => ({
  kobo: totalKobo,
  included,
  month,
});

/** The batch with the price as it is now; the very same when that is the one that was shown. */
export function requote(batch: Batch, quote: Quote, at: Date): Batch {
  const dryRun = requireChecked(batch);
  return isSame(dryRun.quote, quote) ? batch : changed<Batch>(batch, at, { dryRun: { ...dryRun, quote } });
}

const isSame = (left: Quote, right: Quote): boolean =>
  left.priceList === right.priceList &&
  left.plan === right.plan &&
  left.documents === right.documents &&
  left.included === right.included &&
  left.unitKobo === right.unitKobo &&
  left.totalKobo === right.totalKobo;

/** The dry run that counts. Throws `batch-not-ready` when there is none. */
export function requireChecked(batch: Batch): DryRun {
  if (batch.state !== 'checked' || !batch.dryRun) return refuseState(batch, 'be run');
  return batch.dryRun;
}

/** A batch that was started. */
export type StartedBatch = Batch & { run: BatchRun };

/** Which chunks are those of a batch: the dry run it was started by planned them. */
export const planOf = ({ accountId, batchId, dryRun }: Batch) => ({
  accountId,
  batchId,
  plan: dryRun?.number ?? 0,
});

/** Whether rows are to be made. */
export const isRunning = (batch: Batch): batch is StartedBatch =>
  batch.state === 'running' && batch.run !== undefined;

/** Whether some job may still write what belongs to a batch. */
export const isAtWork = ({ state, run }: Batch): boolean =>
  state === 'running' ||
  state === 'reading' ||
  state === 'checking' ||
  (state === 'cancelled' && run !== undefined && run.counts === undefined);

/** Throws `batch-not-ready` for a batch that was never started. */
export function requireStarted(batch: Batch): StartedBatch {
  const { run } = batch;
  return run === undefined ? refuseState(batch, 'show results') : { ...batch, run };
}

/** Chunks that are being made are still finished. */
export function pauseRun(batch: Batch, at: Date): Batch {
  return batch.state === 'running'
    ? changed(batch, at, { state: 'paused' })
    : refuseState(batch, 'be paused');
}

export function resumeRun(batch: Batch, at: Date): Batch {
  return batch.state === 'paused'
    ? changed(batch, at, { state: 'running' })
    : refuseState(batch, 'be resumed');
}

/** Nothing new is begun; what was made stays. Open chunks are closed by whoever cancels. */
export function cancelRun(batch: Batch, at: Date): Batch {
  return batch.state === 'running' || batch.state === 'paused'
    ? changed(batch, at, { state: 'cancelled' })
    : refuseState(batch, 'be cancelled');
}

/** Failed rows that can be run again: those of a batch that has ended and still has its rows. */
export const failedRowsOf = ({ state, run, cleared }: Batch): number =>
  state === 'finished' && !cleared ? (run?.counts?.failed ?? 0) : 0;

/** A batch with failed rows that can be run again. Throws `batch-not-ready` when none failed, or when they are gone. */
export function requireFailed(batch: Batch): StartedBatch {
  const { run } = batch;
  if (batch.state !== 'finished' || !run) return refuseState(batch, 'be run again');
  if ((run.counts?.failed ?? 0) === 0)
    fail('batch-not-ready', 'No row has failed: there is nothing to run again.');
  if (batch.cleared)
    fail('batch-not-ready', 'Its rows are kept no longer. Make a new batch from the spreadsheet.');
  return { ...batch, run };
}

/**
 * Runs the failed rows of a finished batch again. Throws as {@link requireFailed} does, and `price-changed` for another price than theirs.
 *
 * @param quote what they cost now
 */
export function rerunFailed(
  batch: Batch,
  confirmedKobo: number,
  { quote, month }: { quote: Quote; month: string },
  at: Date,
): StartedBatch {
  const { finishedAt: _, counts: __, chargedKobo: chargedBefore, ...rest } = requireFailed(batch).run;
  requireConfirmed(quote, confirmedKobo);
  const run = { ...rest, number: rest.number + 1, quote, chargedBefore, held: heldFor(quote, month) };
  return { ...changed<Batch>(batch, at, { state: 'running' }), run };
}

/** Ends a batch all of whose chunks are done; undefined while one is not, or when it has ended already. */
export function concludeRun(batch: Batch, chunks: readonly Chunk[], at: Date): Batch | undefined {
  const { run } = batch;
  if (!run || (batch.state !== 'running' && batch.state !== 'cancelled')) return undefined;
  if (run.counts || chunks.length < run.chunks || chunks.some(({ state }) => state !== 'done'))
    return undefined;
  const { counts, chargedKobo } = progressOf(chunks);
  return changed<Batch>(batch, at, {
    state: batch.state === 'running' ? 'finished' : 'cancelled',
    run: { ...run, finishedAt: at.toISOString(), counts, chargedKobo },
  });
}

/** Where a run stands, from what its chunks say. There is no counter that all of them would have to change. */
export function progressOf(chunks: readonly Chunk[]): { counts: BatchCounts; chargedKobo: number } {
  const sum = (of: (chunk: Chunk) => number): number => chunks.reduce((total, chunk) => total + of(chunk), 0);
  return {
    counts: {
      ready: sum(({ counts }) => counts.ready),
      failed: sum(({ counts }) => counts.failed),
      skipped: sum(({ counts }) => counts.skipped),
      cancelled: sum(({ counts }) => counts.cancelled),
    },
    chargedKobo: sum(({ chargedKobo }) => chargedKobo),
  };
}
