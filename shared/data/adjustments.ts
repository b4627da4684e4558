import * as z from 'zod';
import { type AdjustedAlone, type Adjustment, adjustmentStates } from '../domain/adjustment.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity, type Key } from './entity.ts';
import type { Write } from './write.ts';

export const Adjustments = entity<Adjustment>({
  name: 'adjustment',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ adjustmentId }) => adjustmentId,
    open: ['kobo', 'state'],
  },
  schema: z.object({
    adjustmentId: z.string(),
    accountId: z.string(),
    kobo: z.int(),
    reason: z.string(),
    state: z.enum(adjustmentStates),
    byUserId: z.string(),
    decidedBy: z.string().optional(),
    decidedAt: z.string().optional(),
    createdAt: z.string(),
    revision: z.int(),
  }),
  keys: ({ adjustmentId, createdAt }) => ({
    ...adjustmentKey(adjustmentId),
    gsi1pk: allAdjustments,
    gsi1sk: `${createdAt}#${adjustmentId}`,
  }),
});

/** Partition of the list of all adjustments: people make them, and few of them. */
const allAdjustments = 'adjustments';

const adjustmentKey = (adjustmentId: string): Key => ({
  pk: `adjustment#${adjustmentId}`,
  sk: 'adjustment',
});

export const find = (adjustmentId: string): Promise<Adjustment | undefined> =>
  Adjustments.get(adjustmentKey(adjustmentId));

/** The latest first; a page may be short although there are more. */
export async function list(
  page: { limit: number; cursor?: string | undefined },
  { state, accountId }: { state?: Adjustment['state'] | undefined; accountId?: string | undefined },
): Promise<{ items: Adjustment[]; nextCursor: string | undefined }> {
  const scope = [allAdjustments, state ?? '', accountId ?? ''].join('|');
  const { items, end } = await Adjustments.queryWhole(
    {
      index: 'byAccount',
      partition: allAdjustments,
      newestFirst: true,
      limit: page.limit,
      after: fromCursor(scope, page.cursor),
    },
    (each) =>
      (state === undefined || each.state === state) &&
      (accountId === undefined || each.accountId === accountId),
  );
  return { items, nextCursor: toCursor(scope, end) };
}

const Alone = entity<AdjustedAlone>({
  name: 'adjusted-alone',
  // Each adjustment is noted itself.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    userId: z.string(),
    day: z.string(),
    kobo: z.int().min(0),
    revision: z.int(),
  }),
  keys: ({ accountId, userId, day }) => aloneKey(accountId, userId, day),
});

const aloneKey = (accountId: string, userId: string, day: string): Key => ({
  pk: `adjusted-alone#${accountId}`,
  sk: `${day}#${userId}`,
});

/** What somebody has moved alone in an account on a day. */
export const movedAloneOn = async (accountId: string, userId: string, day: string): Promise<AdjustedAlone> =>
  (await Alone.get(aloneKey(accountId, userId, day))) ?? { accountId, userId, day, kobo: 0, revision: 0 };

/** What somebody has moved alone on a day in all accounts together. */
export const movedAloneInAll = (userId: string, day: string): Promise<AdjustedAlone> =>
  movedAloneOn('all', userId, day);

/** Counts, if nothing was counted since it was read. */
export const countingAlone = (before: AdjustedAlone, after: AdjustedAlone): Write =>
  before.revision === 0 ? Alone.insertion(after) : Alone.replacement(before, after);
