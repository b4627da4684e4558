import * as z from 'zod';
import { type Chunk, type ChunkResults, rowStates } from '../domain/batch-chunk.ts';
import { entity } from './entity.ts';
import { commit, maxWrites, type Write } from './write.ts';

const Chunks = entity<Chunk>({
  name: 'chunk',
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
    chunk: z.number(),
    block: z.number(),
    from: z.number(),
    to: z.number(),
    state: z.enum(['pending', 'running', 'done']),
    attempts: z.number(),
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
  keys: ({ accountId, batchId, chunk }) => chunkKey(accountId, batchId, chunk),
});

const Results = entity<ChunkResults>({
  name: 'chunk-results',
  json: ['rows'],
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
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
  keys: ({ accountId, batchId, chunk }) => resultsKey(accountId, batchId, chunk),
});

/** Five digits, so that text sorts as numbers do. */
const numbered = (chunk: number): string => String(chunk).padStart(5, '0');

const chunkKey = (accountId: string, batchId: string, chunk: number) => ({
  pk: `account#${accountId}`,
  sk: `chunk#${batchId}#${numbered(chunk)}`,
});

const resultsKey = (accountId: string, batchId: string, chunk: number) => ({
  pk: `account#${accountId}`,
  sk: `results#${batchId}#${numbered(chunk)}`,
});

/** Chunks read in one request: a hundred of them are about 40 kB. */
const perRead = 500;

/** Writes the chunks of a batch that is about to start, over those of an attempt that did not get that far. */
export async function putAll(planned: readonly Chunk[]): Promise<void> {
  for (let start = 0; start < planned.length; start += maxWrites) {
    await commit(planned.slice(start, start + maxWrites).map((chunk) => Chunks.overwriting(chunk)));
  }
}

export const find = (accountId: string, batchId: string, chunk: number): Promise<Chunk | undefined> =>
  Chunks.get(chunkKey(accountId, batchId, chunk));

/** False when somebody changed the chunk in between. */
export const replace = (previous: Chunk, next: Chunk): Promise<boolean> =>
  commit([Chunks.replacement(previous, next)]);

/** The chunk and its results, together or not at all; false when somebody changed one of them in between. */
export const conclude = (
  previous: Chunk,
  next: Chunk,
  earlier: ChunkResults | undefined,
  results: ChunkResults,
): Promise<boolean> => {
  const write: Write = earlier ? Results.replacement(earlier, results) : Results.insertion(results);
  return commit([Chunks.replacement(previous, next), write]);
};

/** All chunks of a batch, in order. */
export async function list(accountId: string, batchId: string): Promise<Chunk[]> {
  const found: Chunk[] = [];
  for (let after: Record<string, unknown> | undefined, first = true; first || after; first = false) {
    const page = await Chunks.query({
      partition: `account#${accountId}`,
      sortPrefix: `chunk#${batchId}#`,
      limit: perRead,
      after,
    });
    found.push(...page.items);
    after = page.end;
  }
  return found;
}

export const findResults = (
  accountId: string,
  batchId: string,
  chunk: number,
): Promise<ChunkResults | undefined> => Results.get(resultsKey(accountId, batchId, chunk));

/** Results of some chunks of a batch, in order; those that are not done yet are left out. */
export async function resultsOf(
  accountId: string,
  batchId: string,
  chunks: readonly number[],
): Promise<ChunkResults[]> {
  const found = await Results.getMany(chunks.map((chunk) => resultsKey(accountId, batchId, chunk)));
  return found.toSorted((one, other) => one.chunk - other.chunk);
}

/** Removes chunks and results of a batch that is gone. */
export async function removeAll(accountId: string, batchId: string, chunks: number): Promise<void> {
  for (let start = 0; start < chunks; start += maxWrites / 2) {
    const numbers = Array.from(
      { length: Math.min(maxWrites / 2, chunks - start) },
      (_, index) => start + index,
    );
    await commit(
      numbers.flatMap((chunk) => [
        Chunks.erasure(chunkKey(accountId, batchId, chunk)),
        Results.erasure(resultsKey(accountId, batchId, chunk)),
      ]),
    );
  }
}
