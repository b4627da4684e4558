import type { Finding } from './find-placeholders.ts';
import { DOCX_LIMITS } from './limits.ts';
import type { ElementNode } from './part-text.ts';
import { decodeText } from './xml-scan.ts';

const TAG = /(\$?)\$\{([^{}<>]*)\}/g;
/** Word writes the braces of a link address as `%7B` and `%7D`. */
const TAG_IN_ADDRESS = /(\$?)\$(?:\{|%7B)([^{}<>"]*?)(?:\}|%7D)/gi;

/**
 * Finds placeholders in an attribute or in text that is no paragraph: each must stand there in one piece.
 *
 * @param range offsets in `xml`
 * @throws XmlDamage when an entity is unknown
 */
export function findPlain(
  xml: string,
  range: { start: number; end: number },
  node: ElementNode,
  inAddress = false,
): Finding[] {
  const findings: Finding[] = [];
  const text = xml.slice(range.start, range.end);
  for (const match of text.matchAll(inAddress ? TAG_IN_ADDRESS : TAG)) {
    if (findings.length > DOCX_LIMITS.placeholders) break;
    const literal = match[1] !== '';
    const start = range.start + match.index;
    // Of a literal only the first sign goes.
    const end = literal ? start + 1 : start + match[0].length;
    const inside = decodeText(match[2] ?? '');
    findings.push({
      type: literal ? 'literal' : 'placeholder',
      inside: inAddress ? unescapeAddress(inside) : inside,
      around: excerptOf(text, match.index, match[0].length),
      from: 0,
      to: 0,
      node,
      start,
      replaceWith: (replacement) => [{ start, end, text: literal ? '' : replacement }],
    });
  }
  return findings;
}

function unescapeAddress(inside: string): string {
  try {
    return decodeURIComponent(inside);
  } catch {
    return inside;
  }
}

function excerptOf(text: string, index: number, length: number): string {
  return text
    .slice(Math.max(0, index - 20), index + length + 20)
    .toWellFormed()
    .slice(0, 80);
}
