/** Scripts that none of {@link imageFonts} has a letter of, as a reader calls them. */
const missingScripts: readonly (readonly [name: string, letter: RegExp])[] = [
  ['Chinese', /\p{Script=Han}/u],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Korean', /\p{Script=Hangul}/u],
  ['Hindi', /\p{Script=Devanagari}/u],
  ['Bengali', /\p{Script=Bengali}/u],
  ['Punjabi', /\p{Script=Gurmukhi}/u],
  ['Gujarati', /\p{Script=Gujarati}/u],
  ['Tamil', /\p{Script=Tamil}/u],
  ['Telugu', /\p{Script=Telugu}/u],
  ['Kannada', /\p{Script=Kannada}/u],
  ['Malayalam', /\p{Script=Malayalam}/u],
  ['Sinhala', /\p{Script=Sinhala}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Tibetan', /\p{Script=Tibetan}/u],
  ['Burmese', /\p{Script=Myanmar}/u],
  ['Khmer', /\p{Script=Khmer}/u],
  ['Amharic', /\p{Script=Ethiopic}/u],
  ['Adlam', /\p{Script=Adlam}/u],
  ['Vai', /\p{Script=Vai}/u],
];

/** The families of lib/converter-image/packages.txt as PDFs name them: looked through with `fc-list :charset=`. */
const imageFonts = /^(Carlito|Caladea|Liberation|DejaVu|OpenSymbol|Symbola)/i;

/**
 * The languages whose letters are boxes in a PDF. The text in a PDF does not tell: there a box still knows which letter
 * it stands for. Where any other font is in the PDF, that one may have them, and nothing is said.
 */
export function lettersWithoutFont(text: string, embeddedFonts: Iterable<string>): string[] {
  if ([...embeddedFonts].some((name) => !imageFonts.test(name))) return [];
  return missingScripts.filter(([, letter]) => letter.test(text)).map(([name]) => name);
}
