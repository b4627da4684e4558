import { PdfFault } from '../../shared/domain/pdf-fault.ts';

/** The fault of work on a PDF. Throws when it succeeds: a test that expects a fault must see one. */
export async function pdfFaultOf(work: Promise<unknown>): Promise<PdfFault> {
  const outcome = await work.catch((error: unknown) => error);
  if (outcome instanceof PdfFault) return outcome;
  throw new Error('the PDF was taken', { cause: outcome });
}
