import { createHash } from 'node:crypto';
import { PdfFault } from '../../domain/pdf-fault.ts';
import { type PdfDictionary, PdfRef, type PdfValue } from './pdf-syntax.ts';

/** Bytes handed on at once. */
const chunkSize = 128 * 1024;

/** A table has ten digits for a place. */
const farthestPlace = 9_999_999_999;

/** Streams of at least this many bytes are worth looking for again: pictures and colour profiles. */
const worthSharing = 2048;

/** Digests of streams that are remembered, newest last; 100 kB in all. */
const mostShared = 512;

/** Two words in a row need something between them, unless one of them has an end of its own. */
const needsSpace = (left: string, right: string): boolean => !/[)>\]]$/.test(left) && !/^[/(<[]/.test(right);

/** A value as PDF writes it, in Latin-1. */
export function textOfValue(value: PdfValue): string {
  if (typeof value === 'string') return value;
  if (value instanceof PdfRef) return `${value.number} 0 R`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, entry]) => {
      const text = textOfValue(entry);
      return needsSpace(key, text) ? `${key} ${text}` : key + text;
    });
    return `<<${entries.join('')}>>`;
  }
  let text = '';
  for (const each of value) {
    const next = textOfValue(each);
    text += text !== '' && needsSpace(text, next) ? ` ${next}` : next;
  }
  return `[${text}]`;
}

/**
 * Writes the objects of one PDF one after another and forgets them; it keeps eight bytes for each, the place where it
 * stands. What is written waits in `take()`.
 */
export class ObjectWriter {
  #places = new Float64Array(1024);
  #next = 1;
  #written = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;
  readonly #digest = createHash('sha256');
  readonly #shared = new Map<string, number>();

  constructor() {
    // Four bytes over 127 in the second line tell mail programs that this is no text.
    this.#put(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  }

  /** A number for an object that will be written. */
  reserve(): number {
    if (this.#next === this.#places.length) {
      const larger = new Float64Array(2 * this.#places.length);
      larger.set(this.#places);
      this.#places = larger;
    }
    return this.#next++;
  }

  /** Writes an object under a number that was reserved for it. */
  write(number: number, value: PdfValue, data?: Buffer): void {
    this.#places[number] = this.#written;
    const text = textOfValue(value);
    if (data === undefined) this.#put(Buffer.from(`${number} 0 obj\n${text}\nendobj\n`, 'latin1'));
    else {
      this.#put(Buffer.from(`${number} 0 obj\n${text}\nstream\n`, 'latin1'));
      this.#put(data);
      this.#put(Buffer.from('\nendstream\nendobj\n', 'latin1'));
      if (isWorthSharing(value, data)) this.#remember(digestOf(value, data), number);
    }
  }

  /** The number of a stream written lately that is equal in every byte. */
  sharedStream(value: PdfValue, data: Buffer): number | undefined {
    if (!isWorthSharing(value, data)) return undefined;
    const digest = digestOf(value, data);
    const known = this.#shared.get(digest);
    if (known !== undefined) this.#remember(digest, known);
    return known;
  }

  /** What has been written and is worth handing on, or everything. */
  take(everything = false): Buffer | undefined {
    if (this.#waitingBytes < (everything ? 1 : chunkSize)) return undefined;
    const chunk = Buffer.concat(this.#waiting, this.#waitingBytes);
    this.#waiting = [];
    this.#waitingBytes = 0;
    return chunk;
  }

  /** The table of places, in pieces, and the end of the file. Equal objects have given an equal identifier. */
  *end(root: number, info: number): Generator<Buffer> {
    const start = this.#written;
    const id = `<${this.#digest.copy().digest('hex').slice(0, 32)}>`;
    this.#put(Buffer.from(`xref\n0 ${this.#next}\n0000000000 65535 f \n`, 'latin1'));
    for (let number = 1; number < this.#next; number++) {
      const place = this.#places[number];
      // Places start with 1: the file begins with its head.
      if (!place) throw new Error(`object ${number} was reserved and not written`);
      if (place > farthestPlace) {
        throw new PdfFault('pdf-too-large', 'The PDF would be larger than 10 GB. Make several of it.');
      }
      this.#put(Buffer.from(`${String(place).padStart(10, '0')} 00000 n \n`, 'latin1'));
      const chunk = this.take();
      if (chunk) yield chunk;
    }
    const trailer: PdfDictionary = new Map<string, PdfValue>([
      ['/Size', String(this.#next)],
      ['/Root', new PdfRef(root)],
      ['/Info', new PdfRef(info)],
      ['/ID', [id, id]],
    ]);
    this.#put(Buffer.from(`trailer\n${textOfValue(trailer)}\nstartxref\n${start}\n%%EOF\n`, 'latin1'));
    const rest = this.take(true);
    if (rest) yield rest;
  }

  #remember(digest: string, number: number): void {
    this.#shared.delete(digest);
    this.#shared.set(digest, number);
    const [oldest] = this.#shared.keys();
    if (this.#shared.size > mostShared && oldest !== undefined) this.#shared.delete(oldest);
  }

  #put(bytes: Buffer): void {
    this.#digest.update(bytes);
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#written += bytes.length;
  }
}

const digestOf = (value: PdfValue, data: Buffer): string =>
  createHash('sha256').update(textOfValue(value), 'latin1').update(data).digest('base64');

const isWorthSharing = (value: PdfValue, data: Buffer): boolean =>
  data.length >= worthSharing && !refersOn(value);

/** Whether a value holds references: by them equal texts may mean different things. */
function refersOn(value: PdfValue): boolean {
  if (value instanceof PdfRef) return true;
  if (value instanceof Map) return [...value.values()].some(refersOn);
  return Array.isArray(value) && value.some(refersOn);
}
