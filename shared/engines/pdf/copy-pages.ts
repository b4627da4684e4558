import type { ObjectWriter } from './object-writer.ts';
import { readPageTree } from './page-tree.ts';
import { type PdfObject, PdfObjects } from './pdf-objects.ts';
import { PdfRef, type PdfValue } from './pdf-syntax.ts';

/** Pages as they stand in the file that is being written. */
export interface CopiedPages {
  /** Of the node above them all. */
  root: number;
  /** Of the first page. */
  firstPage: number;
  pageCount: number;
}

/** Entries of a page that lead to what is not copied, and actions that run by themselves. */
const leftBehind = ['/AA', '/B', '/StructParents'];

/**
 * Copies all pages of a file, and everything they refer to, under a node that is to be their parent. Streams are copied
 * as they are packed; equal ones of files written lately are written once. What belongs to the document as a whole
 * stays behind: outline, names, form, tags, metadata, attachments.
 *
 * @throws PdfFault `damaged-pdf`, `locked-pdf`, `pdf-too-complex`
 */
export function copyPages(pdf: Buffer, parent: number, writer: ObjectWriter): CopiedPages {
  const file = new PdfObjects(pdf);
  const { root, firstPage, pageCount } = readPageTree(file);
  const numbers = new Map<number, number>();
  const waiting: { number: number; object: PdfObject }[] = [];

  const numberOfCopy = (number: number): number => {
    const known = numbers.get(number);
    if (known !== undefined) return known;
    const object = withLength(file.object(number));
    const equal = object.data && writer.sharedStream(object.value, object.data);
    const copy = equal ?? writer.reserve();
    numbers.set(number, copy);
    if (equal === undefined) waiting.push({ number: copy, object });
    return copy;
  };
  const copied = (value: PdfValue): PdfValue => {
    if (value instanceof PdfRef) return new PdfRef(numberOfCopy(value.number));
    if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, copied(entry)]));
    return Array.isArray(value) ? value.map(copied) : value;
  };

  const top = numberOfCopy(root);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { number, object } = next;
    const value = copied(plainPage(number === top ? under(object.value, pageCount) : object.value));
    if (number === top && value instanceof Map) value.set('/Parent', new PdfRef(parent));
    writer.write(number, value, object.data);
  }
  return { root: top, firstPage: numberOfCopy(firstPage), pageCount };
}

/** Of many programs the length of a stream is an object of its own; it is not worth one. */
function withLength({ value, data }: PdfObject): PdfObject {
  if (!data || !(value instanceof Map)) return { value };
  return { value: new Map(value).set('/Length', String(data.length)), data };
}

/** The node above all pages, with the number of pages that were counted, and without a parent of its own. */
function under(value: PdfValue, pageCount: number): PdfValue {
  if (!(value instanceof Map)) return value;
  const node = new Map(value).set('/Type', '/Pages').set('/Count', String(pageCount));
  node.delete('/Parent');
  return node;
}

function plainPage(value: PdfValue): PdfValue {
  if (!(value instanceof Map) || value.get('/Type') !== '/Page') return value;
  return new Map([...value].filter(([key]) => !leftBehind.includes(key)));
}
