import { convertRows, renderRows } from '../contract/jobs-batches.ts';
import * as chunks from '../data/batch-chunks.ts';
import * as batches from '../data/batches.ts';
import type { Batch } from '../domain/batch.ts';
import { type Chunk, idleHeads, nextInLane, noteSent, reopenChunk, takeBack } from '../domain/batch-chunk.ts';
import { concludeRun, isRunning, planOf } from '../domain/batch-run.ts';
import { wantsPdf } from '../domain/document.ts';
import type { Log } from '../runtime/log.ts';
import { send } from '../runtime/send.ts';

/**
 * How a batch moves: its chunks lie in lanes, and whoever has made a chunk sends the next of its lane. So a batch never
 * has more messages waiting than it has lanes, and the batches of several accounts take turns on the queue.
 */

/**
 * Sends chunks to whoever makes them: the converter where PDFs are wanted. That they wait on the queue is noted after
 * they were sent, so that a message that never got there is sent again by the clock; whoever took one meanwhile has
 * changed the chunk, and the note is lost to that.
 */
export async function sendChunks(batch: Batch, wanted: readonly Chunk[], now: () => Date): Promise<void> {
  const { accountId, batchId } = batch;
  const messages = wanted.map(({ chunk }) => ({ accountId, batchId, chunk }));
  await send(wantsPdf(batch) ? convertRows : renderRows, messages);
  await Promise.all(wanted.map((chunk) => chunks.replace(chunk, noteSent(chunk, now()))));
}

/** Sends the first pending chunk of each lane that stands still. Resolves to their number. */
async function startLanes(batch: Batch, all: readonly Chunk[], now: () => Date): Promise<number> {
  const heads = idleHeads(all, batch.run?.lanes ?? 1, now());
  await sendChunks(batch, heads, now);
  return heads.length;
}

/**
 * As {@link startLanes}, for a batch that is running already: a queue that cannot be reached is no reason to refuse it,
 * because the schedule that looks after batches will send its chunks a minute later.
 */
export async function startLanesOrLeave(
  batch: Batch,
  all: readonly Chunk[],
  now: () => Date,
  log: Log,
): Promise<void> {
  try {
    await startLanes(batch, all, now);
  } catch (error) {
    log.error('queue.unreachable', { batchId: batch.batchId, error });
  }
}

/**
 * After a chunk has ended: sends the next of its lane, or ends the batch when it was the last one of all. The batch is
 * read again after the chunk was written, so that whoever resumes it meanwhile and this never both look away.
 */
export async function goOn({ accountId, batchId }: Batch, after: number, now: () => Date): Promise<void> {
  const batch = await batches.find(accountId, batchId);
  if (!batch?.run) return;
  const all = await chunks.list(planOf(batch));
  const next = nextInLane(all, after, batch.run.lanes, now());
  if (next === 'under way') return;
  if (!next) return endWhenDone(batch, all, now);
  if (isRunning(batch) || batch.state === 'cancelled') await sendChunks(batch, [next], now);
}

/** Ends a batch whose chunks are all done. Whoever loses the race to say so lost it to the same words. */
export async function endWhenDone(batch: Batch, all: readonly Chunk[], now: () => Date): Promise<void> {
  const ended = concludeRun(batch, all, now());
  if (ended) await batches.replace(batch, ended);
}

/** Opens the chunks with failed rows again. Resolves to all chunks as they stand then. */
export async function reopenFailed(all: readonly Chunk[], now: () => Date): Promise<Chunk[]> {
  const after: Chunk[] = [];
  for (const chunk of all) {
    const open = reopenChunk(chunk, now());
    after.push(open && (await chunks.replace(chunk, open)) ? open : chunk);
  }
  return after;
}

/**
 * Looks after a batch at work: takes chunks back whose worker died, sends what stands still, and ends the batch when
 * nothing is left. Resolves to what was done, for the log.
 */
export async function lookAfterBatch(
  batch: Batch,
  now: () => Date,
): Promise<{ takenBack: number; sent: number }> {
  const found = await chunks.list(planOf(batch));
  const all: Chunk[] = [];
  let takenBack = 0;
  for (const chunk of found) {
    const free = takeBack(chunk, now());
    const isTaken = free !== undefined && (await chunks.replace(chunk, free));
    all.push(isTaken ? free : chunk);
    if (isTaken) takenBack++;
  }
  await endWhenDone(batch, all, now);
  return { takenBack, sent: await startLanes(batch, all, now) };
}
