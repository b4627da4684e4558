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

/**
 * Compares a PDF with the Word file it was made of: pages, text, pictures, fonts.
 *
 * @throws ConversionFault `conversion-failed` (no PDF), `blank-pdf`, `text-lost`
 */
export async function checkConversion(parts: WordParts, pdf: Buffer): Promise<Conversion> {
  const { pages, letters } = await readPdf(pdf);
  const styles = readWordStyles(parts.styles);
  const runs = printedRuns(parts, styles);
  const text = printedText(runs);
  const embedded = embeddedFonts(pdf);
  const fonts = substitutedFonts(askedFonts(runs, styles, parts.theme), embedded);
  const warnings = [
    ...checkText(text, parts, letters, pdf),
    ...boxWarning(lettersWithoutFont(text, embedded)),
    ...fonts.flatMap(fontWarning),
  ];
  return { pdf, pages, substitutedFonts: fonts, warnings };
}

async function readPdf(pdf: Buffer): Promise<{ pages: number; letters: LetterCounts }> {
  let opened: OpenedPdf | undefined;
  try {
    opened = await openPdf(pdf);
    const letters: LetterCounts = new Map();
    for (let page = 1; page <= opened.pageCount; page++) countLetters(opened.textOf(page), letters);
    return { pages: opened.pageCount, letters };
  } catch (error) {
    if (error instanceof PdfFault) throw new ConversionFault('conversion-failed', error);
    throw error;
  } finally {
    opened?.close();
  }
}

function checkText(text: string, parts: WordParts, found: LetterCounts, pdf: Buffer): ConversionWarning[] {
  const wanted = countLetters(text);
  const total = totalOf(wanted);
  if (total === 0 && hasPicture(parts.document) && !pdf.includes('/Subtype/Image')) {
    throw new ConversionFault('blank-pdf');
  }
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

/** A picture that is in the file; linked ones are never fetched. */
const hasPicture = (xml: string): boolean => /<a:blip\b[^>]*r:embed=|<v:imagedata\b[^>]*r:id=/.test(xml);

function boxWarning(languages: readonly string[]): ConversionWarning[] {
  if (languages.length === 0) return [];
  const message = `No font here has the ${languages.join(', ')} letters of the document; the PDF shows boxes instead. Take the Word file.`;
  return [{ code: 'letters-without-font', message }];
}

/** Fonts with the same widths are as good; others move lines. */
function fontWarning({ asked, used, sameWidths }: SubstitutedFont): ConversionWarning[] {
  if (sameWidths) return [];
  const message = `The font ${asked} is not available; ${used.join(', ')} stands in for it, so lines may break elsewhere.`;
  return [{ code: 'font-substituted', message }];
}
