import { PdfFault } from '../../domain/pdf-fault.ts';
import { normalPdfPassword } from '../../domain/pdf-password.ts';
import { damagedPdf } from './pdf-syntax.ts';
import { discardPdfium, type Pdfium, pdfium, releasePdfium } from './pdfium-instance.ts';

/** Size of a page as it is seen: turned, and cut to its crop box. */
export interface PageSize {
  /** Points, 1/72 inch. */
  width: number;
  /** Points, 1/72 inch. */
  height: number;
}

/** A page as pixels on white, from the top left corner, four bytes each: red, green, blue, opacity (always 255). */
export interface RenderedPage {
  rgba: Buffer;
  /** Pixels. */
  width: number;
  /** Pixels. */
  height: number;
}

/**
 * A PDF that PDFium has read. Pages are counted from 1. It holds memory until `close()`, which may be called twice;
 * after it everything else throws. All calls throw PdfFault `pdf-too-complex` when PDFium gives up inside.
 */
export interface OpenedPdf {
  readonly pageCount: number;
  /** The text of a page in the order in which the file draws it; lines end with CR LF. */
  textOf(page: number): string;
  sizeOf(page: number): PageSize;
  /** `widthPx` in pixels; the height follows. Throws PdfFault `pdf-too-large` for over 16 million pixels. */
  renderPage(page: number, widthPx: number): RenderedPage;
  close(): void;
}

/** 64 MB of pixels; a page 1,200 pixels wide has 2 million. */
export const mostPixels = 16_000_000;

/** Bytes; the largest file that is worth reading at once. */
const largestFile = 100 * 1024 * 1024;

/** Pages. Far more than any document of ours; a file that claims more only wants us to count. */
const mostPages = 100_000;

/** PDFium's `FPDF_ERR_PASSWORD` and `FPDF_ERR_SECURITY`. */
const lockedErrors = [4, 5];

/** `FPDFBitmap_BGRA`. */
const fourBytesAPixel = 4;

/** `FPDF_ANNOT` (annotations and form fields) and `FPDF_REVERSE_BYTE_ORDER` (red first). */
const renderFlags = 0x01 | 0x10;

/**
 * Opens a PDF with PDFium; close it, whatever happens.
 *
 * @throws PdfFault `damaged-pdf`, `locked-pdf` (a password is missing or wrong), `pdf-too-large`, `pdf-too-complex`
 */
export async function openPdf(bytes: Buffer, password?: string): Promise<OpenedPdf> {
  if (bytes.length > largestFile) {
    throw new PdfFault('pdf-too-large', 'The PDF is larger than 100 MB. Make it smaller and try again.');
  }
  const library = await pdfium();
  const run = guarded(library);
  const file = run(() => copyIn(library, bytes));
  const document = run(() => load(library, file, bytes.length, password));
  const opened = new Pages(library, document, file);
  try {
    opened.countPages();
    return opened;
  } catch (error) {
    opened.close();
    throw error;
  }
}

class Pages implements OpenedPdf {
  pageCount = 0;
  readonly #library: Pdfium;
  readonly #document: number;
  readonly #file: number;
  /** The page that was asked for last: reading one takes a millisecond or more, and whoever asks often asks again. */
  #current: { page: number; handle: number } | undefined;
  #isClosed = false;

  constructor(library: Pdfium, document: number, file: number) {
    this.#library = library;
    this.#document = document;
    this.#file = file;
  }

  /** A count is only a claim. The last page is the one a false claim lacks. */
  countPages(): void {
    const count = guarded(this.#library)(() => this.#library._FPDF_GetPageCount(this.#document));
    requirePages(count);
    this.pageCount = count;
    this.sizeOf(count);
  }

  /** Frees everything once. When PDFium fails even in that, its instance goes as a whole. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#leave();
      this.#library._FPDF_CloseDocument(this.#document);
      this.#library.wasmExports.free(this.#file);
      releasePdfium(this.#library);
    } catch {
      discardPdfium(this.#library);
    }
  }

  textOf(page: number): string {
    return this.#withPage(page, (handle) => readText(this.#library, handle));
  }

  sizeOf(page: number): PageSize {
    return this.#withPage(page, (handle) => sizeOfPage(this.#library, handle));
  }

  renderPage(page: number, widthPx: number): RenderedPage {
    return this.#withPage(page, (handle) => render(this.#library, handle, widthPx));
  }

  #withPage<T>(page: number, use: (handle: number) => T): T {
    if (this.#isClosed) throw new Error('the PDF has been closed');
    if (!Number.isInteger(page) || page < 1 || page > this.pageCount) {
      throw new RangeError(`there is no page ${page} in a PDF of ${this.pageCount}`);
    }
    return guarded(this.#library)(() => use(this.#handleOf(page)));
  }

  #handleOf(page: number): number {
    if (this.#current?.page === page) return this.#current.handle;
    this.#leave();
    const handle = this.#library._FPDF_LoadPage(this.#document, page - 1);
    if (handle === 0) throw damagedPdf();
    this.#current = { page, handle };
    return handle;
  }

  #leave(): void {
    if (this.#current) this.#library._FPDF_ClosePage(this.#current.handle);
    this.#current = undefined;
  }
}

/** Runs what calls PDFium. Anything thrown but a fault comes out of its code: the instance is no longer used. */
const guarded =
  (library: Pdfium) =>
  <T>(use: () => T): T => {
    try {
      return use();
    } catch (error) {
      if (error instanceof PdfFault) throw error;
      discardPdfium(library);
      throw new PdfFault(
        'pdf-too-complex',
        'The PDF needs more memory than we give to one file, or is made to break programs. Save it again with fewer or smaller pictures.',
        error,
      );
    }
  };

/** Allocates and fills a block of PDFium's memory; resolves to its address. */
function copyIn(library: Pdfium, bytes: Uint8Array): number {
  const address = library.wasmExports.malloc(Math.max(bytes.length, 1));
  if (address === 0) throw new Error('PDFium has no memory left');
  library.HEAPU8.set(bytes, address);
  return address;
}

/** Tries a password in its normal form and, for files of programs that know none, as it was typed. */
function load(library: Pdfium, file: number, length: number, password: string | undefined): number {
  const attempts = new Set(password ? [normalPdfPassword(password), password] : [undefined]);
  let error = 0;
  for (const attempt of attempts) {
    const secret = attempt ? copyIn(library, Buffer.from(`${attempt}\0`)) : 0;
    const document = library._FPDF_LoadMemDocument(file, length, secret);
    error = document === 0 ? library._FPDF_GetLastError() : 0;
    if (secret !== 0) library.wasmExports.free(secret);
    if (document !== 0) return document;
  }
  library.wasmExports.free(file);
  throw lockedErrors.includes(error) ? locked(password) : damagedPdf();
}

const locked = (password: string | undefined): PdfFault =>
  new PdfFault(
    'locked-pdf',
    password
      ? 'The password does not open this PDF. Check it and try again.'
      : 'The PDF is locked with a password. Give the password, or save the file without one.',
  );

function requirePages(count: number): void {
  if (count < 1) throw damagedPdf();
  if (count > mostPages) {
    throw new PdfFault('pdf-too-large', 'The PDF has more than 100,000 pages. Split it and try again.');
  }
}

function sizeOfPage(library: Pdfium, page: number): PageSize {
  const width = library._FPDF_GetPageWidth(page);
  const height = library._FPDF_GetPageHeight(page);
  if (!(width > 0 && height > 0)) throw damagedPdf();
  return { width, height };
}

function readText(library: Pdfium, page: number): string {
  const text = library._FPDFText_LoadPage(page);
  if (text === 0) throw damagedPdf();
  const count = library._FPDFText_CountChars(text);
  // UTF-16 with a zero behind; one character may be written as two.
  const units = 2 * Math.max(count, 0) + 1;
  const address = copyIn(library, Buffer.alloc(2 * units));
  const written = count > 0 ? library._FPDFText_GetText(text, 0, count, address) : 0;
  const end = address + 2 * Math.max(written - 1, 0);
  const read = Buffer.from(library.HEAPU8.subarray(address, end)).toString('utf16le');
  library.wasmExports.free(address);
  library._FPDFText_ClosePage(text);
  return read.toWellFormed();
}

function render(library: Pdfium, page: number, widthPx: number): RenderedPage {
  const size = sizeOfPage(library, page);
  const width = Math.max(1, Math.round(widthPx));
  const height = Math.max(1, Math.round((width * size.height) / size.width));
  if (width * height > mostPixels) {
    throw new PdfFault(
      'pdf-too-large',
      `A page of the PDF would need ${width} × ${height} pixels; at most 16 million are allowed. Use an ordinary page size.`,
    );
  }
  const length = width * height * fourBytesAPixel;
  const address = copyIn(library, Buffer.alloc(length, 0xff));
  const bitmap = library._FPDFBitmap_CreateEx(
    width,
    height,
    fourBytesAPixel,
    address,
    width * fourBytesAPixel,
  );
  library._FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, renderFlags);
  library._FPDFBitmap_Destroy(bitmap);
  const rgba = Buffer.from(library.HEAPU8.subarray(address, address + length));
  library.wasmExports.free(address);
  return { rgba, width, height };
}
