import { makePreviews } from '../contract/jobs.ts';
import * as previews from '../data/previews.ts';
import { Fault, fail, notFound } from '../domain/fault.ts';
import { webpMediaType } from '../domain/media-types.ts';
import {
  beginPreview,
  blockOf,
  type PictureSize,
  type PictureSizeName,
  type Preview,
  type PreviewedPage,
  restartPreview,
} from '../domain/preview.ts';
import { previewKey } from '../files/keys.ts';
import { send } from '../runtime/send.ts';
import type { Shown } from './shown.ts';
import { whenFound } from './when-found.ts';

type PictureLink = PictureSize & { url: string };

/** What a route of previews answers; see `shared/contract/preview.ts`. */
export type PreviewReply =
  | { state: 'in-progress'; page: number }
  | {
      state: 'ready';
      page: number;
      pages: number;
      small: PictureLink;
      large: PictureLink;
      expiresAt: string;
    };

/**
 * The pictures of a page; where there are none yet they are asked for, and awaited for `waitFor` ms. Throws `not-found`
 * for a page that the document does not have, and `preview-failed` with the reason when there are no pictures of it.
 */
export async function previewOf(
  shown: Shown,
  page: number,
  { now, waitFor }: { now: () => Date; waitFor: number },
): Promise<PreviewReply> {
  if (shown.pages !== undefined && page > shown.pages) return notFound('page');
  const begun = await begin(shown, blockOf(page), now);
  const { accountId, block } = begun;
  const preview =
    begun.state === 'in-progress'
      ? await whenFound(waitFor, async () => ended(await previews.find(accountId, shown.shown, block)))
      : begun;
  return preview ? replyFor(preview, page, now()) : { state: 'in-progress', page };
}

const ended = (preview: Preview | undefined): Preview | undefined =>
  preview?.state === 'in-progress' ? undefined : preview;

/** The preview as it is, or begun just now: of many requests at once, the one whose write wins asks for the pictures. */
async function begin({ accountId, subject, shown }: Shown, block: number, now: () => Date): Promise<Preview> {
  const found = await previews.find(accountId, shown, block);
  const begun = found ? restartPreview(found, now()) : beginPreview({ accountId, shown, block, at: now() });
  if (!begun) return found ?? fail('unavailable', 'Try again shortly.');
  const isOurs = found ? await previews.replace(found, begun) : await previews.insert(begun);
  if (!isOurs) return begun;
  try {
    await send(makePreviews, [{ accountId, subject, shown, block, attempt: begun.attempt }]);
  } catch (error) {
    // Otherwise nobody would ask for it again for ten minutes.
    await previews.remove(begun);
    throw error;
  }
  return begun;
}

async function replyFor({ state, failure, pages = 0, ...preview }: Preview, page: number, at: Date) {
  if (state === 'failed') {
    throw new Fault('preview-failed', `There is no picture of this page. ${failure?.message ?? ''}`.trim());
  }
  const pictures = preview.pictures.find((picture) => picture.page === page) ?? notFound('page');
  const [small, large] = await Promise.all([
    linkTo(preview, pictures, 'small', at),
    linkTo(preview, pictures, 'large', at),
  ]);
  const { expiresAt } = small;
  return { state: 'ready' as const, page, pages, small, large, expiresAt };
}

async function linkTo(
  preview: { accountId: string; shown: string },
  pictures: PreviewedPage,
  size: PictureSizeName,
  at: Date,
): Promise<PictureLink & { expiresAt: string }> {
  // What makes links is loaded with the first one: S3's client is a fifth of what a function would read at its start.
  const { presignView } = await import('../files/artefacts.ts');
  const link = await presignView(previewKey(preview, pictures.page, size), webpMediaType, at);
  return { ...link, ...pictures[size] };
}
