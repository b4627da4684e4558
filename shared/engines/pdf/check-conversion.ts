import { ConversionFault } from '../../domain/conversion-fault.ts';
import { PdfFault } from '../../domain/pdf-fault.ts';
import { askedFonts } from './asked-fonts.ts';
import { countLetters, type LetterCounts, missingFrom, totalOf } from './count-letters.ts';
import { lettersWithoutFont } from './letters-without-font.ts';
import type { Conversion, ConversionWarning, SubstitutedFont } from './pdf-converter.ts';
import { printedRuns, printedText } from './printed-text.ts';
import { type OpenedPdf, openPdf } from './read-pdf.ts';
import type { WordParts } from './read-word-parts.ts';
import { embeddedFonts, substitutedFonts } from './substituted-fonts.ts';
import { readWordStyles } from './word-styles.ts';

/** Shares of the letters that may be missing: text cut off in rows of fixed height is legitimate, and page numbers change. */
const worthAWarning = 0.03;
const tooMuch = 0.2;

/** So few letters prove nothing. */
const fewLetters = 5;

/** Letters that a warning names. */
const mostNamed = 10;

/**
 * Sizes of a PDF up to which its text is compared, since that holds the only thread of this process: 4 ms for a page
 * of text, and for one page of 200 MB 35 s. A letter has 50 kB.
 */
export const mostCompared = { bytes: 32 * 1024 * 1024, pages: 1000 };

/**
 * Compares a PDF with the Word file it was made of: pages, text, pictures, fonts. The text of one that is larger than
 * `most` is not compared, which is a warning.
 *
 * @throws ConversionFault `conversion-failed` (no PDF), `blank-pdf`, `text-lost`
 */
export async function checkConversion(
  parts: WordParts,
  pdf: Buffer,
  most = mostCompared,
): Promise<Conversion> {
  const styles = readWordStyles(parts.styles);
  const runs = printedRuns(parts, styles);
  const wanted = printedText(runs);
  const found = pdf.length > most.bytes ? { pages: pagesWritten(pdf) } : await readPdf(pdf, most.pages);
  const fonts = substitutedFonts(askedFonts(runs, styles, parts.theme), embeddedFonts(pdf));
  const warnings = [
    ...(found.letters === undefined
      ? notCompared
      : checkText(wanted, found.letters, hasLostPictures(parts, pdf))),
    ...fontlessWarning(await lettersWithoutFont(wanted)),
    ...fonts.flatMap(fontWarning),
  ];
  return { pdf, pages: found.pages, substitutedFonts: fonts, warnings };
}

interface FoundText {
  pages: number;
  /** Absent when there is too much of it. */
  letters?: LetterCounts;
}

async function readPdf(pdf: Buffer, mostPages: number): Promise<FoundText> {
  let opened: OpenedPdf | undefined;
  try {
    opened = await openPdf(pdf);
    const pages = opened.pageCount;
    if (pages > mostPages) return { pages };
    const letters: LetterCounts = new Map();
    for (let page = 1; page <= pages; page++) countLetters(opened.textOf(page), letters);
    return { pages, letters };
  } catch (error) {
    if (error instanceof PdfFault) throw new ConversionFault('conversion-failed', error);
    throw error;
  } finally {
    opened?.close();
  }
}

/** LibreOffice writes each page as an object that is not packed. @throws ConversionFault `conversion-failed` */
function pagesWritten(pdf: Buffer): number {
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
  if (pages === 0) throw new ConversionFault('conversion-failed', new Error('a PDF without pages'));
  return pages;
}

const notCompared: ConversionWarning[] = [
  {
    code: 'not-compared',
    message: 'The PDF is so large that its text was not compared with the Word file. Look through it.',
  },
];

/** @throws ConversionFault `blank-pdf`, `text-lost` */
function checkText(text: string, found: LetterCounts, arePicturesLost: boolean): ConversionWarning[] {
  const wanted = countLetters(text);
  const total = totalOf(wanted);
  if (total === 0 && arePicturesLost) throw new ConversionFault('blank-pdf');
  const missing = missingFrom(wanted, found);
  if (total > 0 && missing === total && totalOf(found) === 0) throw new ConversionFault('blank-pdf');
  if (missing <= fewLetters) return [];
  if (missing > total * tooMuch) {
    throw new ConversionFault('text-lost', new Error(`${missing} of ${total} letters are missing`));
  }
  if (missing < total * worthAWarning) return [];
  const percent = Math.round((missing / total) * 100);
  const message = `About ${percent} % of the letters are not in the PDF, for example text cut off in rows of fixed height. Look through it.`;
  return [{ code: 'some-text-missing', message }];
}

const hasLostPictures = ({ document }: WordParts, pdf: Buffer): boolean =>
  hasPicture(document) && !pdf.includes('/Subtype/Image');

/** A picture that is in the file; linked ones are never fetched. */
const hasPicture = (xml: string): boolean => /<a:blip\b[^>]*r:embed=|<v:imagedata\b[^>]*r:id=/.test(xml);

function fontlessWarning(letters: readonly string[]): ConversionWarning[] {
  if (letters.length === 0) return [];
  const named = letters.slice(0, mostNamed).join(' ') + (letters.length > mostNamed ? ' and others' : '');
  const message = `No font has ${named}, so the PDF shows boxes there. Write them in other letters.`;
  return [{ code: 'letters-without-font', message }];
}

/** Fonts with the same widths are as good; others move lines. */
function fontWarning({ asked, used, sameWidths }: SubstitutedFont): ConversionWarning[] {
  if (sameWidths) return [];
  const message = `The font ${asked} is not available; ${used.join(', ')} stands in for it, so lines may break elsewhere.`;
  return [{ code: 'font-substituted', message }];
}
