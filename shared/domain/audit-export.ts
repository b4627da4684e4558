import * as z from 'zod';

/** An exported chain: lines of JSON, each of one of these kinds or an entry. Parts of one chain may follow each other. */

export const exportFormat = 'mytypist-audit-1';

const Place = { seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) };

/** How every part begins: whose chain it is, and with which entry it goes on. */
export const ExportHead = z.strictObject({
  export: z.strictObject({
    format: z.literal(exportFormat),
    accountId: z.string(),
    from: z.int().min(1),
    at: z.iso.datetime(),
  }),
});

/** Where the chain stood at some time, as it was noted where nobody can change it. */
export const ExportAnchor = z.strictObject({ anchor: z.strictObject(Place) });

/** How a part ends that is not the last one: `after` of the request for the next. */
export const ExportNext = z.strictObject({ next: z.strictObject({ after: z.int().min(1) }) });

/** How the last part ends: what the service knew of the end of the chain. */
export const ExportEnd = z.strictObject({ end: z.strictObject(Place) });

/** What comes between entries. */
export type ExportMark =
  | z.output<typeof ExportHead>
  | z.output<typeof ExportAnchor>
  | z.output<typeof ExportNext>
  | z.output<typeof ExportEnd>;
