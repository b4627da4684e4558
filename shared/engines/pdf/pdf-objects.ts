import { PdfFault } from '../../domain/pdf-fault.ts';
import { inflateStream } from './inflate-stream.ts';
import {
  damagedPdf,
  type PdfDictionary,
  PdfLexer,
  PdfRef,
  type PdfValue,
  wholeNumberOf,
} from './pdf-syntax.ts';

/** An object of a file: its value and, of a stream, its packed bytes. */
export interface PdfObject {
  value: PdfValue;
  data?: Buffer;
}

/** Where an object stands: at a place in the file, or among others in a packed object. */
type Place = { offset: number } | { within: number };

/** Bytes of packed tables and objects of one file, unpacked; a file of 1,000 pages has 2 MB. */
const mostUnpacked = 32 * 1024 * 1024;

/** Tables of one file: it gains one each time it is changed without being written anew. */
const mostTables = 500;

/** Rows of all its tables; a document of ours has under a thousand. */
const mostRows = 2_000_000;

/** References to references. */
const longestChain = 20;

/**
 * The objects of a PDF, found by its own tables and read when they are asked for. Nothing is mended: what a reader
 * would have to guess at is refused. All methods throw PdfFault `damaged-pdf`.
 */
export class PdfObjects {
  readonly #bytes: Buffer;
  /** `undefined` is an object that has been removed. */
  readonly #places = new Map<number, Place | undefined>();
  readonly #packed = new Map<number, Map<number, PdfValue>>();
  readonly #beingRead = new Set<number>();
  #unpacked = 0;
  #rows = 0;
  /** The newest one. */
  readonly trailer: PdfDictionary;

  /** @throws PdfFault `damaged-pdf`, `locked-pdf` for a file with a password of any kind */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    if (bytes.toString('latin1', 0, 5) !== '%PDF-') throw damagedPdf();
    this.trailer = this.#readTables();
    if (this.trailer.has('/Encrypt')) {
      throw new PdfFault(
        'locked-pdf',
        'The PDF is protected with a password. Use the file as it was before that.',
      );
    }
  }

  /** The object of a number. One that the tables do not know is `null`, as the format wants it. */
  object(number: number): PdfObject {
    const place = this.#places.get(number);
    if (!place) return { value: 'null' };
    // A stream's length may be an object whose length is that stream.
    if (this.#beingRead.has(number)) throw damagedPdf();
    this.#beingRead.add(number);
    const object =
      'offset' in place
        ? this.#objectAt(place.offset, number)
        : { value: this.#within(place.within).get(number) ?? 'null' };
    this.#beingRead.delete(number);
    return object;
  }

  /** The value that a value stands for when it is a reference. */
  resolve(value: PdfValue | undefined): PdfValue {
    let found = value ?? 'null';
    for (let chain = 0; found instanceof PdfRef; chain++) {
      if (chain === longestChain) throw damagedPdf();
      found = this.object(found.number).value;
    }
    return found;
  }

  dictionary(value: PdfValue | undefined): PdfDictionary {
    const found = this.resolve(value);
    if (found instanceof Map) return found;
    throw damagedPdf();
  }

  #objectAt(offset: number, number: number): PdfObject {
    const lexer = new PdfLexer(this.#bytes, offset);
    if (lexer.wholeNumber() !== number) throw damagedPdf();
    lexer.wholeNumber();
    lexer.expect('obj');
    const value = lexer.value();
    if (!(value instanceof Map) || !lexer.accept('stream')) return { value };
    return { value, data: this.#dataAt(lexer.position, value) };
  }

  /** The word `stream` is followed by one end of line, the data by `endstream`. */
  #dataAt(position: number, dictionary: PdfDictionary): Buffer {
    let start = position;
    if (this.#bytes[start] === 13) start++;
    if (this.#bytes[start] === 10) start++;
    const end = start + wholeNumberOf(this.resolve(dictionary.get('/Length')));
    if (end > this.#bytes.length) throw damagedPdf();
    new PdfLexer(this.#bytes, end).expect('endstream');
    return this.#bytes.subarray(start, end);
  }

  #readTables(): PdfDictionary {
    const end = this.#bytes.subarray(-2048).toString('latin1');
    const found = /startxref\s+(\d+)\s+%%EOF/.exec(end.slice(Math.max(end.lastIndexOf('startxref'), 0)));
    if (!found) throw damagedPdf();
    const seen = new Set<number>();
    let newest: PdfDictionary | undefined;
    for (const waiting = [Number(found[1])]; waiting.length > 0; ) {
      const offset = waiting.pop() ?? 0;
      if (seen.has(offset) || seen.size === mostTables) throw damagedPdf();
      seen.add(offset);
      const trailer = this.#readTable(offset);
      newest ??= trailer;
      // What is read first counts: the stream of a table for old and new readers before the table before it.
      for (const key of ['/Prev', '/XRefStm']) {
        const other = trailer.get(key);
        if (other !== undefined) waiting.push(wholeNumberOf(other));
      }
    }
    return newest ?? new Map();
  }

  #readTable(offset: number): PdfDictionary {
    const lexer = new PdfLexer(this.#bytes, offset);
    if (!lexer.accept('xref')) return this.#readPackedTable(offset);
    while (!lexer.accept('trailer')) {
      const first = lexer.wholeNumber();
      const count = lexer.wholeNumber();
      for (let index = 0; index < count; index++) {
        const place = lexer.wholeNumber();
        lexer.wholeNumber();
        lexer.skipSpace();
        if (lexer.word() === 'n') this.#place(first + index, { offset: place });
        else this.#place(first + index, undefined);
      }
    }
    const trailer = lexer.value();
    if (!(trailer instanceof Map)) throw damagedPdf();
    return trailer;
  }

  #readPackedTable(offset: number): PdfDictionary {
    const { value, data } = this.#objectAt(offset, new PdfLexer(this.#bytes, offset).wholeNumber());
    if (!(value instanceof Map) || !data || value.get('/Type') !== '/XRef') throw damagedPdf();
    const rows = this.#unpack(value, data);
    const [typeWidth = 0, placeWidth = 0, restWidth = 0] = listOf(value.get('/W')).map(wholeNumberOf);
    const width = typeWidth + placeWidth + restWidth;
    if (width < 1 || typeWidth > 4 || placeWidth > 6 || placeWidth < 1) throw damagedPdf();
    const ranges = listOf(value.get('/Index') ?? ['0', value.get('/Size') ?? '0']).map(wholeNumberOf);
    let row = 0;
    for (let range = 0; range + 1 < ranges.length; range += 2) {
      for (let index = 0; index < (ranges[range + 1] ?? 0); index++, row += width) {
        if (row + width > rows.length) throw damagedPdf();
        const type = typeWidth === 0 ? 1 : rows.readUIntBE(row, typeWidth);
        const place = rows.readUIntBE(row + typeWidth, placeWidth);
        const number = (ranges[range] ?? 0) + index;
        this.#place(number, type === 1 ? { offset: place } : type === 2 ? { within: place } : undefined);
      }
    }
    return value;
  }

  /** What a newer table says of an object, its removal too, is not undone by an older one. */
  #place(number: number, place: Place | undefined): void {
    if (++this.#rows > mostRows) throw damagedPdf();
    if (!this.#places.has(number)) this.#places.set(number, place);
  }

  /** Objects that share a stream: pairs of number and place in front, then the values. */
  #within(container: number): Map<number, PdfValue> {
    const known = this.#packed.get(container);
    if (known) return known;
    const { value, data } = this.object(container);
    if (!(value instanceof Map) || !data || value.get('/Type') !== '/ObjStm') throw damagedPdf();
    const unpacked = this.#unpack(value, data);
    const first = wholeNumberOf(value.get('/First'));
    const heads = new PdfLexer(unpacked, 0);
    const body = new PdfLexer(unpacked, first);
    const values = new Map<number, PdfValue>();
    for (let left = wholeNumberOf(value.get('/N')); left > 0; left--) {
      const number = heads.wholeNumber();
      const start = first + heads.wholeNumber();
      // Values follow each other. Were they to overlap, a small file could make us read without end.
      if (start < body.position) throw damagedPdf();
      body.position = start;
      values.set(number, body.value());
    }
    this.#packed.set(container, values);
    return values;
  }

  #unpack(dictionary: PdfDictionary, data: Buffer): Buffer {
    const unpacked = inflateStream(dictionary, data, mostUnpacked - this.#unpacked);
    this.#unpacked += unpacked.length;
    return unpacked;
  }
}

function listOf(value: PdfValue | undefined): PdfValue[] {
  if (Array.isArray(value)) return value;
  throw damagedPdf();
}
