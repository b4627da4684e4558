import type { BatchCounts } from './batch.ts';
import { changed } from './template.ts';

/** A part of a batch that one worker makes in one go. */
export interface Chunk {
  accountId: string;
  batchId: string;
  /** The dry run that the chunks were planned by: one that began from another plan meets none of these. */
  plan: number;
  /** Counted from 0. */
  chunk: number;
  /** The file of rows it is cut from, and which of its rows, counted from 0; `to` is the first it does not hold. */
  block: number;
  from: number;
  to: number;
  state: 'pending' | 'running' | 'done';
  /** Times a worker took it since it was last pending. */
  attempts: number;
  /** When its message was put on the queue; only while it waits there. */
  sentAt?: string | undefined;
  /** The row that was being made, noted before each one from the second attempt on, and how often it was. */
  suspect?: { row: number; strikes: number } | undefined;
  /** Rows over which too many workers died: no worker is risked for them again. */
  poison?: number[] | undefined;
  /** Rows that were settled when it was given up the last time. */
  salvaged?: number | undefined;
  counts: BatchCounts;
  /** Kobo for what became ready, over all runs. */
  chargedKobo: number;
  updatedAt: string;
  revision: number;
}

/** What became of a row. */
export const rowStates = ['ready', 'failed', 'skipped', 'cancelled'] as const;
export type RowState = (typeof rowStates)[number];

export interface RowResult {
  /** As the spreadsheet numbers it. */
  row: number;
  name: string;
  state: RowState;
  documentId?: string | undefined;
  failure?: { code: string; message: string } | undefined;
}

/** The results of a chunk, kept apart from it: progress reads all chunks, and results only when somebody asks. */
export interface ChunkResults {
  accountId: string;
  batchId: string;
  plan: number;
  chunk: number;
  rows: RowResult[];
  revision: number;
}

/** Rows of one file of rows: a chunk is never cut from two. */
export const rowsPerBlock = 250;

/** Milliseconds that a chunk should take: long enough to share the template, short enough to lose little by a crash. */
const chunkTarget = 2000;

/** Rows of a chunk when one row takes this many milliseconds. */
export const chunkRows = (unitMs: number): number =>
  Math.min(rowsPerBlock, Math.max(5, Math.round(chunkTarget / Math.max(unitMs, 1))));

/** Cuts the rows of a batch into chunks of about {@link chunkTarget}. */
export function planChunks(input: {
  accountId: string;
  batchId: string;
  plan: number;
  rows: number;
  unitMs: number;
  at: Date;
}): Chunk[] {
  const { accountId, batchId, plan, rows, at } = input;
  const size = chunkRows(input.unitMs);
  const chunks: Chunk[] = [];
  for (let block = 0; block * rowsPerBlock < rows; block++) {
    const inBlock = Math.min(rowsPerBlock, rows - block * rowsPerBlock);
    for (let from = 0; from < inBlock; from += size) {
      chunks.push({
        accountId,
        batchId,
        plan,
        chunk: chunks.length,
        block,
        from,
        to: Math.min(from + size, inBlock),
        state: 'pending',
        attempts: 0,
        counts: noRows,
        chargedKobo: 0,
        updatedAt: at.toISOString(),
        revision: 1,
      });
    }
  }
  return chunks;
}

const noRows: BatchCounts = { ready: 0, failed: 0, skipped: 0, cancelled: 0 };

/**
 * Chunks of one batch that are worked on at once at most. A finished chunk starts the next of its lane, so no batch
 * ever has more messages waiting than this, and batches of several accounts take turns.
 */
export const mostLanes = 8;

/**
 * A worker takes a chunk, or takes it over from one that died; undefined when it is done. Two workers at once do no
 * harm: documents have ids that follow from their rows, and one of the two concludes.
 */
export const beginChunk = (chunk: Chunk, at: Date): Chunk | undefined =>
  chunk.state === 'done'
    ? undefined
    : changed(withPoison(chunk), at, { state: 'running', attempts: chunk.attempts + 1, sentAt: undefined });

/** Workers that may die over one row; by chance, three never do. */
const mostStrikes = 3;

/** A suspect that has cost workers enough joins the poisonous rows, so that the next suspect starts anew. */
function withPoison(chunk: Chunk): Chunk {
  const { suspect, poison = [] } = chunk;
  return suspect && suspect.strikes >= mostStrikes
    ? { ...chunk, suspect: undefined, poison: [...poison, suspect.row] }
    : chunk;
}

/** Whether the attempt notes each row before it is made: an earlier one died, and a row may be to blame. */
export const isCareful = ({ attempts }: Chunk): boolean => attempts > 1;

/** Notes the row that comes next. */
export const suspectRow = (chunk: Chunk, row: number, at: Date): Chunk =>
  changed(chunk, at, {
    suspect: { row, strikes: (chunk.suspect?.row === row ? chunk.suspect.strikes : 0) + 1 },
  });

/**
 * A chunk whose message was given up, to be taken again because it came further than the last time; undefined when it
 * did not. So workers may die however often while there is progress, and it still comes to an end.
 */
export function salvageChunk(chunk: Chunk, made: number, at: Date): Chunk | undefined {
  const settled = made + (withPoison(chunk).poison?.length ?? 0);
  return chunk.state !== 'done' && settled > (chunk.salvaged ?? 0)
    ? changed(chunk, at, { state: 'pending', salvaged: settled })
    : undefined;
}

/** Ends a chunk with the results of all its rows. What it costs is decided when it is written. */
export function concludeChunk(chunk: Chunk, rows: readonly RowResult[], at: Date): Chunk {
  const { suspect: _, poison: __, salvaged: ___, ...rest } = chunk;
  return changed<Chunk>(rest, at, { state: 'done', attempts: 0, counts: countRows(rows) });
}

/** A done chunk with failed rows, open again; undefined for one without. */
export const reopenChunk = (chunk: Chunk, at: Date): Chunk | undefined =>
  chunk.state === 'done' && chunk.counts.failed > 0
    ? changed(chunk, at, { state: 'pending', attempts: 0 })
    : undefined;

/**
 * What is ready now and was not when the chunk ended the last time: documents that the month includes first, the others for money.
 *
 * @param left documents of the run that the month includes
 */
export function chargeOf(
  before: Chunk,
  after: Chunk,
  { unitKobo, left }: { unitKobo: number; left: number },
): { included: number; kobo: number } {
  const ready = after.counts.ready - before.counts.ready;
  const included = Math.min(ready, left);
  return { included, kobo: (ready - included) * unitKobo };
}

const countRows = (rows: readonly RowResult[]): BatchCounts => {
  const count = (wanted: RowState): number => rows.filter(({ state }) => state === wanted).length;
  return {
    ready: count('ready'),
    failed: count('failed'),
    skipped: count('skipped'),
    cancelled: count('cancelled'),
  };
};

/** A chunk whose worker died, for another one; undefined when it has moved lately. */
export const takeBack = (chunk: Chunk, at: Date): Chunk | undefined =>
  chunk.state === 'running' && at.getTime() - Date.parse(chunk.updatedAt) >= stalledAfter
    ? changed(chunk, at, { state: 'pending' })
    : undefined;

/** Milliseconds after which a chunk that has not moved is given to another worker: longer than a worker may take. */
export const stalledAfter = 3 * 60_000;

/** Notes that the message of a chunk waits on the queue. */
export const noteSent = (chunk: Chunk, at: Date): Chunk => changed(chunk, at, { sentAt: at.toISOString() });

/** A chunk whose message was taken while its batch was paused: whoever resumes the batch sends it again. */
export const putBack = (chunk: Chunk, at: Date): Chunk | undefined =>
  chunk.state === 'pending' && chunk.sentAt !== undefined
    ? changed(chunk, at, { sentAt: undefined })
    : undefined;

/** Whether somebody makes the chunk, or its message waits and was not lost. */
const isUnderWay = ({ state, sentAt }: Chunk, at: Date): boolean =>
  state === 'running' ||
  (state === 'pending' && sentAt !== undefined && at.getTime() - Date.parse(sentAt) < stalledAfter);

/**
 * The chunk that follows in the same lane and is still to be made; undefined where there is none, and where the lane
 * has gone on already: then the message that led here came twice.
 */
export function nextInLane(
  chunks: readonly Chunk[],
  after: number,
  lanes: number,
  at: Date,
): Chunk | 'under way' | undefined {
  const lane = chunks.filter(({ chunk }) => chunk % lanes === after % lanes);
  if (lane.some((chunk) => isUnderWay(chunk, at))) return 'under way';
  return lane.find(({ chunk, state }) => chunk > after && state === 'pending');
}

/** The first pending chunk of each lane that stands still: what to send so that all lanes move. */
export function idleHeads(chunks: readonly Chunk[], lanes: number, at: Date): Chunk[] {
  const busy = new Set(chunks.filter((chunk) => isUnderWay(chunk, at)).map(({ chunk }) => chunk % lanes));
  const heads = new Map<number, Chunk>();
  for (const chunk of chunks) {
    const lane = chunk.chunk % lanes;
    if (chunk.state === 'pending' && !busy.has(lane) && !heads.has(lane)) heads.set(lane, chunk);
  }
  return [...heads.values()];
}
