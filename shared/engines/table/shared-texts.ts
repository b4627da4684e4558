import { excelText } from './excel-text.ts';
import type { TableLimits } from './limits.ts';
import { refuseLongCell } from './long-cell.ts';
import type { XlsxPackage } from './xlsx-package.ts';
import type { XmlHandler } from './xml-stream.ts';

/** Bytes the store begins with; it doubles when it is full. */
const FIRST_BYTES = 64 * 1024;

/**
 * The texts that cells of a workbook share, in one block of UTF-8: a sheet may have millions, and each one as a string
 * of its own would take several times the memory.
 */
export class SharedTexts {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #ends = new Uint32Array(1024);
  #used = 0;
  count = 0;

  add(text: string): void {
    const most = text.length * 3;
    if (this.#used + most > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#used + most));
      this.#bytes.copy(larger, 0, 0, this.#used);
      this.#bytes = larger;
    }
    if (this.count === this.#ends.length) {
      const larger = new Uint32Array(this.#ends.length * 2);
      larger.set(this.#ends);
      this.#ends = larger;
    }
    this.#used += this.#bytes.write(text, this.#used);
    this.#ends[this.count++] = this.#used;
  }

  /** Undefined for an index that the workbook has not. */
  get(index: number): string | undefined {
    if (!(index >= 0 && index < this.count)) return undefined;
    return this.#bytes.toString('utf8', index === 0 ? 0 : this.#ends[index - 1], this.#ends[index]);
  }
}

/** @param part undefined for a workbook without shared texts */
export async function readSharedTexts(
  parts: XlsxPackage,
  part: string | undefined,
  limits: TableLimits,
): Promise<SharedTexts> {
  const texts = new SharedTexts();
  if (part !== undefined) await parts.read(part, limits.sharedTextBytes, textsInto(texts, limits.cellLength));
  return texts;
}

function textsInto(texts: SharedTexts, longest: number): XmlHandler {
  let current = '';
  let phonetic = false;
  const handler: XmlHandler = {
    listens: false,
    open: (name) => {
      if (name === 'si') current = '';
      else if (name === 'rPh') phonetic = true;
      else if (name === 't') handler.listens = !phonetic;
    },
    close: (name) => {
      if (name === 'si') texts.add(excelText(current));
      else if (name === 'rPh') phonetic = false;
      else if (name === 't') handler.listens = false;
    },
    text: (text) => {
      current += text;
      if (current.length > longest * 7) refuseLongCell(longest);
    },
  };
  return handler;
}
