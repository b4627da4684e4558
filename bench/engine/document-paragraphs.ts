import PizZip from 'pizzip';
import { pictureMark } from './templates/expected-text.ts';

const parts = ['word/document.xml', 'word/header1.xml', 'word/footer1.xml'];

/** The texts of all paragraphs of a Word file that are not empty: body, header, footer. */
export function documentParagraphs(bytes: Buffer): string[] {
  const zip = new PizZip(bytes);
  return parts
    .flatMap((name) => {
      const xml = zip.file(name)?.asText();
      if (xml === undefined) throw new Error(`${name} is missing`);
      return xml.split('</w:p>').map(paragraphText);
    })
    .filter((text) => text.trim() !== '');
}

const pieces = /<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<w:(?:tab|br)\/>|<w:drawing[\s>]/g;

function paragraphText(xml: string): string {
  return [...xml.matchAll(pieces)]
    .map(([piece, text]) => {
      if (text !== undefined) return unescapeXml(text);
      return piece.startsWith('<w:drawing') ? pictureMark : ' ';
    })
    .join('');
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return named[name] ?? whole;
      return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
    },
  );
