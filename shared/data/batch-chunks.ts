import * as z from 'zod';
import { type Chunk, type ChunkResults, chargeOf, rowStates } from '../domain/batch-chunk.ts';
import type { Plan } from '../domain/plan.ts';
import { findAllowance, usingUp } from './allowances.ts';
import { entity } from './entity.ts';
import type { Move } from './ledger.ts';
import { type Counted, countingOf } from './usage-counting.ts';
import { commit, maxWrites, type Write } from './write.ts';

const Chunks = entity<Chunk>({
  name: 'chunk',
  // Steps of a batch: that it ran and how it ended stands on the batch.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
    plan: z.number(),
    chunk: z.number(),
    block: z.number(),
    from: z.number(),
    to: z.number(),
    state: z.enum(['pending', 'running', 'done']),
    attempts: z.number(),
    sentAt: z.string().optional(),
    poison: z.array(z.number()).optional(),
    suspect: z.object({ row: z.number(), strikes: z.number() }).optional(),
    salvaged: z.number().optional(),
    counts: z.object({
      ready: z.number(),
      failed: z.number(),
      skipped: z.number(),
      cancelled: z.number(),
    }),
    chargedKobo: z.number(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (chunk) => chunkKey(chunk, chunk.chunk),
});

const Results = entity<ChunkResults>({
  name: 'chunk-results',
  audit: 'none',
  json: ['rows'],
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
    plan: z.number(),
    chunk: z.number(),
    rows: z.array(
      z.object({
        row: z.number(),
        name: z.string(),
        state: z.enum(rowStates),
        documentId: z.string().optional(),
        failure: z.object({ code: z.string(), message: z.string() }).optional(),
      }),
    ),
    revision: z.number(),
  }),
  keys: (results) => resultsKey(results, results.chunk),
});

/** Five digits, so that text sorts as numbers do. */
const numbered = (number: number): string => String(number).padStart(5, '0');

/** Whose chunks are meant: those that were planned by one dry run of a batch. */
export interface PlanId {
  accountId: string;
  batchId: string;
  plan: number;
}

const chunkKey = ({ accountId, batchId, plan }: PlanId, chunk: number) => ({
  pk: `account#${accountId}`,
  sk: `chunk#${batchId}#${numbered(plan)}#${numbered(chunk)}`,
});

const resultsKey = ({ accountId, batchId, plan }: PlanId, chunk: number) => ({
  pk: `account#${accountId}`,
  sk: `results#${batchId}#${numbered(plan)}#${numbered(chunk)}`,
});

/** Chunks read in one request: a hundred of them are about 40 kB. */
const perRead = 500;

/** Writes the chunks of a batch that is about to start, over those of an attempt that did not get that far. */
export async function putAll(planned: readonly Chunk[]): Promise<void> {
  for (let start = 0; start < planned.length; start += maxWrites) {
    await commit(planned.slice(start, start + maxWrites).map((chunk) => Chunks.overwriting(chunk)));
  }
}

export const find = (id: PlanId, chunk: number): Promise<Chunk | undefined> =>
  Chunks.get(chunkKey(id, chunk));

/** False when somebody changed the chunk in between. */
export const replace = (previous: Chunk, next: Chunk): Promise<boolean> =>
  commit([Chunks.replacement(previous, next)]);

/** What a chunk is charged by. */
export interface ChunkPrice {
  unitKobo: number;
  plan: Plan;
  /** Where the money of the run lies, and what it may use of the month. */
  holdId: string;
  /** Whose batch it is. */
  createdBy: string;
}

/**
 * The chunk, its results and what is charged for it, together or not at all; false when somebody changed one of them in
 * between. What is ready is charged once whatever dies in between. Rows that failed are counted by the same transaction; those
 * that are ready count with their documents.
 */
export async function conclude(
  previous: Chunk,
  next: Chunk,
  earlier: ChunkResults | undefined,
  results: ChunkResults,
  price: ChunkPrice,
): Promise<boolean> {
  const { accountId } = next;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const allowance = await findAllowance(accountId, price.holdId);
    // Read after it: whoever has concluded the chunk has used up the allowance in the same moment.
    if ((await find(next, next.chunk))?.revision !== previous.revision) return false;
    const { included, kobo } = chargeOf(previous, next, {
      unitKobo: price.unitKobo,
      left: allowance?.left ?? 0,
    });
    const writes = [
      Chunks.replacement(previous, { ...next, chargedKobo: previous.chargedKobo + kobo }),
      earlier ? Results.replacement(earlier, results) : Results.insertion(results),
      ...(allowance && included > 0 ? [usingUp(allowance, included)] : []),
      ...countingOf([failedOf(next, price.createdBy)]),
    ];
    if (await (kobo === 0 ? commit(writes) : capture(next, kobo, price, writes))) return true;
  }
  return false;
}

/** How the rows of a chunk count that failed. */
const failedOf = ({ accountId, chunk, updatedAt, counts }: Chunk, userId: string): Counted => ({
  accountId,
  userId,
  id: chunk.toString(16),
  at: new Date(updatedAt),
  usage: { failed: counts.failed },
});

/** Attempts against others who use up what the month includes: chunks of a batch that end at the same moment. */
const attempts = 20;

async function capture(
  { accountId, batchId, plan, chunk, revision, updatedAt }: Chunk,
  kobo: number,
  { holdId, plan: paidPlan }: ChunkPrice,
  writes: readonly Write[],
): Promise<boolean> {
  // Few of those who read chunks charge any.
  const { move } = await import('./ledger.ts');
  const captured: Move = {
    movement: { kind: 'capture', kobo, source: 'documents' },
    cause: `settle#${batchId}#${plan}#${chunk}#${revision}`,
    about: { kind: 'batch', id: batchId },
    holdId,
    plan: paidPlan,
  };
  return (await move(accountId, [captured], new Date(updatedAt), writes)).outcome === 'moved';
}

/** All chunks of a plan, in order. */
export const list = ({ accountId, batchId, plan }: PlanId): Promise<Chunk[]> =>
  listBelow(accountId, `chunk#${batchId}#${numbered(plan)}#`);

async function listBelow(accountId: string, sortPrefix: string): Promise<Chunk[]> {
  const found: Chunk[] = [];
  for (let after: Record<string, unknown> | undefined, first = true; first || after; first = false) {
    const page = await Chunks.query({
      partition: `account#${accountId}`,
      sortPrefix,
      limit: perRead,
      after,
    });
    found.push(...page.items);
    after = page.end;
  }
  return found;
}

export const findResults = (id: PlanId, chunk: number): Promise<ChunkResults | undefined> =>
  Results.get(resultsKey(id, chunk));

/** Results of some chunks of a plan, in order; those that are not done yet are left out. */
export async function resultsOf(id: PlanId, chunks: readonly number[]): Promise<ChunkResults[]> {
  const found = await Results.getMany(chunks.map((chunk) => resultsKey(id, chunk)));
  return found.toSorted((one, other) => one.chunk - other.chunk);
}

/** Removes all chunks and results of a batch that is gone, whatever they were planned by. What was charged stays. */
export async function removeAll(accountId: string, batchId: string): Promise<void> {
  const all = await listBelow(accountId, `chunk#${batchId}#`);
  for (let start = 0; start < all.length; start += maxWrites / 2) {
    await commit(
      all
        .slice(start, start + maxWrites / 2)
        .flatMap((chunk) => [
          Chunks.erasure(chunkKey(chunk, chunk.chunk)),
          Results.erasure(resultsKey(chunk, chunk.chunk)),
        ]),
    );
  }
}
