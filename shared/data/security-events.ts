import * as z from 'zod';
import type { SecurityEvent } from '../domain/abuse.ts';
import { type AbuseKind, abuseKinds } from '../domain/abuse-kind.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity } from './entity.ts';
import { table } from './table.ts';
import type { Write } from './write.ts';

const Events = entity<SecurityEvent>({
  name: 'security-event',
  // They are a record themselves, of nobody's account, and never change.
  audit: 'none',
  schema: z.object({
    eventId: z.string(),
    kind: z.enum(abuseKinds),
    at: z.string(),
    network: z.string(),
    userId: z.string().optional(),
    attempts: z.number(),
    different: z.number(),
    route: z.string(),
    requestId: z.string(),
    blockId: z.string().optional(),
    blockedUntil: z.string().optional(),
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ eventId, at }) => ({
    pk: `${table.eventPrefix}${eventId}`,
    sk: 'event',
    gsi1pk: allEvents,
    gsi1sk: `${at}#${eventId}`,
  }),
});

/** Partition of the list of all events. */
const allEvents = 'security-events';

export const insertionOf = (event: SecurityEvent): Write => Events.insertion(event);

/** What narrows the list; what is left out does not matter. */
export interface EventFilter {
  kind?: AbuseKind | undefined;
  network?: string | undefined;
  userId?: string | undefined;
  /** UTC, `2026-11-27`. */
  day?: string | undefined;
}

/** The latest first; a page may be short although there are more. */
export async function list(
  page: { limit: number; cursor?: string | undefined },
  filter: EventFilter,
): Promise<{ items: SecurityEvent[]; nextCursor: string | undefined }> {
  const { kind, network, userId, day } = filter;
  const scope = [allEvents, kind, network, userId, day].map((each) => each ?? '').join('|');
  const { items, end } = await Events.queryWhole(
    {
      index: 'byAccount',
      partition: allEvents,
      newestFirst: true,
      limit: page.limit,
      after: fromCursor(scope, page.cursor),
      ...(day === undefined ? {} : { sortPrefix: day }),
    },
    (event) =>
      (kind === undefined || event.kind === kind) &&
      (network === undefined || event.network === network) &&
      (userId === undefined || event.userId === userId),
  );
  return { items, nextCursor: toCursor(scope, end) };
}
