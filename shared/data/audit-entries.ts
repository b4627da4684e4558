import * as z from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { AuditEntrySchema } from '../domain/audit-schema.ts';
import { entity, type Key, type Keys, type Page, type Position, queryRaw } from './entity.ts';
import { auditDayShards, table } from './table.ts';
import type { Write } from './write.ts';

/** An entry as it lies in the table. */
export type StoredEntry = AuditEntry & { accountId: string; revision: number };

export const Entries = entity<StoredEntry>({
  name: 'audit-entry',
  audit: 'none',
  json: ['content'],
  schema: AuditEntrySchema.extend({ accountId: z.string(), revision: z.number() }),
  keys: (entry) => ({
    ...entryKey(entry.accountId, entry.seq),
    ...indexKeysOf(entry),
  }),
});

/** What lies in the table where an entry should be, its content as an object where it is JSON. */
export type RawEntry = Record<string, unknown>;

/** Entries of a chain that lie together: a partition never grows beyond them. */
export const perBlock = 1000;

/** Twelve digits, so that text order is number order. */
const numbered = (seq: number): string => String(seq).padStart(12, '0');

/** Which of the partitions of an account holds an entry. */
export const blockOf = (seq: number): number => Math.floor((seq - 1) / perBlock);

export const blockPartition = (accountId: string, block: number): string =>
  `${table.auditPrefix}${accountId}#${String(block).padStart(9, '0')}`;

export const entryKey = (accountId: string, seq: number) => ({
  pk: blockPartition(accountId, blockOf(seq)),
  sk: numbered(seq),
});

/** Where a search finds it: by what it is about, by who acted, by day. */
function indexKeysOf({ accountId, seq, content }: StoredEntry): Omit<Keys, 'pk' | 'sk'> {
  const { at, target, actor } = content;
  const place = `${at}#${accountId}#${numbered(seq)}`;
  return {
    gsi1pk: targetPartition(target.id),
    gsi1sk: place,
    // The product itself does most of all, and nobody searches for that.
    ...(actor.kind === 'user' ? { gsi2pk: actorPartition(actor.userId), gsi2sk: place } : {}),
    gsi3pk: dayPartition(at.slice(0, 10), shardOf(accountId)),
    gsi3sk: place,
  };
}

export const targetPartition = (id: string): string => `audit-target#${id}`;

export const actorPartition = (userId: string): string => `audit-actor#${userId}`;

/** @param day as in RFC 3339: `2026-11-26` */
export const dayPartition = (day: string, shard: number): string => `audit-day#${day}#${shard}`;

const shardOf = (accountId: string): number => Number.parseInt(accountId.slice(-2), 16) % auditDayShards;

/**
 * Entries of a chain in order from one on, as they lie in the table, whatever is in them: for who proves it. It goes on
 * behind `upTo`, where the chain should end, as long as there are any.
 */
export async function* rawEntries(accountId: string, from: number, upTo: number): AsyncGenerator<RawEntry> {
  for (let block = blockOf(from); ; block++) {
    let after: Position | undefined = block === blockOf(from) ? positionBefore(accountId, from) : undefined;
    let last: unknown;
    do {
      const page: Page<RawEntry> = await queryRaw({
        partition: blockPartition(accountId, block),
        limit: perBlock,
        after,
      });
      for (const item of page.items) {
        last = item.sk;
        yield decoded(item);
      }
      after = page.end;
    } while (after);
    // Whatever is said of the end: behind a block without anything there is nothing.
    if (last === undefined) return;
    if (block >= blockOf(upTo) && last !== numbered((block + 1) * perBlock)) return;
  }
}

/** Where a read begins that is to find an entry first: right behind the one before, in the same partition. */
const positionBefore = (accountId: string, seq: number): Position => ({
  pk: blockPartition(accountId, blockOf(seq)),
  sk: numbered(seq - 1),
});

/** The content is text in the table. What is no JSON stays as it is: it is no entry either. */
function decoded(item: Record<string, unknown>): RawEntry {
  try {
    return { ...item, content: JSON.parse(String(item.content)) };
  } catch {
    return item;
  }
}

/** What a number of a chain leads to. */
export interface NumberedEntry {
  seq: number;
  /** Undefined when there is none, or it cannot be read. */
  entry: AuditEntry | undefined;
}

/**
 * What lies under all numbers of a chain from one to another, upwards or downwards, both included.
 *
 * @param atOnce how many are read in one call at most; never more than a block
 */
export async function* numberedEntries(
  accountId: string,
  { from, to, atOnce }: { from: number; to: number; atOnce: number },
): AsyncGenerator<NumberedEntry> {
  const step = from <= to ? 1 : -1;
  for (let next = from; (to - next) * step >= 0; ) {
    const last = lastTogether(next, to, atOnce);
    const found = await readWithin(accountId, Math.min(next, last), Math.max(next, last));
    for (; (last - next) * step >= 0; next += step) yield { seq: next, entry: found.get(next) };
  }
}

/** How far a read goes from a number on: not beyond its block, nor beyond what is wanted. */
function lastTogether(next: number, to: number, atOnce: number): number {
  const before = blockOf(next) * perBlock;
  return next <= to
    ? Math.min(to, next + atOnce - 1, before + perBlock)
    : Math.max(to, next - atOnce + 1, before + 1);
}

/** One entry; undefined when there is none, or it cannot be read. */
export const findEntry = async (accountId: string, seq: number): Promise<AuditEntry | undefined> =>
  (await readWithin(accountId, seq, seq)).get(seq);

/** Entries of one block by their numbers. */
async function readWithin(accountId: string, first: number, last: number): Promise<Map<number, AuditEntry>> {
  const found = new Map<number, AuditEntry>();
  let after: Position | undefined;
  do {
    const page: Page<RawEntry> = await queryRaw({
      partition: blockPartition(accountId, blockOf(first)),
      sortBetween: [numbered(first), numbered(last)],
      limit: last - first + 1,
      after,
    });
    for (const item of page.items) {
      const { data } = AuditEntrySchema.safeParse(decoded(item));
      if (data && numbered(data.seq) === item.sk) found.set(data.seq, data);
    }
    after = page.end;
  } while (after);
  return found;
}

/** Which entry lies under a key, whatever is in it. */
export function placeOfKey({ pk, sk }: Key): { accountId: string; seq: number } {
  const [, accountId = ''] = pk.split('#');
  return { accountId, seq: Number(sk) };
}

/** What adds an entry to the chain of its account. It must not exist: an entry is never written over. */
export const insertionOf = (entry: AuditEntry): Write =>
  Entries.insertion({ ...entry, accountId: entry.content.accountId, revision: 1 });
