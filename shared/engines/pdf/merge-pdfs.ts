import { PdfFault } from '../../domain/pdf-fault.ts';
import { type CopiedPages, copyPages } from './copy-pages.ts';
import { ObjectWriter } from './object-writer.ts';
import { PdfRef, type PdfValue } from './pdf-syntax.ts';
import { textString } from './text-string.ts';

/** One document to merge. */
export interface MergePart {
  /** What the outline calls it. */
  name: string;
  pdf: Buffer;
}

/** Where a document stands in the merged file. */
export interface MergedPart {
  name: string;
  /** Of its first page in the merged file, counted from 1, the cover included. */
  page: number;
  pageCount: number;
}

export interface MergeOptions {
  /** Title of the merged file. */
  title?: string;
  /** Makes the first page, a PDF of exactly one page, when all documents have been read. */
  cover?: (contents: readonly MergedPart[]) => Promise<Buffer>;
}

/** The limit. */
const mostParts = 10_000;

/** Documents under one node: readers then find a page of many thousands in three steps. */
const partsInGroup = 64;

/**
 * Merges documents into one PDF with an outline of their names. Each is read when it comes and written before the next
 * is asked for: what stays in memory are eight bytes for each object and, with a cover, the names. Equal pictures and
 * profiles are stored once. The merged file is no PDF/A, whatever its parts are, and has no tags and no form.
 *
 * @throws PdfFault `nothing-to-merge`, `too-many-documents`, and, naming the document, `damaged-pdf`, `locked-pdf`,
 *   `pdf-too-complex`
 */
export async function* mergePdfs(
  parts: AsyncIterable<MergePart>,
  options: MergeOptions = {},
): AsyncGenerator<Buffer> {
  const writer = new ObjectWriter();
  const merged = new MergedFile(writer);
  const contents: MergedPart[] = [];
  for await (const { name, pdf } of parts) {
    const { page, pageCount } = merged.add(name, (parent) => copyNamed(name, pdf, parent, writer), options);
    if (options.cover) contents.push({ name, page, pageCount });
    const chunk = writer.take();
    if (chunk) yield chunk;
  }
  if (merged.partCount === 0) {
    throw new PdfFault('nothing-to-merge', 'There is no document to merge. Choose at least one.');
  }
  if (options.cover) merged.addCover(await options.cover(contents));
  yield* merged.end(options.title);
}

/** The fault of a document tells which one it is. */
function copyNamed(name: string, pdf: Buffer, parent: number, writer: ObjectWriter): CopiedPages {
  try {
    return copyPages(pdf, parent, writer);
  } catch (error) {
    if (!(error instanceof PdfFault)) throw error;
    throw new PdfFault(error.code, `“${name}” cannot be merged. ${error.message}`, error);
  }
}

/** The tree of pages and the outline around the documents, written as far as they are known. */
class MergedFile {
  partCount = 0;
  readonly #writer: ObjectWriter;
  readonly #pages: number;
  readonly #outline: number;
  readonly #groups: number[] = [];
  #group: { number: number; kids: PdfValue[]; pageCount: number } | undefined;
  #pageCount = 0;
  /** The latest entry, which waits to know whether another follows. */
  #entry: { number: number; before: number | undefined; name: string; firstPage: number } | undefined;
  #firstEntry = 0;
  #cover: number | undefined;

  constructor(writer: ObjectWriter) {
    this.#writer = writer;
    this.#pages = writer.reserve();
    this.#outline = writer.reserve();
  }

  add(name: string, copy: (parent: number) => CopiedPages, { cover }: MergeOptions): MergedPart {
    if (++this.partCount > mostParts) {
      throw new PdfFault('too-many-documents', 'At most 10,000 documents can be merged. Make several files.');
    }
    const group = this.#openGroup();
    const { root, firstPage, pageCount } = copy(group.number);
    group.kids.push(new PdfRef(root));
    group.pageCount += pageCount;
    const page = this.#pageCount + (cover ? 2 : 1);
    this.#pageCount += pageCount;
    this.#startEntry(name, firstPage);
    return { name, page, pageCount };
  }

  addCover(pdf: Buffer): void {
    const { root, pageCount } = copyPages(pdf, this.#pages, this.#writer);
    if (pageCount !== 1) throw new Error(`the cover has ${pageCount} pages instead of one`);
    this.#cover = root;
    this.#pageCount++;
  }

  *end(title: string | undefined): Generator<Buffer> {
    this.#closeGroup();
    this.#writeEntry();
    const kids = [...(this.#cover === undefined ? [] : [this.#cover]), ...this.#groups];
    this.#writer.write(
      this.#pages,
      new Map<string, PdfValue>([
        ['/Type', '/Pages'],
        ['/Kids', kids.map((number) => new PdfRef(number))],
        ['/Count', String(this.#pageCount)],
      ]),
    );
    this.#writer.write(
      this.#outline,
      new Map<string, PdfValue>([
        ['/Type', '/Outlines'],
        ['/First', new PdfRef(this.#firstEntry)],
        ['/Last', new PdfRef(this.#entry?.number ?? this.#firstEntry)],
        ['/Count', String(this.partCount)],
      ]),
    );
    const catalogue = this.#writer.reserve();
    this.#writer.write(
      catalogue,
      new Map<string, PdfValue>([
        ['/Type', '/Catalog'],
        ['/Pages', new PdfRef(this.#pages)],
        ['/Outlines', new PdfRef(this.#outline)],
        ['/PageMode', '/UseOutlines'],
      ]),
    );
    const info = this.#writer.reserve();
    const about = new Map<string, PdfValue>([['/Producer', textString('MyTypist')]]);
    if (title !== undefined) about.set('/Title', textString(title));
    this.#writer.write(info, about);
    yield* this.#writer.end(catalogue, info);
  }

  #openGroup(): { number: number; kids: PdfValue[]; pageCount: number } {
    if (this.#group && this.#group.kids.length === partsInGroup) this.#closeGroup();
    this.#group ??= { number: this.#writer.reserve(), kids: [], pageCount: 0 };
    return this.#group;
  }

  #closeGroup(): void {
    if (!this.#group) return;
    const { number, kids, pageCount } = this.#group;
    this.#groups.push(number);
    this.#writer.write(
      number,
      new Map<string, PdfValue>([
        ['/Type', '/Pages'],
        ['/Parent', new PdfRef(this.#pages)],
        ['/Kids', kids],
        ['/Count', String(pageCount)],
      ]),
    );
    this.#group = undefined;
  }

  #startEntry(name: string, firstPage: number): void {
    const number = this.#writer.reserve();
    const before = this.#entry?.number;
    if (before === undefined) this.#firstEntry = number;
    this.#writeEntry(number);
    this.#entry = { number, before, name, firstPage };
  }

  #writeEntry(next?: number): void {
    if (!this.#entry) return;
    const { number, before, name, firstPage } = this.#entry;
    const entry = new Map<string, PdfValue>([
      ['/Title', textString(name)],
      ['/Parent', new PdfRef(this.#outline)],
      ['/Dest', [new PdfRef(firstPage), '/Fit']],
    ]);
    if (before !== undefined) entry.set('/Prev', new PdfRef(before));
    if (next !== undefined) entry.set('/Next', new PdfRef(next));
    this.#writer.write(number, entry);
  }
}
