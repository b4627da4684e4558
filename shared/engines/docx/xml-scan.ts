import { DOCX_LIMITS } from './limits.ts';

/** What a scan meets; offsets count UTF-16 units of the XML text, `end` is exclusive. */
interface XmlVisitor {
  /** A start tag; `selfClosing` ones get no `close`. */
  open(name: string, start: number, end: number, selfClosing: boolean): void;
  close(name: string, start: number, end: number): void;
  /** Character data between tags, entities not decoded. */
  text(start: number, end: number): void;
  /** A comment or processing instruction, the XML declaration excepted. */
  aside?(start: number, end: number): void;
}

/** The XML is not well-formed, or uses what no Word file does (DOCTYPE, CDATA). */
export class XmlDamage extends Error {
  override readonly name = 'XmlDamage';
}

const NAME_END = /[\s/>]/g;

/**
 * Walks through an XML text in one pass, checking that tags balance. Knows no namespaces, decodes nothing.
 *
 * @throws XmlDamage
 */
export function scanXml(xml: string, visitor: XmlVisitor): void {
  const open: string[] = [];
  let position = 0;
  while (position < xml.length) {
    const start = xml.indexOf('<', position);
    if (start === -1) break;
    if (start > position) visitor.text(position, start);
    const second = xml.charCodeAt(start + 1);
    if (second === 0x21 || second === 0x3f) {
      position = asideEnd(xml, start);
      if (!(start === 0 && xml.startsWith('<?xml'))) visitor.aside?.(start, position);
      continue;
    }
    const end = tagEnd(xml, start);
    position = end;
    if (second === 0x2f) {
      const name = xml.slice(start + 2, end - 1).trimEnd();
      if (open.pop() !== name) throw new XmlDamage(`unexpected </${name}>`);
      visitor.close(name, start, end);
      continue;
    }
    NAME_END.lastIndex = start + 1;
    const name = xml.slice(start + 1, NAME_END.exec(xml)?.index ?? end);
    if (name === '') throw new XmlDamage('a tag has no name');
    const selfClosing = xml.charCodeAt(end - 2) === 0x2f;
    if (!selfClosing && open.push(name) > DOCX_LIMITS.xmlDepth)
      throw new XmlDamage('elements are nested too deeply');
    visitor.open(name, start, end, selfClosing);
  }
  if (open.length > 0) throw new XmlDamage(`<${open.at(-1) ?? ''}> is not closed`);
  if (xml.slice(position).trim() !== '') throw new XmlDamage('text stands after the last element');
}

function asideEnd(xml: string, start: number): number {
  const closing = xml.startsWith('<!--', start) ? '-->' : xml.startsWith('<?', start) ? '?>' : null;
  if (closing === null) throw new XmlDamage('the XML uses DOCTYPE or CDATA');
  const end = xml.indexOf(closing, start + 2);
  if (end === -1) throw new XmlDamage('a comment is not closed');
  return end + closing.length;
}

/** End of the tag that starts at `start`; a `>` inside quotation marks does not end it. */
function tagEnd(xml: string, start: number): number {
  let end = xml.indexOf('>', start);
  let position = start;
  while (end !== -1) {
    const quote = nextQuote(xml, position, end);
    if (quote === -1) break;
    const closing = xml.indexOf(xml.charAt(quote), quote + 1);
    if (closing === -1) throw new XmlDamage('an attribute is not closed');
    if (closing > end) end = xml.indexOf('>', closing);
    position = closing + 1;
  }
  if (end === -1) throw new XmlDamage('a tag is not closed');
  const next = xml.indexOf('<', start + 1);
  if (next !== -1 && next < end) throw new XmlDamage('a tag is not closed');
  return end + 1;
}

function nextQuote(xml: string, from: number, to: number): number {
  for (let index = from; index < to; index++) {
    const code = xml.charCodeAt(index);
    if (code === 0x22 || code === 0x27) return index;
  }
  return -1;
}

const NAMED_ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** The character an entity such as `&amp;` or `&#x24;` stands for. @throws XmlDamage */
export function decodeEntity(entity: string): string {
  const body = entity.slice(1, -1);
  const named = NAMED_ENTITIES.get(body);
  if (named !== undefined) return named;
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(body);
  const code = match ? Number.parseInt(match[1] ?? match[2] ?? '', match[1] ? 16 : 10) : Number.NaN;
  if (!(code > 0 && code <= 0x10ffff)) throw new XmlDamage(`the entity ${entity.slice(0, 20)} is unknown`);
  return String.fromCodePoint(code);
}

/** Decodes all entities of a text or attribute value. @throws XmlDamage */
export function decodeText(text: string): string {
  return text.includes('&') ? text.replace(/&[^;&]*;?/g, decodeEntity) : text;
}

/** The attributes of a start tag, values decoded. @throws XmlDamage */
export function readAttributes(tag: string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const match of tag.matchAll(/([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)) {
    attributes.set(match[1] ?? '', decodeText(match[2] ?? match[3] ?? ''));
  }
  return attributes;
}
