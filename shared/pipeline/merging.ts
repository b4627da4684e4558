import type { Document } from '../domain/document.ts';
import { boundedReport } from '../domain/pdf-options.ts';
import { type MergePart, mergePdfs } from '../engines/pdf/merge-pdfs.ts';
import { openPdf } from '../engines/pdf/read-pdf.ts';
import { readArtefact } from '../files/artefacts.ts';
import { documentKey } from '../files/keys.ts';
import { converter } from './converter.ts';
import { finishPdf } from './finish-pdf.ts';
import { readableFormat, requireParts } from './merge-parts.ts';
import { mergedCover } from './merged-cover.ts';
import type { MadeDocument, PrintedPdf } from './rendering.ts';

/**
 * Puts documents together into one PDF. A part without a PDF that can be read is converted from its Word file; what the
 * conversions have to tell stands in the report of the whole.
 *
 * @throws ConversionFault, PdfFault; Fault when a part was removed meanwhile
 */
export async function mergeDocument(
  document: Document,
  documentIds: readonly string[],
): Promise<MadeDocument> {
  const parts = await requireParts(document.accountId, documentIds);
  const conversion: PrintedPdf['conversion'] = { substitutedFonts: [], warnings: [] };
  const pieces: Buffer[] = [];
  for await (const piece of mergePdfs(partFiles(parts, conversion), {
    title: document.name,
    ...(await mergedCover(document.cover)),
  }))
    pieces.push(piece);
  const plain = Buffer.concat(pieces);
  const pages = await countPages(plain);
  const finished = await finishPdf(plain, document.pdfOptions ?? {});
  return { pdf: { ...finished, pages, conversion: boundedReport(conversion) } };
}

async function* partFiles(
  parts: readonly Document[],
  report: PrintedPdf['conversion'],
): AsyncGenerator<MergePart> {
  for (const part of parts) {
    const format = readableFormat(part);
    const { accountId, documentId, name } = part;
    const sha256 = format === 'pdf' ? part.pdf?.sha256 : part.sha256;
    const file = await readArtefact(documentKey(accountId, documentId, sha256 ?? '', format));
    if (format === 'pdf') yield { name, pdf: file };
    else {
      const { pdf, substitutedFonts, warnings } = await (await converter()).convert(file);
      const { bytes } = await finishPdf(pdf, part.pdfOptions ?? {});
      const known = new Set(report.substitutedFonts.map(({ asked }) => asked));
      report.substitutedFonts.push(
        ...substitutedFonts
          .filter(({ asked }) => !known.has(asked))
          .map(({ asked, used }) => ({ asked, used })),
      );
      report.warnings.push(
        ...warnings.map(({ code, message }) => ({ code, message: `${name}: ${message}` })),
      );
      yield { name, pdf: bytes };
    }
  }
}

async function countPages(pdf: Buffer): Promise<number> {
  const opened = await openPdf(pdf);
  try {
    return opened.pageCount;
  } finally {
    opened.close();
  }
}
