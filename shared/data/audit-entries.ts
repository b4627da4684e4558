import * as z from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { AuditEntrySchema } from '../domain/audit-schema.ts';
import { entity, type Keys } from './entity.ts';
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
export const numbered = (seq: number): string => String(seq).padStart(12, '0');

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

/** What adds an entry to the chain of its account. It must not exist: an entry is never written over. */
export const insertionOf = (entry: AuditEntry): Write =>
  Entries.insertion({ ...entry, accountId: entry.content.accountId, revision: 1 });
