import * as z from 'zod';

/** A moment, or a whole day. */
export const Moment = z.union(
  [z.iso.datetime(), z.iso.date()],
  'A moment or a day, in UTC: 2026-11-26T10:00:00Z or 2026-11-26.',
);
