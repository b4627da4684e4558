import { readAttributes } from '../docx/xml-scan.ts';

/** The parts of a Word file that name fonts, as XML; empty where the file has none. */
export interface FontSources {
  document: string;
  styles: string;
  theme: string;
}

const style = /<w:style\b([^>]*)>([\s\S]*?)<\/w:style>/g;

/**
 * The fonts of Latin text that a document uses: in its runs, in the styles it uses and those they are based on, and
 * by default. Sorted.
 */
export function askedFonts({ document, styles, theme }: FontSources): string[] {
  const used = new Set(
    [...document.matchAll(/<w:(?:p|r|tbl)Style\b([^>]*)>/g)].map(([, tag]) => styleNamed(tag)),
  );
  const fonts = new Set(fontsIn(document, theme));
  // Based-on chains are short; each round follows one link.
  const all = [...styles.matchAll(style)].map(([, head = '', body = '']) => ({
    head: readAttributes(head),
    body,
  }));
  const seen = new Set<string>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { head, body } of all) {
      const id = head.get('w:styleId') ?? '';
      const isUsed = used.has(id) || (head.get('w:default') === '1' && head.get('w:type') === 'paragraph');
      if (!isUsed || seen.has(id)) continue;
      seen.add(id);
      grown = true;
      used.add(styleNamed(/<w:basedOn\b([^>]*)>/.exec(body)?.[1]));
      for (const font of fontsIn(body, theme)) fonts.add(font);
    }
  }
  const defaults = /<w:rPrDefault>([\s\S]*?)<\/w:rPrDefault>/.exec(styles)?.[1] ?? '';
  if (fonts.size === 0) for (const font of fontsIn(defaults, theme)) fonts.add(font);
  return [...fonts].sort();
}

const styleNamed = (tag = ''): string => readAttributes(tag).get('w:val') ?? '';

function fontsIn(xml: string, theme: string): string[] {
  return [...xml.matchAll(/<w:rFonts\b([^>]*)>/g)].flatMap(([, tag = '']) => {
    const attributes = readAttributes(tag);
    const ofTheme = attributes.get('w:asciiTheme') ?? attributes.get('w:hAnsiTheme');
    const name = ofTheme === undefined ? attributes.get('w:ascii') : themeFont(theme, ofTheme);
    return name === undefined || name === '' ? [] : [name];
  });
}

/** `minorHAnsi` and its kin mean the body font, `majorHAnsi` and its kin that of headings. */
function themeFont(theme: string, name: string): string | undefined {
  const kind = name.startsWith('major') ? 'major' : 'minor';
  const fonts = new RegExp(`<a:${kind}Font>\\s*<a:latin\\b([^>]*)>`).exec(theme)?.[1];
  return fonts === undefined ? undefined : readAttributes(fonts).get('typeface');
}
