import * as z from 'zod';
import type { AuditEntry } from '../domain/audit.ts';
import { type AuditFilter, fitsFilter, spanOf, userIn } from '../domain/audit-filter.ts';
import { actorPartition, dayPartition, Entries, targetPartition } from './audit-entries.ts';
import { placeOfKey } from './audit-reading.ts';
import { readTrail, type TrailPage, type TrailQuery } from './audit-trail.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { type Key, type OnBroken, queryRaw } from './entity.ts';
import { auditDayShards, table } from './table.ts';

/** A day has entries or has none: days looked at for one page at most. */
const mostDays = 8;

/** Comes behind every text of a place that begins with the time before it. */
const behind = '~';

/** How somebody looks into one trail or all of them. */
export interface AuditSearch {
  /** All trails without it. */
  accountId?: string | undefined;
  filter: AuditFilter;
  newestFirst: boolean;
  /** Now. */
  at: Date;
}

/** One page, by the shortest way there is to it. Throws `invalid-request` for a cursor of another search. */
export async function search(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  { accountId, filter, newestFirst, at }: AuditSearch,
): Promise<Omit<TrailPage, 'end'> & { nextCursor: string | undefined }> {
  const { from, to, actor, keyId, action, target, kind, result } = filter;
  const scope = JSON.stringify([
    'audit',
    accountId,
    newestFirst,
    [from, to, actor, keyId, action, target, kind, result],
  ]);
  const query = { filter, newestFirst, limit, after: fromCursor(scope, cursor) };
  const { end, ...page } = await pageOf(accountId, query, at);
  return { ...page, nextCursor: toCursor(scope, end) };
}

function pageOf(accountId: string | undefined, query: TrailQuery, at: Date): Promise<TrailPage> {
  const { target } = query.filter;
  const userId = userIn(query.filter);
  if (target !== undefined) return byIndex('byAccount', targetPartition(target), accountId, query);
  if (userId !== undefined) return byIndex('byParent', actorPartition(userId), accountId, query);
  return accountId === undefined ? byDays(query, spanOf(query.filter, at)) : readTrail(accountId, query);
}

/** Entries of all accounts that an index holds together; those of other accounts are passed over where one is named. */
async function byIndex(
  index: 'byAccount' | 'byParent',
  partition: string,
  accountId: string | undefined,
  { filter, newestFirst, limit, after }: TrailQuery,
): Promise<TrailPage> {
  const unreadable: TrailPage['unreadable'] = [];
  const isAsked = (account: string): boolean => accountId === undefined || account === accountId;
  const { items, end } = await Entries.queryWhole(
    {
      index,
      partition,
      sortBetween: [filter.from ?? '0', `${filter.to ?? ''}${behind}`],
      newestFirst,
      limit,
      after,
    },
    (entry) => isAsked(entry.content.accountId) && fitsFilter(entry, filter),
    noting(unreadable),
  );
  return { items, unreadable: unreadable.filter((place) => isAsked(place.accountId)), end };
}

const noting =
  (unreadable: TrailPage['unreadable']): OnBroken =>
  (key) =>
    unreadable.push(placeOfKey(key));

/** Where a page of days ends: on a day, behind a place there. */
const OnDay = z.object({ day: z.iso.date(), place: z.string().optional() });

/** Everything that happened, day by day. */
async function byDays(
  { filter, newestFirst, limit, after }: TrailQuery,
  { from, to }: { from: string; to: string },
): Promise<TrailPage> {
  const [begin, last] = newestFirst ? [to, from] : [from, to];
  const isOver = (day: string): boolean => (newestFirst ? day < last.slice(0, 10) : day > last.slice(0, 10));
  const unreadable: TrailPage['unreadable'] = [];
  const items: AuditEntry[] = [];
  let at: z.output<typeof OnDay> | undefined = after ? OnDay.parse(after) : { day: begin.slice(0, 10) };
  for (let days = 0; at && !isOver(at.day) && items.length < limit && days < mostDays; ) {
    const wanted = limit - items.length;
    const places = await placesOf(at, { from, to, newestFirst, wanted });
    const found = await Entries.getInOrder(places, noting(unreadable));
    items.push(...found.filter((entry) => fitsFilter(entry, filter)));
    if (places.length < wanted) {
      at = { day: dayAfter(at.day, newestFirst ? -1 : 1) };
      days++;
    } else at = { day: at.day, place: places.at(-1)?.place };
  }
  return { items, unreadable, end: at && !isOver(at.day) ? at : undefined };
}

/** Keys of what follows on a day, of all accounts, in order. */
async function placesOf(
  { day, place }: z.output<typeof OnDay>,
  { from, to, newestFirst, wanted }: { from: string; to: string; newestFirst: boolean; wanted: number },
): Promise<(Key & { place: string })[]> {
  const bounds = newestFirst ? [from, place ?? `${to}${behind}`] : [place ?? from, `${to}${behind}`];
  const [first = '', last = ''] = bounds;
  const shards = Array.from({ length: auditDayShards }, (_, shard) =>
    queryRaw({
      index: 'byDue',
      partition: dayPartition(day, shard),
      sortBetween: [first, last],
      newestFirst,
      // The last one of the page before is found again.
      limit: wanted + 1,
    }),
  );
  const found = (await Promise.all(shards)).flatMap(({ items }) =>
    items.map(({ pk, sk, [table.indexes.byDue.sortKey]: at }) => ({
      pk: String(pk),
      sk: String(sk),
      place: String(at),
    })),
  );
  const order = newestFirst ? -1 : 1;
  return found
    .filter((each) => each.place !== place)
    .toSorted((left, right) => (left.place < right.place ? -order : order))
    .slice(0, wanted);
}

/** @param days 1 for the day after, -1 for the day before */
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
