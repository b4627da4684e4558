import type * as z from 'zod';
import type { listAudit, AuditEntry as ShownEntry, searchAudit } from '../contract/audit.ts';
import { readEnd } from '../data/audit-heads.ts';
import { note } from '../data/audit-notes.ts';
import { search } from '../data/audit-search.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { AuditFilter } from '../domain/audit-filter.ts';
import { periodOf } from '../domain/moment.ts';
import { log } from '../runtime/log.ts';

type ListQuery = z.output<typeof listAudit.query>;
type SearchQuery = z.output<typeof searchAudit.query>;

/** A page of one account's trail. */
export const accountTrail = (accountId: string, query: ListQuery, at: Date) =>
  trailPage({ ...query, accountId }, at);

/**
 * A page of what an administrator searches for. That they look is noted with the first one: in the trail of the account that
 * they look at, so that it knows, or else in their own. The page goes until after that, so it shows this, too.
 */
export async function searchedTrails(own: string, query: SearchQuery, now: () => Date) {
  if (query.cursor === undefined) await noteSearch(own, query);
  return trailPage(query, now());
}

async function noteSearch(own: string, { accountId, target, actor }: SearchQuery): Promise<void> {
  // An account that never was has no trail, and gets none.
  const isThere = accountId !== undefined && (await readEnd(accountId)).seq > 0;
  const id = accountId ?? target ?? actor ?? 'all';
  await note([{ accountId: isThere ? accountId : own, target: { kind: 'audit', id }, result: 'done' }]);
}

async function trailPage(query: SearchQuery, at: Date) {
  const { accountId, order } = query;
  const found = await search(query, {
    accountId,
    filter: filterOf(query),
    newestFirst: order === 'newest',
    at,
  });
  for (const place of found.unreadable) log.error('audit.unreadable', place);
  return {
    items: found.items.map(shown),
    nextCursor: found.nextCursor,
    ...(found.unreadable.length > 0 ? { unreadable: found.unreadable } : {}),
  };
}

const filterOf = ({ from, to, actor, keyId, action, target, kind, result }: ListQuery): AuditFilter => ({
  ...periodOf({ from, to }),
  actor,
  keyId,
  action,
  target,
  kind,
  result,
});

/** An entry as readers see it. What was erased of it is absent. */
const shown = ({ seq, hash, content, origin }: AuditEntry): z.input<typeof ShownEntry> => ({
  ...content,
  seq,
  hash,
  ip: origin?.ip,
  userAgent: origin?.userAgent,
});
