import * as z from 'zod';
import type { EntryKind, LedgerEntry } from '../domain/ledger/entry.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { firstNumber } from './first-number.ts';
import * as wallets from './wallets.ts';

/** What of a ledger is wanted; what is left out does not matter. */
export interface LedgerFilter {
  /** Times, RFC 3339 in UTC, both included. */
  from?: string | undefined;
  to?: string | undefined;
  kind?: EntryKind | undefined;
}

/** Entries looked at for one page at most: a filter may fit few of them. */
const mostLookedAt = 1000;

/** Entries read in one call. */
const atOnce = 100;

/** Number of the entry that the next page begins with. */
const Next = z.object({ seq: z.int() });

/**
 * Entries of an account, the newest first, by their numbers: those that come meanwhile change nothing of the pages that follow. A page may
 * be short although there is more.
 */
export async function listLedger(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
  filter: LedgerFilter,
): Promise<{ items: LedgerEntry[]; nextCursor: string | undefined }> {
  const { from = '', to = '', kind = '' } = filter;
  const scope = ['ledger', accountId, from, to, kind].join('|');
  const after = fromCursor(scope, page.cursor);
  const items: LedgerEntry[] = [];
  let next = after ? Next.parse(after).seq : await newestOf(accountId, filter);
  for (let lookedAt = 0; next >= 1 && lookedAt < mostLookedAt; ) {
    const found = await wallets.entriesOf(accountId, downwards(next, kind ? atOnce : page.limit));
    for (const entry of found.toReversed()) {
      if (entry.content.at < from) return { items, nextCursor: undefined };
      if (items.length >= page.limit) return { items, nextCursor: toCursor(scope, { seq: entry.seq }) };
      if (kind === '' || entry.content.kind === kind) items.push(entry);
    }
    lookedAt += kind ? atOnce : page.limit;
    next -= kind ? atOnce : page.limit;
  }
  return { items, nextCursor: next >= 1 ? toCursor(scope, { seq: next }) : undefined };
}

const downwards = (from: number, count: number): number[] =>
  Array.from({ length: Math.min(from, count) }, (_, index) => from - index);

/** Number of the newest entry that may fit; 0 when there is none. */
async function newestOf(accountId: string, { to }: LedgerFilter): Promise<number> {
  const { revision: last } = await wallets.read(accountId);
  return to === undefined ? last : (await firstWhere(accountId, last, (at) => at > to)) - 1;
}

/** Number of the first entry of whose time something holds that holds for all later ones, too; one behind the last when there is none. */
const firstWhere = (accountId: string, last: number, holds: (at: string) => boolean): Promise<number> =>
  firstNumber(last, async (number) => {
    const [entry] = await wallets.entriesOf(accountId, [number]);
    return entry !== undefined && holds(entry.content.at);
  });

/** Numbers of the first and the last entry of a time; the last is smaller when there is none. */
export async function rangeOf(
  accountId: string,
  { from, to }: LedgerFilter,
): Promise<{ first: number; last: number }> {
  const last = await newestOf(accountId, { to });
  return { first: from === undefined ? 1 : await firstWhere(accountId, last, (at) => at >= from), last };
}

/** All entries from one number to another, the oldest first. Throws where one is missing: nothing of a ledger may be left out. */
export async function* entriesBetween(
  accountId: string,
  first: number,
  last: number,
): AsyncGenerator<LedgerEntry> {
  for (let next = first; next <= last; next += atOnce) {
    const seqs = Array.from({ length: Math.min(atOnce, last - next + 1) }, (_, index) => next + index);
    const found = await wallets.entriesOf(accountId, seqs);
    if (found.length < seqs.length) throw new Error(`entries of ${accountId} are missing behind ${next}`);
    yield* found;
  }
}

/** Most entries about one thing that are read: a payment and its refunds have a handful each. */
const mostAbout = 100;

/** Entries about things by their ids, whosever they are, the oldest first. */
export async function entriesAbout(ids: readonly string[]): Promise<LedgerEntry[]> {
  const found = await Promise.all(
    ids.map((id) =>
      wallets.Entries.queryWhole({
        index: 'byParent',
        partition: `ledger-about#${id}`,
        limit: mostAbout,
      }),
    ),
  );
  return found.flatMap(({ items }) => items).toSorted((left, right) => left.seq - right.seq);
}
