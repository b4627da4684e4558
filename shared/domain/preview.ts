import { changed } from './template.ts';

/** Pages of which pictures are made; who needs more downloads the file. */
export const mostPreviewedPages = 200;

/** Pages whose pictures are made together: the next page is mostly wanted soon after. */
export const pagesPerPreview = 10;

/**
 * `in-progress -> ready | failed`, and from each of them back to `in-progress` when it is made anew: an attempt that
 * does not end, one that failed, and pictures that are kept no longer.
 */
export const previewStates = ['in-progress', 'ready', 'failed'] as const;
export type PreviewState = (typeof previewStates)[number];

/** What pictures are made of. */
export type PreviewSubject =
  | { of: 'document'; documentId: string }
  | { of: 'template'; templateId: string; version: number }
  | { of: 'batch'; batchId: string; row: number };

/** Pixels. */
export interface PictureSize {
  width: number;
  height: number;
}

export const pictureSizes = ['small', 'large'] as const;
export type PictureSizeName = (typeof pictureSizes)[number];

/** The pictures of one page. */
export type PreviewedPage = Record<PictureSizeName, PictureSize> & {
  /** Counted from 1. */
  page: number;
};

/** Pictures of ten pages of something that never changes: a change of it gives another `shown`. */
export interface Preview {
  accountId: string;
  /** What is shown: the id of its owner and, behind a slash, what it looks like: `doc_…/<sha256>`. */
  shown: string;
  /** Which pages, by tens, counted from 0. */
  block: number;
  state: PreviewState;
  /** Counts from 1, so that the end of an old attempt does not end a new one. */
  attempt: number;
  /** Of the whole document, also beyond those with pictures; only when ready. */
  pages?: number | undefined;
  /** Of the block, in order; none when the document has fewer pages. */
  pictures: PreviewedPage[];
  /** Only when failed. */
  failure?: { code: string; message: string } | undefined;
  /** Epoch seconds until which it is kept, see `timeToLive` of the table. */
  expiresAt: number;
  createdAt: string;
  updatedAt: string;
  revision: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Milliseconds a preview is kept. Made again on request, so this only bounds what storing costs. */
const keptFor = 30 * day;

/**
 * Milliseconds after which an attempt is made anew. Converting takes at most two minutes, in a queue that may have to
 * wait; what failed is likely to fail again.
 */
const retryAfter = 10 * minute;

/** A converter that is starting or stopping is back at once. */
const converterRetryAfter = minute;

const expiryAt = (at: Date): number => Math.floor((at.getTime() + keptFor) / 1000);

/** The block in which a page is found. */
export const blockOf = (page: number): number => Math.floor((page - 1) / pagesPerPreview);

/** The pages of a block, in order; empty when the document ends before it. */
export function pagesOfBlock(block: number, pages: number): number[] {
  const first = block * pagesPerPreview + 1;
  const last = Math.min(pages, mostPreviewedPages, first + pagesPerPreview - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

export function beginPreview(input: { accountId: string; shown: string; block: number; at: Date }): Preview {
  const { at, ...rest } = input;
  return {
    ...rest,
    state: 'in-progress',
    attempt: 1,
    pictures: [],
    expiresAt: expiryAt(at),
    createdAt: at.toISOString(),
    updatedAt: at.toISOString(),
    revision: 1,
  };
}

/** The preview, begun anew; undefined while it is good as it is: made lately, being made, or failed just now. */
export function restartPreview(preview: Preview, at: Date): Preview | undefined {
  if (at.getTime() < startsAnewAt(preview)) return undefined;
  const { pages: _, failure: __, ...rest } = preview;
  return changed<Preview>(rest, at, {
    state: 'in-progress',
    attempt: preview.attempt + 1,
    pictures: [],
    expiresAt: expiryAt(at),
  });
}

function startsAnewAt({ state, failure, updatedAt, expiresAt }: Preview): number {
  if (state === 'ready') return expiresAt * 1000;
  const pause = failure?.code === 'converter-unavailable' ? converterRetryAfter : retryAfter;
  return Date.parse(updatedAt) + pause;
}

/** Ends a preview with its pictures; undefined when it has ended already, by whichever attempt. */
export function concludePreview(
  preview: Preview,
  made: { pages: number; pictures: PreviewedPage[] },
  at: Date,
): Preview | undefined {
  return preview.state === 'in-progress' ? changed(preview, at, { ...made, state: 'ready' }) : undefined;
}

/** Ends an attempt as failed; undefined when it has ended already, or a later one is under way. */
export function failPreview(
  preview: Preview,
  attempt: number,
  failure: { code: string; message: string },
  at: Date,
): Preview | undefined {
  return preview.state === 'in-progress' && preview.attempt === attempt
    ? changed(preview, at, { state: 'failed', failure })
    : undefined;
}

/** Why there are no pictures when the message that asks for them was delivered too often. */
export const previewGivenUp = {
  code: 'preview-failed',
  message:
    'The pictures could not be made although we tried several times. Try again in ten minutes; if it fails again, tell us.',
};
