import type { AuditEntry } from '../domain/audit.ts';
import { AuditEntrySchema } from '../domain/audit-schema.ts';
import { blockOf, blockPartition, numbered, perBlock } from './audit-entries.ts';
import { type Key, type Page, type Position, queryRaw } from './entity.ts';

/** How chains are read. Apart from how they are written, which every function loads that changes something. */

/** What lies in the table where an entry should be, its content as an object where it is JSON. */
export type RawEntry = Record<string, unknown>;

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

/** How an entry is stored, and no part of it; see `audit-entries.ts`. */
const storage: readonly string[] = [
  ...['pk', 'sk', 'entity', 'accountId', 'revision'],
  ...['gsi1pk', 'gsi1sk', 'gsi2pk', 'gsi2sk', 'gsi3pk', 'gsi3sk'],
];

/** The entry itself, with whatever else somebody put there: who proves it must find it. */
export const entryIn = (raw: RawEntry): RawEntry =>
  Object.fromEntries(Object.entries(raw).filter(([name]) => !storage.includes(name)));
