import type * as z from 'zod';
import type { PreviewMessage } from '../contract/jobs.ts';
import * as batches from '../data/batches.ts';
import * as documents from '../data/documents.ts';
import * as previews from '../data/previews.ts';
import * as templates from '../data/templates.ts';
import { ConversionFault } from '../domain/conversion-fault.ts';
import { Fault } from '../domain/fault.ts';
import { webpMediaType } from '../domain/media-types.ts';
import { PdfFault } from '../domain/pdf-fault.ts';
import {
  concludePreview,
  failPreview,
  type Preview,
  type PreviewedPage,
  pagesOfBlock,
} from '../domain/preview.ts';
import { RenderFault } from '../domain/render-fault.ts';
import { picturesOfPage } from '../engines/pdf/page-pictures.ts';
import { type OpenedPdf, openPdf } from '../engines/pdf/read-pdf.ts';
import { deleteFolder, storeArtefact } from '../files/artefacts.ts';
import { batchFolder, documentFolder, previewKey, templateFolder } from '../files/keys.ts';
import { previewedPdf } from './previewed-pdf.ts';

type Message = z.output<typeof PreviewMessage>;

/** What came of it: pictures, a reason, or nothing because nobody will ask for them any more. */
type Made = { pages: number; pictures: PreviewedPage[] } | { failure: { code: string; message: string } };

/**
 * Makes the pictures of ten pages. A preview that has ended is left alone, so a message may come twice. Throws only for
 * what may be better the next time.
 */
export async function makePreview(
  message: Message,
  now: () => Date,
): Promise<'ready' | 'failed' | 'skipped'> {
  const begun = await previews.find(message.accountId, message.shown, message.block);
  if (begun?.state !== 'in-progress') return 'skipped';
  const made = await make(begun, message);
  if (!made) return 'skipped';
  const next =
    'failure' in made
      ? failPreview(begun, message.attempt, made.failure, now())
      : concludePreview(begun, made, now());
  const isWritten = next !== undefined && (await previews.replace(begun, next));
  await removeIfOwnerless(message);
  if (!isWritten) return 'skipped';
  return next.state === 'ready' ? 'ready' : 'failed';
}

/** What was deleted while its pictures were made has taken its folder along before they were stored. */
async function removeIfOwnerless({ accountId, subject }: Message): Promise<void> {
  switch (subject.of) {
    case 'document':
      if (!(await documents.find(accountId, subject.documentId)))
        await deleteFolder(documentFolder(accountId, subject.documentId));
      break;
    case 'template':
      if (!(await templates.find(accountId, subject.templateId)))
        await deleteFolder(templateFolder(accountId, subject.templateId));
      break;
    case 'batch': {
      const batch = await batches.find(accountId, subject.batchId);
      if (!batch || batch.cleared) await deleteFolder(batchFolder(accountId, subject.batchId));
    }
  }
}

async function make(preview: Preview, { subject }: Message): Promise<Made | undefined> {
  try {
    const pdf = await previewedPdf(preview.accountId, subject, preview.shown);
    return pdf && (await picture(preview, pdf));
  } catch (error) {
    if (isRefusal(error)) return { failure: { code: error.code, message: error.message } };
    // Deleted meanwhile: who asks again is told so.
    if (error instanceof Fault && error.code !== 'unavailable') return undefined;
    throw error;
  }
}

const isRefusal = (error: unknown): error is ConversionFault | PdfFault | RenderFault =>
  error instanceof ConversionFault || error instanceof PdfFault || error instanceof RenderFault;

/** Pages are encoded side by side, which takes as many cores as there are; ten of them take at most 250 MB. */
async function picture(preview: Preview, bytes: Buffer): Promise<Made> {
  const pdf = await openPdf(bytes);
  try {
    const pages = pagesOfBlock(preview.block, pdf.pageCount);
    const pictures = await Promise.all(pages.map((page) => pictureOf(preview, pdf, page)));
    return { pages: pdf.pageCount, pictures };
  } finally {
    pdf.close();
  }
}

async function pictureOf(preview: Preview, pdf: OpenedPdf, page: number): Promise<PreviewedPage> {
  const { small, large } = await picturesOfPage(pdf, page);
  await Promise.all([
    storeArtefact(previewKey(preview, page, 'small'), small.bytes, webpMediaType),
    storeArtefact(previewKey(preview, page, 'large'), large.bytes, webpMediaType),
  ]);
  return { page, small: sizeOf(small), large: sizeOf(large) };
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height });
