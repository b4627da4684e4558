import { EncryptedPDFError, PDFDocument } from 'pdf-lib';
import { PdfFault } from '../../domain/pdf-fault.ts';
import { readPageTree } from './page-tree.ts';
import { PdfObjects } from './pdf-objects.ts';
import { damagedPdf } from './pdf-syntax.ts';

/**
 * Opens a PDF with pdf-lib, which reads everything and bounds nothing: our own reader looks at tables and pages first.
 * Neither the dictionary of information nor the metadata is touched, so that they go on agreeing.
 *
 * @throws PdfFault `damaged-pdf`, `locked-pdf`, `pdf-too-complex`
 */
export async function openForChange(pdf: Buffer): Promise<PDFDocument> {
  readPageTree(new PdfObjects(pdf));
  try {
    return await PDFDocument.load(pdf, { updateMetadata: false, throwOnInvalidObject: true });
  } catch (error) {
    if (error instanceof EncryptedPDFError) {
      throw new PdfFault('locked-pdf', 'The PDF is protected with a password. Use the file without it.');
    }
    throw damagedPdf(error);
  }
}
