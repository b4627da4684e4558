import type { MakeRow } from './batch-work.ts';
import { fillWith } from './filling.ts';
import { orFailure, printDocx } from './printing.ts';

/** The Word file of a row with its PDF. */
export const convertRow: MakeRow = async ({ document, values, pdfOptions }) => {
  const filled = await fillWith(document, async () => values());
  if ('failure' in filled) return filled;
  return orFailure(async () => ({ docx: filled.docx, pdf: await printDocx(filled.docx, pdfOptions) }));
};
