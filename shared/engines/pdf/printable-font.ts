import fontkit from '@pdf-lib/fontkit';
import type { PDFDocument, PDFFont } from 'pdf-lib';
import { PdfFault } from '../../domain/pdf-fault.ts';

/** Characters that a message quotes. */
const mostQuoted = 10;

type ParsedFont = ReturnType<typeof fontkit.create>;

const parsed = new WeakMap<Uint8Array, ParsedFont>();

/** Reading the tables of a font takes longer than all the rest, so each file is read once in a process. */
const rememberingFontkit = {
  create: (file: Uint8Array): ParsedFont => {
    const font = parsed.get(file) ?? fontkit.create(file);
    parsed.set(file, font);
    return font;
  },
};

/** A font in a document; only the letters that are used go into the file. */
export class PrintableFont {
  readonly font: PDFFont;
  readonly #characters: ReadonlySet<number>;

  private constructor(font: PDFFont) {
    this.font = font;
    this.#characters = new Set(font.getCharacterSet());
  }

  /** `tag` are six capitals: readers know by them that letters of the font are missing. */
  static async embed(document: PDFDocument, file: Buffer, tag: string): Promise<PrintableFont> {
    document.registerFontkit(rememberingFontkit);
    const name = `${tag}+${rememberingFontkit.create(file).postscriptName ?? 'Font'}`;
    return new PrintableFont(await document.embedFont(file, { subset: true, customName: name }));
  }

  /**
   * A text as it can be set: letters and accents in one character where there is one.
   *
   * @throws PdfFault `empty-text`, `text-too-long`, `unprintable-characters` naming them; `what` begins the sentence
   */
  printable(text: string, what: string, longest: number): string {
    const plain = text.normalize('NFC').trim();
    if (plain === '') throw new PdfFault('empty-text', `${what} is empty. Write at least one letter.`);
    const characters = [...plain];
    if (characters.length > longest) {
      throw new PdfFault('text-too-long', `${what} is longer than ${longest} characters. Shorten it.`);
    }
    const missing = [...new Set(characters.filter((each) => !this.#has(each)))];
    if (missing.length > 0) {
      const quoted = missing.slice(0, mostQuoted).map(quote).join(', ');
      throw new PdfFault(
        'unprintable-characters',
        `${what} holds characters that cannot be printed: ${quoted}. Write it without them.`,
      );
    }
    return plain;
  }

  /** A text in which a stand-in takes the place of what cannot be printed; it may be empty. */
  printableOr(text: string, standIn: string): string {
    const characters = [...text.normalize('NFC').trim()];
    return characters.map((each) => (this.#has(each) ? each : standIn)).join('');
  }

  /** Points. */
  widthOf(text: string, size: number): number {
    return this.font.widthOfTextAtSize(text, size);
  }

  #has(character: string): boolean {
    return !/\p{Cc}/u.test(character) && this.#characters.has(character.codePointAt(0) ?? 0);
  }
}

/** Characters that cannot be seen are told by their number. */
const quote = (character: string): string =>
  /[\p{L}\p{N}\p{P}\p{S}]/u.test(character)
    ? `“${character}”`
    : `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
