import { readAttributes } from '../docx/xml-scan.ts';
import type { PrintedRun } from './printed-runs.ts';
import { isSymbolFont } from './symbol-fonts.ts';
import { inherited, type WordStyles } from './word-styles.ts';

/** Words of other scripts are set in fonts that are named elsewhere; signs are taken from wherever they are. */
const latinLike = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Nd}]/u;

/**
 * The fonts in which the printed words of Latin, Greek and Cyrillic letters are to be set: by their runs, by the
 * styles, or by default. Sorted. Fonts that only signs are set in are not among them, nor those of equations.
 */
export function askedFonts(runs: readonly PrintedRun[], styles: WordStyles, theme: string): string[] {
  const fonts = new Set<string>();
  const known = new Set<string>();
  for (const run of runs) {
    if (run.isMath || run.isComplex) continue;
    const key = keyOf(run);
    if (known.has(key) || !latinLike.test(run.text)) continue;
    known.add(key);
    const name = fontOf(run, styles, theme);
    if (name !== '' && !isSymbolFont(name)) fonts.add(name);
  }
  return [...fonts].sort();
}

/** Runs with equal keys are set in the same font. */
const keyOf = ({ paragraphStyle, style, fonts }: PrintedRun): string =>
  [paragraphStyle, style, ...attributesOfLatin.map((name) => fonts?.get(name) ?? '')].join('\n');

/** The first that is there decides. */
const attributesOfLatin = ['w:asciiTheme', 'w:ascii', 'w:hAnsiTheme', 'w:hAnsi'];

function fontOf(run: PrintedRun, styles: WordStyles, theme: string): string {
  const sources = [
    run.fonts,
    inherited(styles, run.style, ({ fonts }) => fonts),
    inherited(styles, run.paragraphStyle, ({ fonts }) => fonts),
    styles.defaultFonts,
  ];
  for (const fonts of sources) {
    const attribute = attributesOfLatin.find((name) => fonts?.get(name));
    const value = attribute && fonts?.get(attribute);
    if (attribute && value) return attribute.endsWith('Theme') ? themeFont(theme, value) : value;
  }
  return '';
}

/** `minorHAnsi` and its kin mean the body font, `majorHAnsi` and its kin that of headings. */
function themeFont(theme: string, name: string): string {
  const kind = name.startsWith('major') ? 'major' : 'minor';
  const tag = new RegExp(`<a:${kind}Font>\\s*<a:latin\\b([^>]*)>`).exec(theme)?.[1] ?? '';
  return readAttributes(tag).get('typeface') ?? '';
}
