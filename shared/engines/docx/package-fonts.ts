import { refuse } from '../../domain/template-fault.ts';
import { clearFont, isSoundFont } from './embedded-font.ts';
import type { PackageLinks } from './package-links.ts';
import { resolveTarget } from './package-parts.ts';
import type { PackageReader } from './package-reader.ts';
import { readAttributes, scanXml } from './xml-scan.ts';

/** Word uses a font part for one style of one font, so it has one key. */
const MOST_KEYS = 4;

/**
 * The keys of the embedded fonts, by the name of the font's part in lower case, as the font table has them.
 *
 * @throws XmlDamage
 */
export function readFontKeys(parts: PackageReader, links: PackageLinks): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const { source, relationships } of links.sources) {
    const fonts = relationships.filter((link) => link.kind === 'font');
    const xml = fonts.length > 0 ? parts.xmlOf(source) : undefined;
    if (xml === undefined) continue;
    const byId = embeddings(xml);
    for (const { id, target } of fonts) {
      const name = resolveTarget(source, target).toLowerCase();
      keys.set(name, [...(keys.get(name) ?? []), ...(byId.get(id) ?? [])].slice(0, MOST_KEYS + 1));
    }
  }
  return keys;
}

/** Keys by relationship, from `<w:embedRegular r:id="…" w:fontKey="{…}"/>` and its sisters. */
function embeddings(xml: string): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  scanXml(xml, {
    open(name, start, end) {
      if (!/:embed(?:Regular|Bold|Italic|BoldItalic)$/.test(name)) return;
      const attributes = readAttributes(xml.slice(start, end));
      const id = attributes.get('r:id') ?? '';
      const known = keys.get(id) ?? [];
      keys.set(id, known);
      if (known.length <= MOST_KEYS) known.push(attributes.get('w:fontKey') ?? '');
    },
    close() {},
    text() {},
  });
  return keys;
}

/** Checks an embedded font, obfuscated or not. @throws TemplateRefused */
export function checkFont(content: Buffer, name: string, keys: readonly string[]): void {
  const isObfuscated = /\.odttf$/i.test(name);
  const candidates = isObfuscated ? keys.map((key) => clearFont(content, key)) : [content];
  const number = candidates.length;
  if (number > 0 && number <= MOST_KEYS && candidates.every((font) => font !== null && isSoundFont(font)))
    return;
  refuse(
    'damaged-font',
    'A font embedded in the document is damaged. In Word switch off “Embed fonts in the file” and save it again.',
    name,
  );
}
