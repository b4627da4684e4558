import { createHash } from 'node:crypto';
import * as z from 'zod';
import { abuseKinds } from '../domain/abuse-kind.ts';
import { systemTrail } from '../domain/audit.ts';
import { type Block, type Subject, subjectText } from '../domain/block.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity, type Key, readTogether } from './entity.ts';
import { table } from './table.ts';
import { commit, type Write } from './write.ts';

/** That somebody is kept out follows from a security event, which tells of it; that an administrator lets them in is noted. */
export const Blocks = entity<Block>({
  name: 'block',
  audit: 'none',
  schema: z.object({
    blockId: z.string(),
    subject: z.union([
      z.object({ kind: z.literal('user'), userId: z.string() }),
      z.object({ kind: z.literal('address'), network: z.string() }),
    ]),
    reason: z.enum(abuseKinds),
    repetition: z.number(),
    startedAt: z.string(),
    until: z.string(),
    eventId: z.string(),
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ blockId, startedAt }) => ({
    ...keyOf(blockId),
    gsi1pk: allBlocks,
    gsi1sk: `${startedAt}#${blockId}`,
  }),
});

/** Partition of the list of all blocks. */
const allBlocks = 'blocks';

const keyOf = (blockId: string): Key => ({ pk: `${table.blockPrefix}${blockId}`, sk: 'block' });

/** A subject has one block at most, so that its id follows from whom it keeps out. */
export const blockIdOf = (subject: Subject): string =>
  `blk_${createHash('sha256').update(subjectText(subject)).digest('hex').slice(0, 32)}`;

export const blockKey = (subject: Subject): Key => keyOf(blockIdOf(subject));

/** The block of a subject, over or not, for functions that may read nothing but such things of the table. */
export async function ofSubject(subject: Subject): Promise<Block | undefined> {
  const key = blockKey(subject);
  return (await readTogether([key]))(Blocks, key);
}

export const find = (blockId: string): Promise<Block | undefined> => Blocks.get(keyOf(blockId));

/** What keeps somebody out, or keeps them out longer. */
export const putting = (previous: Block | undefined, next: Block): Write =>
  previous ? Blocks.replacement(previous, next) : Blocks.insertion(next);

/** Blocks that are not over, the latest first; a page may be short although there are more. */
export async function list(
  page: { limit: number; cursor?: string | undefined },
  at: Date,
): Promise<{ items: Block[]; nextCursor: string | undefined }> {
  const { items, end } = await Blocks.queryWhole(
    {
      index: 'byAccount',
      partition: allBlocks,
      newestFirst: true,
      limit: page.limit,
      after: fromCursor(allBlocks, page.cursor),
    },
    ({ until }) => Date.parse(until) > at.getTime(),
  );
  return { items, nextCursor: toCursor(allBlocks, end) };
}

/** Lets somebody in again; that it came to it is forgotten too. False when the block changed in between. */
export const lift = (block: Block): Promise<boolean> =>
  commit(
    [Blocks.removal(block)],
    [
      {
        accountId: systemTrail,
        target: { kind: 'block', id: block.blockId },
        change: 'removed',
        result: 'done',
      },
    ],
  );
