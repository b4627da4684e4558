import type { PdfObjects } from './pdf-objects.ts';
import { damagedPdf, type PdfDictionary, PdfRef, type PdfValue } from './pdf-syntax.ts';

/** The pages of a file as a tree; the inherited entries stay where they are. */
export interface PageTree {
  /** Of the object at its top. */
  root: number;
  /** Of the first page's object. */
  firstPage: number;
  /** Counted, whatever the file claims. */
  pageCount: number;
}

/** Pages of one file. */
const mostPages = 100_000;

/**
 * Walks the pages of a file, each node once.
 *
 * @throws PdfFault `damaged-pdf` for a file without pages, or with a page tree that runs in circles
 */
export function readPageTree(file: PdfObjects): PageTree {
  const root = file.dictionary(file.trailer.get('/Root')).get('/Pages');
  if (!(root instanceof PdfRef)) throw damagedPdf();
  const seen = new Set<number>();
  let pageCount = 0;
  let firstPage = 0;
  for (const waiting: PdfValue[] = [root]; waiting.length > 0; ) {
    const node = waiting.pop();
    if (!(node instanceof PdfRef) || seen.has(node.number)) throw damagedPdf();
    seen.add(node.number);
    const kids = kidsOf(file, file.dictionary(node));
    if (kids) waiting.push(...kids.toReversed());
    else if (++pageCount === 1) firstPage = node.number;
    if (pageCount > mostPages) throw damagedPdf();
  }
  if (pageCount === 0 || !file.dictionary(root).has('/Kids')) throw damagedPdf();
  return { root: root.number, firstPage, pageCount };
}

function kidsOf(file: PdfObjects, node: PdfDictionary): PdfValue[] | undefined {
  if (!node.has('/Kids')) return undefined;
  const kids = file.resolve(node.get('/Kids'));
  if (!Array.isArray(kids) || kids.length > mostPages) throw damagedPdf();
  return kids;
}
