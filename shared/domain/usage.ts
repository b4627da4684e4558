import { askedFiles, type Document, fileOf } from './document.ts';

/** What an account or a user did, counted by day. Days are those of Lagos, where most readers live. */

export const usageZone = 'Africa/Lagos';

/** Nigeria is an hour ahead of UTC, and has no summer time. */
const zoneOffset = 60 * 60_000;

export const usageFigures = ['made', 'failed', 'docx', 'pdf', 'bytes', 'batches', 'opened'] as const;
type UsageFigure = (typeof usageFigures)[number];

/**
 * `made`: documents that became ready; `docx`, `pdf`: those of them that can be had so; `bytes`: of their files; `failed`:
 * documents and rows of batches that came to nothing, again each time a row is run; `batches`: those that were started;
 * `opened`: files that somebody fetched by a link.
 */
export type Usage = Record<UsageFigure, number>;

export const noUsage: Usage = { made: 0, failed: 0, docx: 0, pdf: 0, bytes: 0, batches: 0, opened: 0 };

export const sumOfUsage = (one: Usage, other: Partial<Usage>): Usage => ({
  made: one.made + (other.made ?? 0),
  failed: one.failed + (other.failed ?? 0),
  docx: one.docx + (other.docx ?? 0),
  pdf: one.pdf + (other.pdf ?? 0),
  bytes: one.bytes + (other.bytes ?? 0),
  batches: one.batches + (other.batches ?? 0),
  opened: one.opened + (other.opened ?? 0),
});

/** What a document counts for when it ends. */
export function usageOfDocument(document: Document): Partial<Usage> {
  if (document.state === 'failed') return { failed: 1 };
  if (document.state !== 'ready') return {};
  const formats = askedFiles(document).map(({ format }) => format);
  return {
    made: 1,
    docx: formats.includes('docx') ? 1 : 0,
    pdf: formats.includes('pdf') ? 1 : 0,
    bytes: (fileOf(document, 'docx')?.size ?? 0) + (fileOf(document, 'pdf')?.size ?? 0),
  };
}

/** The day of a moment, as in RFC 3339: `2026-11-27`. */
export const usageDay = (at: Date): string => new Date(at.getTime() + zoneOffset).toISOString().slice(0, 10);

/** Years counters are kept. */
const years = 2;

/** Seconds since 1970 after which the counters of a day may be forgotten. */
export const usageKeptUntil = (day: string): number =>
  Math.floor(Date.parse(day) / 1000) + years * 366 * 24 * 60 * 60;
