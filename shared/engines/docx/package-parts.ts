import { readAttributes, scanXml, XmlDamage } from './xml-scan.ts';

/** The content types of a package, by part name and by file extension, both in lower case. */
export interface ContentTypes {
  overrides: Map<string, string>;
  defaults: Map<string, string>;
}

/** One entry of a `.rels` part, with its place in the XML so that it can be removed. */
export interface Relationship {
  id: string;
  /** Last word of the type address: `hyperlink`, `header`, `officeDocument`. */
  kind: string;
  target: string;
  external: boolean;
  start: number;
  end: number;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Calls `visit` with the attributes of each start tag of that name, whatever its prefix. */
function eachTag(
  xml: string,
  wanted: string,
  visit: (attributes: Map<string, string>, start: number, end: number) => void,
): void {
  scanXml(xml, {
    open(name, start, end, selfClosing) {
      if (localName(name) !== wanted) return;
      // An element written as a pair is removed up to its end tag, so include an empty pair.
      const closing = selfClosing ? null : /^\s*<\/[^>]*>/.exec(xml.slice(end, end + 200));
      visit(readAttributes(xml.slice(start, end)), start, end + (closing?.[0].length ?? 0));
    },
    close() {},
    text() {},
  });
}

/** Reads `[Content_Types].xml`. @throws XmlDamage */
export function readContentTypes(xml: string): ContentTypes {
  const types: ContentTypes = { overrides: new Map(), defaults: new Map() };
  eachTag(xml, 'Override', (attributes) => {
    const name = (attributes.get('PartName') ?? '').replace(/^\//, '');
    put(types.overrides, name, attributes.get('ContentType') ?? '');
  });
  eachTag(xml, 'Default', (attributes) => {
    put(types.defaults, attributes.get('Extension') ?? '', attributes.get('ContentType') ?? '');
  });
  return types;
}

/** Two answers to one question would let two programs see two documents. */
function put(types: Map<string, string>, key: string, type: string): void {
  const known = types.get(key.toLowerCase());
  if (known !== undefined && known !== type) throw new XmlDamage(`${key} has two content types`);
  types.set(key.toLowerCase(), type);
}

/** The content type of a part; empty when the package does not say. */
export function contentTypeOf(types: ContentTypes, name: string): string {
  const plain = name.toLowerCase();
  return types.overrides.get(plain) ?? types.defaults.get(plain.slice(plain.lastIndexOf('.') + 1)) ?? '';
}

/** Reads a `.rels` part. @throws XmlDamage */
export function readRelationships(xml: string): Relationship[] {
  const relationships: Relationship[] = [];
  eachTag(xml, 'Relationship', (attributes, start, end) => {
    const type = attributes.get('Type') ?? '';
    relationships.push({
      id: attributes.get('Id') ?? '',
      kind: type.slice(type.lastIndexOf('/') + 1),
      target: attributes.get('Target') ?? '',
      external: (attributes.get('TargetMode') ?? '').toLowerCase() === 'external',
      start,
      end,
    });
  });
  return relationships;
}

/** Name of the `.rels` part that belongs to a part; `''` is the package itself. */
export function relationshipsName(part: string): string {
  const slash = part.lastIndexOf('/');
  return `${part.slice(0, slash + 1)}_rels/${part.slice(slash + 1)}.rels`;
}

/** The part a relationship of `source` points to, without a leading slash. */
export function resolveTarget(source: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  const base = path.startsWith('/') ? [] : source.split('/').slice(0, -1);
  for (const segment of path.split('/')) {
    if (segment === '..') base.pop();
    else if (segment !== '' && segment !== '.') base.push(segment);
  }
  return base.join('/');
}
