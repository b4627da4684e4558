import { ConversionFault } from '../domain/conversion-fault.ts';
import type { Document, DocumentFailure } from '../domain/document.ts';
import { Fault } from '../domain/fault.ts';
import { PdfFault } from '../domain/pdf-fault.ts';
import { boundedReport, type PdfOptions } from '../domain/pdf-options.ts';
import type { Conversion } from '../engines/pdf/pdf-converter.ts';
import { converter } from './converter.ts';
import { fillDocument } from './filling.ts';
import { finishPdf } from './finish-pdf.ts';
import { mergeDocument } from './merging.ts';
import type { MadeDocument, PrintedPdf } from './rendering.ts';

/** The files of a document that wants a PDF, or why they can never be made. */
export async function convertDocument(
  document: Document,
): Promise<MadeDocument | { failure: DocumentFailure }> {
  if (document.parts) return orFailure(() => mergeDocument(document, document.parts ?? []));
  const filled = await fillDocument(document);
  if ('failure' in filled) return filled;
  const { docx } = filled;
  return orFailure(async () => ({ docx, pdf: await printDocx(docx, document.pdfOptions ?? {}) }));
}

/** A Word file as a PDF with everything that is asked of it. @throws ConversionFault, PdfFault */
export async function printDocx(docx: Buffer, options: PdfOptions): Promise<PrintedPdf> {
  const made = await (await converter()).convert(docx, { archival: options.archival ?? false });
  const finished = await finishPdf(made.pdf, options);
  return { ...finished, pages: made.pages, conversion: boundedReport(reportOf(made)) };
}

/**
 * What became of making PDFs, with faults of the document as failures: trying again would not help. Whatever else is
 * thrown, such as a converter that does not start, may be better the next time.
 */
export async function orFailure<T>(make: () => Promise<T>): Promise<T | { failure: DocumentFailure }> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof ConversionFault && error.code === 'converter-unavailable') throw error;
    if (error instanceof ConversionFault || error instanceof PdfFault)
      return { failure: { code: error.code, message: error.message } };
    if (error instanceof Fault && error.code !== 'unavailable') return { failure: partGone };
    throw error;
  }
}

/** Parts were there when the request was made. */
const partGone: DocumentFailure = {
  code: 'part-gone',
  message: 'One of the documents to put together was removed meanwhile. Choose again.',
};

const reportOf = ({ substitutedFonts, warnings }: Conversion): PrintedPdf['conversion'] => ({
  substitutedFonts: substitutedFonts.map(({ asked, used }) => ({ asked, used })),
  warnings: warnings.map(({ code, message }) => ({ code, message })),
});
