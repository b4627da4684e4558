import { PdfFault } from '../../domain/pdf-fault.ts';

/** A reference to an object of the file: `12 0 R`. The generation is always 0 in what we write. */
export class PdfRef {
  readonly number: number;

  constructor(number: number) {
    this.number = number;
  }
}

/** Keys with their slash: `/Type`. */
export type PdfDictionary = Map<string, PdfValue>;

/** Names, numbers, strings, `true`, `null` are kept as they are written, each byte one character (Latin-1). */
export type PdfValue = string | PdfRef | PdfValue[] | PdfDictionary;

/** Arrays and dictionaries within each other; files of real programs stay under ten. */
const deepestNesting = 60;

const isSpace = (byte: number | undefined): boolean =>
  byte === 32 || byte === 10 || byte === 13 || byte === 9 || byte === 12 || byte === 0;

/** `( ) < > [ ] { } / %` */
const delimiters = new Set([...'()<>[]{}/%'].map((character) => character.charCodeAt(0)));

export const damagedPdf = (cause?: unknown): PdfFault =>
  new PdfFault(
    'damaged-pdf',
    'The file is not a whole PDF. Make it again, or open it, save it and try again.',
    cause,
  );

/** The number that a value is. Throws PdfFault `damaged-pdf` when it is none. */
export function numberOf(value: PdfValue | undefined): number {
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) throw damagedPdf();
  return number;
}

/** The whole number, not negative, that a value is. Throws PdfFault `damaged-pdf` when it is none. */
export function wholeNumberOf(value: PdfValue | undefined): number {
  const number = numberOf(value);
  if (!Number.isSafeInteger(number) || number < 0) throw damagedPdf();
  return number;
}

/**
 * Reads values out of a PDF from a place onwards. Every method throws PdfFault `damaged-pdf` for what is not PDF,
 * and none reads a byte twice, but for one look ahead at each whole number.
 */
export class PdfLexer {
  readonly bytes: Buffer;
  position: number;

  constructor(bytes: Buffer, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  /** A value with all that it encloses. */
  value(depth = 0): PdfValue {
    if (depth > deepestNesting) throw damagedPdf();
    this.skipSpace();
    switch (this.bytes[this.position]) {
      case 0x2f: // /
        return this.#name();
      case 0x28: // (
        return this.#text();
      case 0x5b: // [
        return this.#array(depth);
      case 0x3c: // <
        return this.bytes[this.position + 1] === 0x3c ? this.#dictionary(depth) : this.#hexText();
      default:
        return this.#numberOrRef();
    }
  }

  /** Goes past a word like `obj`; throws when something else stands there. */
  expect(word: string): void {
    if (!this.accept(word)) throw damagedPdf();
  }

  /** Goes past a word if it stands there. */
  accept(word: string): boolean {
    this.skipSpace();
    if (this.bytes.toString('latin1', this.position, this.position + word.length) !== word) return false;
    this.position += word.length;
    return true;
  }

  /** A whole number that is not negative. */
  wholeNumber(): number {
    this.skipSpace();
    return wholeNumberOf(this.word());
  }

  /** Everything up to the next space or delimiter; at least one byte. */
  word(): string {
    const start = this.position;
    while (this.position < this.bytes.length && !this.#isAtEnd()) this.position++;
    if (this.position === start) throw damagedPdf();
    return this.bytes.toString('latin1', start, this.position);
  }

  /** Goes past white space and comments. */
  skipSpace(): void {
    for (;;) {
      const byte = this.bytes[this.position];
      if (isSpace(byte)) this.position++;
      else if (byte === 0x25) this.#skipLine();
      else return;
    }
  }

  #skipLine(): void {
    while (this.position < this.bytes.length) {
      const byte = this.bytes[this.position];
      if (byte === 10 || byte === 13) return;
      this.position++;
    }
  }

  #isAtEnd(): boolean {
    const byte = this.bytes[this.position];
    return byte === undefined || isSpace(byte) || delimiters.has(byte);
  }

  /** Characters may be written by their number, `/T#79pe`; one spelling is enough for us. */
  #name(): string {
    const start = this.position++;
    while (!this.#isAtEnd()) this.position++;
    const name = this.bytes.toString('latin1', start, this.position);
    if (!name.includes('#')) return name;
    return name.replace(/#([0-9a-f]{2})/gi, (written: string, hex: string) => {
      const character = String.fromCharCode(Number.parseInt(hex, 16));
      return /[\w.+-]/.test(character) ? character : written;
    });
  }

  #text(): string {
    const start = this.position++;
    for (let open = 1; open > 0; this.position++) {
      const byte = this.bytes[this.position];
      if (byte === undefined) throw damagedPdf();
      if (byte === 0x5c) this.position++;
      else if (byte === 0x28) open++;
      else if (byte === 0x29) open--;
    }
    return this.bytes.toString('latin1', start, this.position);
  }

  #hexText(): string {
    const end = this.bytes.indexOf('>', this.position, 'latin1');
    const text = this.bytes.toString('latin1', this.position, end + 1);
    if (end < 0 || !/^<[\s\0\da-f]*>$/i.test(text)) throw damagedPdf();
    this.position = end + 1;
    return text;
  }

  #array(depth: number): PdfValue[] {
    this.position++;
    const values: PdfValue[] = [];
    for (;;) {
      this.skipSpace();
      if (this.bytes[this.position] === 0x5d) break;
      values.push(this.value(depth + 1));
    }
    this.position++;
    return values;
  }

  #dictionary(depth: number): PdfDictionary {
    this.position += 2;
    const dictionary: PdfDictionary = new Map();
    while (!this.accept('>>')) {
      this.skipSpace();
      if (this.bytes[this.position] !== 0x2f) throw damagedPdf();
      dictionary.set(this.#name(), this.value(depth + 1));
    }
    return dictionary;
  }

  #numberOrRef(): PdfValue {
    const word = this.word();
    if (!/^\d+$/.test(word)) {
      if (/^(?:[+-]?\d*\.?\d*|true|false|null)$/.test(word)) return word;
      throw damagedPdf();
    }
    const after = this.position;
    this.skipSpace();
    const generation = this.#isAtEnd() ? '' : this.word();
    if (/^\d+$/.test(generation)) {
      this.skipSpace();
      if (!this.#isAtEnd() && this.word() === 'R') return new PdfRef(Number(word));
    }
    this.position = after;
    return word;
  }
}
