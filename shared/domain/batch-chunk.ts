import type { BatchCounts } from './batch.ts';
import { changed } from './template.ts';

/** A part of a batch that one worker makes in one go. */
export interface Chunk {
  accountId: string;
  batchId: string;
  /** Counted from 0. */
  chunk: number;
  /** The file of rows it is cut from, and which of its rows, counted from 0; `to` is the first it does not hold. */
  block: number;
  from: number;
  to: number;
  state: 'pending' | 'running' | 'done';
  /** Times a worker took it since it was last pending. */
  attempts: number;
  /** The row that was being made, noted before each one from the second attempt on, and how often it was. */
  suspect?: { row: number; strikes: number } | undefined;
  /** Documents there were when it was given up the last time. */
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
  rows: number;
  unitMs: number;
  at: Date;
}): Chunk[] {
  const { accountId, batchId, rows, at } = input;
  const size = chunkRows(input.unitMs);
  const chunks: Chunk[] = [];
  for (let block = 0; block * rowsPerBlock < rows; block++) {
    const inBlock = Math.min(rowsPerBlock, rows - block * rowsPerBlock);
    for (let from = 0; from < inBlock; from += size) {
      chunks.push({
        accountId,
        batchId,
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
  chunk.state === 'done' ? undefined : changed(chunk, at, { state: 'running', attempts: chunk.attempts + 1 });

/** Whether the attempt notes each row before it is made: an earlier one died, and a row may be to blame. */
export const isCareful = ({ attempts }: Chunk): boolean => attempts > 1;

/** Notes the row that comes next. */
export const suspectRow = (chunk: Chunk, row: number, at: Date): Chunk =>
  changed(chunk, at, {
    suspect: { row, strikes: (chunk.suspect?.row === row ? chunk.suspect.strikes : 0) + 1 },
  });

/** Workers that may die over one row; by chance, three never do. */
const mostStrikes = 3;

/** The row over which workers died, once it is sure enough: it is failed, and no worker is risked for it again. */
export const poisonRow = ({ suspect }: Chunk): number | undefined =>
  suspect && suspect.strikes >= mostStrikes ? suspect.row : undefined;

/**
 * A chunk whose message was given up, to be taken again because it came further than the last time; undefined when it
 * did not. So workers may die however often while there is progress, and it still comes to an end.
 */
export const salvageChunk = (chunk: Chunk, made: number, at: Date): Chunk | undefined =>
  chunk.state !== 'done' && made > (chunk.salvaged ?? 0)
    ? changed(chunk, at, { state: 'pending', salvaged: made })
    : undefined;

/**
 * Ends a chunk with the results of all its rows. What is ready now and was not when it ended the last time is charged:
 * results and charge are written together, so a row is charged once whatever dies in between.
 */
export function concludeChunk(chunk: Chunk, rows: readonly RowResult[], unitKobo: number, at: Date): Chunk {
  const { suspect: _, salvaged: __, ...rest } = chunk;
  const counts = countRows(rows);
  return changed<Chunk>(rest, at, {
    state: 'done',
    attempts: 0,
    counts,
    chargedKobo: chunk.chargedKobo + (counts.ready - chunk.counts.ready) * unitKobo,
  });
}

/** A done chunk with failed rows, open again; undefined for one without. */
export const reopenChunk = (chunk: Chunk, at: Date): Chunk | undefined =>
  chunk.state === 'done' && chunk.counts.failed > 0
    ? changed(chunk, at, { state: 'pending', attempts: 0 })
    : undefined;

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

/** The chunk that follows in the same lane and is still to be made. */
export const nextInLane = (chunks: readonly Chunk[], after: number, lanes: number): Chunk | undefined =>
  chunks.find(({ chunk, state }) => chunk > after && chunk % lanes === after % lanes && state === 'pending');

/** The first pending chunk of each lane in which none is being made: what to send so that all lanes move. */
export function idleHeads(chunks: readonly Chunk[], lanes: number): Chunk[] {
  const busy = new Set(chunks.filter(({ state }) => state === 'running').map(({ chunk }) => chunk % lanes));
  const heads = new Map<number, Chunk>();
  for (const chunk of chunks) {
    const lane = chunk.chunk % lanes;
    if (chunk.state === 'pending' && !busy.has(lane) && !heads.has(lane)) heads.set(lane, chunk);
  }
  return [...heads.values()];
}
