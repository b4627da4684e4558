import { readAttributes } from '../docx/xml-scan.ts';

/** What a style says of its letters. */
interface WordStyle {
  basedOn: string;
  /** Attributes of `w:rFonts`; absent where the style names no fonts. */
  fonts?: ReadonlyMap<string, string>;
  /** Absent where the style does not say. */
  isHidden?: boolean;
}

/** The styles of a Word file by their ids. */
export interface WordStyles {
  byId: ReadonlyMap<string, WordStyle>;
  /** Of paragraphs that name none. */
  defaultParagraph: string;
  /** Fonts of what no style names any for. */
  defaultFonts?: ReadonlyMap<string, string>;
}

const style = /<w:style\b([^>]*)>([\s\S]*?)<\/w:style>/g;

/** Styles may be based on each other in a circle. */
const longestChain = 20;

/** Reads `styles.xml`; an empty text has no styles. Never throws for broken XML. */
export function readWordStyles(xml: string): WordStyles {
  const byId = new Map<string, WordStyle>();
  let defaultParagraph = '';
  for (const [, head = '', body = ''] of xml.matchAll(style)) {
    const attributes = readAttributes(head);
    const id = attributes.get('w:styleId') ?? '';
    if (attributes.get('w:default') === '1' && attributes.get('w:type') === 'paragraph')
      defaultParagraph = id;
    byId.set(id, readStyle(body));
  }
  const defaultFonts = fontsIn(/<w:rPrDefault>([\s\S]*?)<\/w:rPrDefault>/.exec(xml)?.[1] ?? '');
  return { byId, defaultParagraph, ...(defaultFonts && { defaultFonts }) };
}

/** What a style says, or else the one it is based on. */
export function inherited<Said>(
  { byId }: WordStyles,
  id: string,
  said: (style: WordStyle) => Said | undefined,
): Said | undefined {
  let current = byId.get(id);
  for (let step = 0; current !== undefined && step < longestChain; step++) {
    const value = said(current);
    if (value !== undefined) return value;
    current = byId.get(current.basedOn);
  }
  return undefined;
}

/** Whether an element that is there is on: `w:val` may say no. */
export const isOn = (attributes: string): boolean =>
  !['0', 'false', 'off'].includes(readAttributes(attributes).get('w:val') ?? '');

function readStyle(body: string): WordStyle {
  const fonts = fontsIn(body);
  const vanish = /<w:vanish\b([^>]*)>/.exec(body);
  return {
    basedOn: readAttributes(/<w:basedOn\b([^>]*)>/.exec(body)?.[1] ?? '').get('w:val') ?? '',
    ...(fonts && { fonts }),
    ...(vanish && { isHidden: isOn(vanish[1] ?? '') }),
  };
}

function fontsIn(xml: string): ReadonlyMap<string, string> | undefined {
  const tag = /<w:rFonts\b([^>]*)>/.exec(xml)?.[1];
  return tag === undefined ? undefined : readAttributes(tag);
}
