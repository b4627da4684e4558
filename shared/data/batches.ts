import * as z from 'zod';
import { type Batch, type BatchState, batchStates } from '../domain/batch.ts';
import { staleAfter } from '../domain/batch-cleaning.ts';
import { documentFormats } from '../domain/document.ts';
import { notFound } from '../domain/fault.ts';
import type { Leftover } from '../domain/leftover.ts';
import { plans } from '../domain/plan.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken } from './entity.ts';
import * as leftovers from './leftovers.ts';
import { pdfOptionsSchema } from './pdf-options.ts';
import { commit, type Write } from './write.ts';

const counts = z.object({
  ready: z.number(),
  failed: z.number(),
  skipped: z.number(),
  cancelled: z.number(),
});

const quote = z.object({
  priceList: z.string(),
  plan: z.enum(plans),
  documents: z.number(),
  included: z.number(),
  unitKobo: z.number(),
  totalKobo: z.number(),
});

const problem = z.object({
  code: z.string(),
  message: z.string(),
  row: z.number().optional(),
  column: z.string().optional(),
});

export const Batches = entity<Batch>({
  name: 'batch',
  audit: { account: ({ accountId }) => accountId, id: ({ batchId }) => batchId, open: ['state'] },
  // Objects keep their identity when nothing in them changed only as text.
  json: ['mapping', 'table', 'dryRun', 'run'],
  schema: z.object({
    accountId: z.string(),
    batchId: z.string(),
    templateId: z.string(),
    version: z.number(),
    name: z.string(),
    state: z.enum(batchStates),
    formats: z.array(z.enum(documentFormats)),
    pdfOptions: pdfOptionsSchema.optional(),
    passwordColumn: z.string().optional(),
    namePattern: z.string().optional(),
    problem: problem.optional(),
    table: z
      .object({
        format: z.enum(['csv', 'xlsx']),
        sheet: z.string().optional(),
        headings: z.array(z.string()),
        rows: z.number(),
        blocks: z.number(),
        notes: z.array(z.string()),
      })
      .optional(),
    mapping: z.array(
      z.object({ column: z.string(), field: z.string().nullable(), reason: z.string().optional() }),
    ),
    checks: z.number(),
    dryRun: z
      .object({
        number: z.number(),
        good: z.number(),
        bad: z.number(),
        faults: z.number(),
        missing: z.array(z.string()),
        previews: z.array(
          z.object({ row: z.number(), name: z.string(), sha256: z.string(), size: z.number() }),
        ),
        quote,
        unitMs: z.number(),
        at: z.string(),
      })
      .optional(),
    run: z
      .object({
        number: z.number(),
        chunks: z.number(),
        lanes: z.number(),
        skipBadRows: z.boolean(),
        quote,
        chargedBefore: z.number().optional(),
        held: z.object({ kobo: z.int().min(0), included: z.int().min(0), month: z.string() }),
        startedAt: z.string(),
        finishedAt: z.string().optional(),
        counts: counts.optional(),
        chargedKobo: z.number().optional(),
      })
      .optional(),
    uploadExpiresAt: z.string().optional(),
    cleared: z.boolean().optional(),
    keepUntil: z.string().optional(),
    createdBy: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    revision: z.number(),
  }),
  keys: (batch) => ({
    ...batchKey(batch.accountId, batch.batchId),
    gsi1pk: `account#${batch.accountId}#batches`,
    gsi1sk: batch.batchId,
    ...dueKeysOf(batch),
  }),
});

const batchKey = (accountId: string, batchId: string) => ({
  pk: `account#${accountId}`,
  sk: `batch#${batchId}`,
});

const minute = 60_000;

/**
 * Milliseconds until the clock looks at a batch that stays in a state. Work is looked after (`batch`); what nobody
 * went on with, and what has ended, is cleared away (`stale-batch`).
 */
const looks: Record<BatchState, { kind: 'batch' | 'stale-batch'; after: number }> = {
  reading: { kind: 'batch', after: 30 * minute },
  checking: { kind: 'batch', after: 5 * minute },
  running: { kind: 'batch', after: minute },
  cancelled: { kind: 'batch', after: minute },
  'awaiting-upload': { kind: 'stale-batch', after: staleAfter['awaiting-upload'] },
  rejected: { kind: 'stale-batch', after: staleAfter.rejected },
  mapped: { kind: 'stale-batch', after: staleAfter.mapped },
  checked: { kind: 'stale-batch', after: staleAfter.checked },
  paused: { kind: 'stale-batch', after: staleAfter.paused },
  finished: { kind: 'stale-batch', after: staleAfter.finished },
};

/** A cancelled batch is looked after until all its rows have come to an end; a cleared one is due when it goes too. */
function dueKeysOf({ state, batchId, updatedAt, run, cleared, keepUntil }: Batch) {
  if (cleared) return keepUntil === undefined ? {} : dueKeys('stale-batch', batchId, keepUntil);
  const hasEnded = state === 'cancelled' && run?.counts !== undefined;
  const { kind, after } = looks[hasEnded ? 'finished' : state];
  return dueKeys(kind, batchId, new Date(Date.parse(updatedAt) + after).toISOString());
}

/** False when there is one with this id. */
export const insert = (batch: Batch): Promise<boolean> => commit([Batches.insertion(batch)]);

export const find = (accountId: string, batchId: string): Promise<Batch | undefined> =>
  Batches.get(batchKey(accountId, batchId));

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, batchId: string): Promise<Batch> =>
  (await find(accountId, batchId)) ?? notFound('batch');

/**
 * With what is left of the money of its run, when that ends. False when somebody changed the batch in between.
 */
export const replace = (previous: Batch, next: Batch): Promise<boolean> =>
  settled(next.run?.counts ? previous : undefined, [Batches.replacement(previous, next)]);

/**
 * What it leaves behind is noted, chunks and results among it; what is set aside for it is released. False when somebody changed
 * the batch in between.
 */
export const remove = (batch: Batch, left: Leftover): Promise<boolean> =>
  settled(batch, [Batches.removal(batch), leftovers.insertionOf(left)]);

/** Makes writes that end a batch, where one is named, with the money that is set aside for it. */
async function settled(ends: Batch | undefined, writes: readonly Write[]): Promise<boolean> {
  if (!ends?.run || ends.run.counts) return commit(writes);
  // Few of those who read batches end any.
  const { end } = await import('./batch-charges.ts');
  return end(ends, writes);
}

/** As {@link replace}, with a note of the files that the batch needs no longer. */
export const clear = (previous: Batch, next: Batch, left: Leftover): Promise<boolean> =>
  commit([Batches.replacement(previous, next), leftovers.insertionOf(left)]);

/** Newest first. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Batch[]; nextCursor: string | undefined }> {
  const scope = ['batches', accountId].join('|');
  const { items, end } = await Batches.queryWhole({
    index: 'byAccount',
    partition: `account#${accountId}#batches`,
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
  });
  return { items, nextCursor: toCursor(scope, end) };
}

/** All batches of an account, the oldest first; those made after one where that is named. */
export const all = (accountId: string, after?: string): AsyncGenerator<Batch> =>
  Batches.all(`account#${accountId}`, 'batch#', after && `batch#${after}`);

/** Batches of all accounts at work that the clock should look at by now. */
export const listAtWork = async (at: Date, limit: number, onBroken: OnBroken): Promise<Batch[]> =>
  Batches.getReadable(await listDue('batch', at, limit), onBroken);

/** Batches of all accounts that nobody went on with, or that ended long ago. */
export const listStale = async (at: Date, limit: number, onBroken: OnBroken): Promise<Batch[]> =>
  Batches.getReadable(await listDue('stale-batch', at, limit), onBroken);

/** By which `postpone` finds it. */
export const keyOf = ({ accountId, batchId }: Batch): Key => batchKey(accountId, batchId);
