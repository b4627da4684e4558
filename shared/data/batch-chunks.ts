import * as z from 'zod';
import { type Chunk, type ChunkResults, rowStates } from '../domain/batch-chunk.ts';
import { entity } from './entity.ts';
import { countingOf } from './usage-counting.ts';
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

/** What was charged when a chunk ended. It is never changed and never removed. */
interface Charge extends PlanId {
  chunk: number;
  /** The revision of the chunk with which it was charged. */
  cause: number;
  kobo: number;
  at: string;
  revision: number;
}

const Charges = entity<Charge>({
  name: 'charge',
  // A record of its own, which is never changed.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
    plan: z.number(),
    chunk: z.number(),
    cause: z.number(),
    kobo: z.number(),
    at: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, batchId, plan, chunk, cause }) => ({
    pk: `account#${accountId}`,
    sk: `charge#${batchId}#${numbered(plan)}#${numbered(chunk)}#${cause}`,
  }),
});

/** Everything charged for a batch, whatever became of it, in order. */
export async function listCharges(accountId: string, batchId: string): Promise<Charge[]> {
  const { items } = await Charges.query({
    partition: `account#${accountId}`,
    sortPrefix: `charge#${batchId}#`,
    limit: 5000,
  });
  return items;
}

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

/**
 * The chunk, its results and what is charged for it, together or not at all; false when somebody changed one of them in
 * between. The charge has a key of its own that is never used again, and stays when the batch is deleted. Rows that failed are
 * counted by the same transaction; those that are ready count with their documents.
 *
 * @param createdBy whose batch it is
 */
export const conclude = (
  previous: Chunk,
  next: Chunk,
  earlier: ChunkResults | undefined,
  results: ChunkResults,
  createdBy: string,
): Promise<boolean> => {
  const write: Write = earlier ? Results.replacement(earlier, results) : Results.insertion(results);
  const kobo = next.chargedKobo - previous.chargedKobo;
  const { accountId, batchId, plan, chunk, revision } = next;
  const charge = { accountId, batchId, plan, chunk, cause: revision, kobo, at: next.updatedAt, revision: 1 };
  return commit([
    Chunks.replacement(previous, next),
    write,
    ...(kobo === 0 ? [] : [Charges.insertion(charge)]),
    ...countingOf([
      {
        accountId,
        userId: createdBy,
        id: chunk.toString(16),
        at: new Date(next.updatedAt),
        usage: { failed: next.counts.failed },
      },
    ]),
  ]);
};

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
