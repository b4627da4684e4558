import * as z from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { AuditEntrySchema } from '../domain/audit-schema.ts';
import { entity, type Keys, type Page, type Position, queryRaw } from './entity.ts';
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

const targetPartition = (id: string): string => `audit-target#${id}`;

export const actorPartition = (userId: string): string => `audit-actor#${userId}`;

/** @param day as in RFC 3339: `2026-11-26` */
const dayPartition = (day: string, shard: number): string => `audit-day#${day}#${shard}`;

const shardOf = (accountId: string): number => Number.parseInt(accountId.slice(-2), 16) % auditDayShards;

/**
 * Entries of a chain in order from one on, as they lie in the table, whatever is in them: for who proves it. It goes on
 * behind `upTo`, where the chain should end, as long as there are any.
 */
export async function* rawEntries(accountId: string, from: number, upTo: number): AsyncGenerator<unknown> {
  for (let block = blockOf(from); ; block++) {
    let after: Position | undefined = block === blockOf(from) ? positionBefore(accountId, from) : undefined;
    let last: unknown;
    do {
      const page: Page<Record<string, unknown>> = await queryRaw({
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
    if (block >= blockOf(upTo) && last !== numbered((block + 1) * perBlock)) return;
  }
}

/** Where a read begins that is to find an entry first: right behind the one before, in the same partition. */
const positionBefore = (accountId: string, seq: number): Position => ({
  pk: blockPartition(accountId, blockOf(seq)),
  sk: numbered(seq - 1),
});

/** The content is text in the table. What is no JSON stays as it is: it is no entry either. */
function decoded(item: Record<string, unknown>): Record<string, unknown> {
  try {
    return { ...item, content: JSON.parse(String(item.content)) };
  } catch {
    return item;
  }
}

/** What adds an entry to the chain of its account. It must not exist: an entry is never written over. */
export const insertionOf = (entry: AuditEntry): Write =>
  Entries.insertion({ ...entry, accountId: entry.content.accountId, revision: 1 });
