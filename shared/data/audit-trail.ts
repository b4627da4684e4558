import * as z from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { type AuditFilter, fitsFilter, isNarrowed } from '../domain/audit-filter.ts';
import { perBlock } from './audit-entries.ts';
import { readEnd } from './audit-heads.ts';
import { findEntry, numberedEntries } from './audit-reading.ts';
import type { Position } from './entity.ts';
import { firstNumber } from './first-number.ts';

/** Entries looked at for one page at most: a filter may fit few of them. */
const mostLookedAt = 5 * perBlock;

/** One page of entries. */
export interface TrailPage {
  items: AuditEntry[];
  /** Entries that should be here but are missing or cannot be read: the chain is broken. */
  unreadable: { accountId: string; seq: number }[];
  end: Position | undefined;
}

/** How a page is read. */
export interface TrailQuery {
  filter: AuditFilter;
  newestFirst: boolean;
  limit: number;
  /** The end of the page before. */
  after: Position | undefined;
}

/** Number of the entry that the next page begins with. */
const Next = z.object({ seq: z.int() });

/**
 * Reads a page of one chain by the numbers of its entries, at their latest state: entries that come meanwhile change nothing
 * of the pages that follow. A page may be short although `end` says that there is more.
 */
export async function readTrail(accountId: string, query: TrailQuery): Promise<TrailPage> {
  const { filter, newestFirst, limit, after } = query;
  const { seq: last } = await readEnd(accountId);
  const from = after ? Next.parse(after).seq : await startOf(accountId, last, query);
  const page: TrailPage = { items: [], unreadable: [], end: undefined };
  // Nothing, when the first is behind the last.
  if (from < 1 || from > last) return page;
  const numbers = { from, to: newestFirst ? 1 : last, atOnce: isNarrowed(filter) ? perBlock : limit };
  let lookedAt = 0;
  for await (const { seq, entry } of numberedEntries(accountId, numbers)) {
    if (page.items.length >= limit || lookedAt >= mostLookedAt) return { ...page, end: { seq } };
    lookedAt++;
    if (!entry) page.unreadable.push({ accountId, seq });
    else if (isBeyond(entry, query)) return page;
    else if (fitsFilter(entry, filter)) page.items.push(entry);
  }
  return page;
}

/** Whether no entry that fits can come any more, because entries of a chain are in the order of time. */
const isBeyond = ({ content }: AuditEntry, { filter, newestFirst }: TrailQuery): boolean =>
  newestFirst
    ? filter.from !== undefined && content.at < filter.from
    : filter.to !== undefined && content.at > filter.to;

/** Number of the first entry that may fit. */
async function startOf(
  accountId: string,
  last: number,
  { filter: { from, to }, newestFirst }: TrailQuery,
): Promise<number> {
  if (newestFirst)
    return to === undefined ? last : (await firstThat(accountId, last, (at) => at !== '' && at > to)) - 1;
  return from === undefined ? 1 : firstThat(accountId, last, (at) => at === '' || at >= from);
}

/** The time of what cannot be read is empty: the test answers so that rather too many are looked at. */
const firstThat = (accountId: string, last: number, holds: (at: string) => boolean): Promise<number> =>
  firstNumber(last, async (number) => holds((await findEntry(accountId, number))?.content.at ?? ''));
