import type { SubstitutedFont } from './pdf-converter.ts';

/** Open fonts with the letter widths of well-known ones: fontconfig's 30-metric-aliases.conf. */
const sameWidths = new Map([
  ['Calibri', 'Carlito'],
  ['Cambria', 'Caladea'],
  ['Arial', 'Liberation Sans'],
  ['Helvetica', 'Liberation Sans'],
  ['Arial Narrow', 'Liberation Sans Narrow'],
  ['Times New Roman', 'Liberation Serif'],
  ['Times', 'Liberation Serif'],
  ['Courier New', 'Liberation Mono'],
  ['Courier', 'Liberation Mono'],
]);

/** What LibreOffice itself brings along for bullets and signs; nobody asks for it. */
const ownFonts = new Set(['opensymbol']);

/** A subset is named `BAAAAA+Carlito-Bold`; spaces are left out or written #20. */
const fontName = /\/FontName\s*\/(?:[A-Z]{6}\+)?([^\s/<>[\]()]+)/g;

/** Families of the fonts in a PDF. */
export const embeddedFonts = (pdf: Buffer): Set<string> =>
  new Set(
    [...pdf.toString('latin1').matchAll(fontName)].map(([, name = '']) =>
      familyOf(name.replaceAll('#20', ' ')),
    ),
  );

/**
 * Compares what a document asks for with the families its PDF holds. Where nothing foreign is among them, nothing is
 * reported.
 */
export function substitutedFonts(asked: readonly string[], embedded: ReadonlySet<string>): SubstitutedFont[] {
  const missing = asked.filter((font) => ![...embedded].some((name) => keyOf(name) === keyOf(font)));
  const known = new Set(asked.map(keyOf));
  const foreign = [...embedded].filter((name) => !known.has(keyOf(name)) && !ownFonts.has(keyOf(name)));
  // What stands in for another font is not the likely one here.
  const twins = new Set(asked.map((font) => keyOf(sameWidths.get(font) ?? '')));
  const others = foreign.filter((name) => !twins.has(keyOf(name)));
  return missing.flatMap((font): SubstitutedFont[] => {
    const twin = sameWidths.get(font);
    const hasTwin = twin !== undefined && foreign.some((name) => keyOf(name) === keyOf(twin));
    if (hasTwin) return [{ asked: font, used: [twin], sameWidths: true }];
    const used = others.length > 0 ? others : foreign;
    return used.length === 0 ? [] : [{ asked: font, used: used.sort(), sameWidths: false }];
  });
}

/** `Carlito-BoldItalic` -> `Carlito`. */
const familyOf = (name: string): string =>
  name.replace(/[-,]?(Regular|Roman|Book|Medium|Bold|Italic|Oblique|Light|SemiBold|Condensed)+$/gi, '');

const keyOf = (name: string): string => name.replace(/[\s-]/g, '').toLowerCase();
