import type { PdfOptions } from '../domain/pdf-options.ts';
import type { PreviewSubject } from '../domain/preview.ts';
import { readArtefact } from '../files/artefacts.ts';
import { batchPreviewKey, documentKey } from '../files/keys.ts';
import { converter } from './converter.ts';
import { finishPdf } from './finish-pdf.ts';
import { KeptFiles } from './kept-files.ts';
import { fillSample } from './sample-filling.ts';
import type { Shown } from './shown.ts';
import { shownDocument } from './shown-document.ts';
import { shownRow } from './shown-row.ts';
import { shownTemplate } from './shown-template.ts';

/** By account and what is shown: the further pages of a long document are asked for one ten after the other. */
const kept = new KeptFiles(64 * 1024 * 1024);

/** Something to make pictures of, with a way to get it as a PDF. */
interface Source extends Shown {
  pdf: () => Promise<Buffer>;
}

/**
 * The PDF of a subject; undefined when it does not look any more as it did when pictures of it were asked for. Throws
 * `not-found` and the like when it is not there any more.
 *
 * @throws ConversionFault, RenderFault
 */
export async function previewedPdf(
  accountId: string,
  subject: PreviewSubject,
  wanted: string,
): Promise<Buffer | undefined> {
  const { shown, pdf } = await sourceOf(accountId, subject);
  if (shown !== wanted) return undefined;
  const name = `${accountId}/${shown}`;
  const bytes = kept.get(name) ?? (await pdf());
  kept.set(name, bytes);
  return bytes;
}

async function sourceOf(accountId: string, subject: PreviewSubject): Promise<Source> {
  if (subject.of === 'document') {
    const shown = await shownDocument(accountId, subject.documentId);
    const { format, sha256 } = shown.file;
    const read = () => readArtefact(documentKey(accountId, subject.documentId, sha256, format));
    return { ...shown, pdf: format === 'pdf' ? read : async () => finished(await read(), shown.pdfOptions) };
  }
  if (subject.of === 'template') {
    const { templateId, version } = subject;
    const shown = await shownTemplate(accountId, templateId, version);
    return { ...shown, pdf: async () => converted(await fillSample(templateId, version, shown)) };
  }
  const shown = await shownRow(accountId, subject.batchId, subject.row);
  const key = batchPreviewKey(accountId, subject.batchId, shown.sha256);
  return { ...shown, pdf: async () => converted(await readArtefact(key)) };
}

const finished = async (docx: Buffer, options: PdfOptions): Promise<Buffer> =>
  (await finishPdf(await converted(docx), options)).bytes;

const converted = async (docx: Buffer): Promise<Buffer> => (await (await converter()).convert(docx)).pdf;
