import type { EmulatorReply } from '../emulator.ts';

/** The XML namespace of every S3 result document. */
export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const ENTITIES = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Escapes text for element content and attribute values. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
    .replaceAll('\r', '&#13;');
}

/** Resolves the named and numeric entities of XML in one pass, so that `&amp;lt;` stays `&lt;`. */
export function unescapeXml(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (entity, name: string) => {
    if (!name.startsWith('#')) return ENTITIES.get(name) ?? entity;
    const hexadecimal = name[1] === 'x' || name[1] === 'X';
    const codePoint = Number.parseInt(name.slice(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
  });
}

/** Writes one element with text content. */
export function element(name: string, text: string | number | boolean): string {
  return `<${name}>${escapeXml(String(text))}</${name}>`;
}

/** The raw content of every `<name>` element, in document order; enough for S3's flat request documents. */
export function elementContents(xml: string, name: string): string[] {
  const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g');
  return [...xml.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** The unescaped text of the first `<name>` element. */
export function elementText(xml: string, name: string): string | undefined {
  const content = elementContents(xml, name)[0];
  return content === undefined ? undefined : unescapeXml(content);
}

/** A reply whose body is an XML document. */
export function xmlReply(
  status: number,
  document: string,
  headers: Record<string, string> = {},
): EmulatorReply {
  return {
    status,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document}`,
  };
}

/** A reply without a body. */
export function emptyReply(status: number, headers: Record<string, string> = {}): EmulatorReply {
  return { status, headers, body: '' };
}
