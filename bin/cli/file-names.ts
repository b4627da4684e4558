import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** UTF-8 bytes of a name without its ending; file systems take 255, and a number and `.docx` have to fit too. */
const LONGEST_STEM = 200;

/** Characters that some system does not allow in names, or that turn the text around. */
const FORBIDDEN = /[/\\:*?"<>|]+/g;
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Names of devices on Windows, with any ending: learn.microsoft.com, “Naming Files, Paths, and Namespaces”. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** A name that every system takes, without ending, whatever the text is. */
export function safeStem(text: string): string {
  const plain = text
    .toWellFormed()
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '-')
    .trim()
    .replace(/^[. -]+/, '')
    .replace(/\.docx$/i, '');
  const stem = trimEnd(cutToBytes(plain, LONGEST_STEM));
  if (stem === '') return 'document';
  return DEVICE.test(stem) ? `_${stem}` : stem;
}

/** Characters as people see them; slow to make. */
const CHARACTERS = new Intl.Segmenter();

/** Windows drops dots and spaces at the end of a name. A loop, because a pattern would take quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '.' || text[end - 1] === ' ')) end--;
  return text.slice(0, end);
}

/** Cuts between whole characters as people see them, so that no accent or emoji falls apart. */
function cutToBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  let kept = '';
  let bytes = 0;
  // No character of a file name needs more; the rest of a long text is not even looked at.
  for (const { segment } of CHARACTERS.segment(text.slice(0, limit))) {
    bytes += Buffer.byteLength(segment);
    if (bytes > limit) break;
    kept += segment;
  }
  return kept;
}

/** Hands out names in a folder, each once and none that exists there. */
export class FreeNames {
  readonly #folder: string;
  /** Folded, because “Ada” and “ada” are one file on Windows and on a Mac. */
  readonly #taken = new Set<string>();
  /** The last number given to a stem, so that a thousand equal names do not try each other's numbers. */
  readonly #counts = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The name of a file for a stem: `Ada.docx`, or `Ada (2).docx` when that is taken. */
  take(stem: string): string {
    const foldedStem = stem.toLowerCase();
    for (let count = (this.#counts.get(foldedStem) ?? 0) + 1; ; count++) {
      const name = count === 1 ? `${stem}.docx` : `${stem} (${count}).docx`;
      const folded = name.toLowerCase();
      if (this.#taken.has(folded) || existsSync(join(this.#folder, name))) continue;
      this.#taken.add(folded);
      this.#counts.set(foldedStem, count);
      return name;
    }
  }
}
