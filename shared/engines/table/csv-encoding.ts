import { TextDecoder } from 'node:util';
import { formatOf, PEEK, refuseBinary, refuseTooLarge } from './file-start.ts';
import type { OpenBytes } from './table.ts';

/** How the bytes of a table become text. */
export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Texts hold a stray control now and then, programs and pictures are full of them. */
const MOST_CONTROLS = 0.3;

function isBinary(start: Buffer): boolean {
  const controls = start.filter((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
  return controls.length > start.length * MOST_CONTROLS;
}

/** What the first pass over a file finds. */
export type FileKind = { format: 'csv'; encoding: CsvEncoding } | { format: 'zip'; bytes: Buffer };

/**
 * Reads a file once: tells a workbook, whose bytes it keeps, from text. The encoding of text is found by its byte order
 * mark, by the zero bytes of UTF-16, or is UTF-8 when all of it is that. What is left was written by Excel on Windows,
 * whose plain CSV is in Windows-1252.
 *
 * @throws TableRefused when the file is too large or no table
 */
export async function judgeFile(open: OpenBytes, most: number): Promise<FileKind> {
  const start: Uint8Array[] = [];
  let startLength = 0;
  let total = 0;
  let judge: FileJudge | undefined;
  for await (const piece of open()) {
    total += piece.length;
    if (total > most) refuseTooLarge(most);
    if (judge) judge.add(piece);
    else {
      start.push(piece);
      startLength += piece.length;
      if (startLength < PEEK) continue;
      judge = new FileJudge(Buffer.concat(start));
    }
  }
  return (judge ?? new FileJudge(Buffer.concat(start))).verdict();
}

class FileJudge {
  readonly #format: 'csv' | 'zip';
  readonly #wide: CsvEncoding | undefined;
  readonly #pieces: Uint8Array[] = [];
  #utf8: TextDecoder | undefined = new TextDecoder('utf-8', { fatal: true });

  constructor(start: Buffer) {
    this.#format = formatOf(start);
    this.#wide = this.#format === 'csv' ? wideEncoding(start.subarray(0, PEEK)) : undefined;
    if (this.#format === 'csv' && !this.#wide && isBinary(start.subarray(0, PEEK))) refuseBinary();
    this.add(start);
  }

  add(piece: Uint8Array): void {
    if (this.#format === 'zip') this.#pieces.push(piece);
    else if (!this.#wide) {
      if (piece.includes(0)) refuseBinary();
      this.#decode(piece);
    }
  }

  verdict(): FileKind {
    if (this.#format === 'zip') return { format: 'zip', bytes: Buffer.concat(this.#pieces) };
    if (this.#wide) return { format: 'csv', encoding: this.#wide };
    this.#decode();
    return { format: 'csv', encoding: this.#utf8 ? 'utf-8' : 'windows-1252' };
  }

  #decode(piece?: Uint8Array): void {
    try {
      this.#utf8?.decode(piece, { stream: piece !== undefined });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#utf8 = undefined;
    }
  }
}

function wideEncoding(start: Buffer): CsvEncoding | undefined {
  const mark = start.toString('latin1', 0, 2);
  if (mark === '\xFF\xFE') return 'utf-16le';
  if (mark === '\xFE\xFF') return 'utf-16be';
  const zeros = zeroBytes(start);
  if (zeros.odd > start.length / 8 && zeros.even === 0) return 'utf-16le';
  if (zeros.even > start.length / 8 && zeros.odd === 0) return 'utf-16be';
  return undefined;
}

/** Latin letters in UTF-16 have a zero in every other byte. */
function zeroBytes(bytes: Buffer): { even: number; odd: number } {
  const zeros = { even: 0, odd: 0 };
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2 === 0 ? 'even' : 'odd']++;
  return zeros;
}
