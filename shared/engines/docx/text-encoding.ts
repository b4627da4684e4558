import { isAscii, isUtf8 } from 'node:buffer';
import { refuse } from '../../domain/template-fault.ts';

type Utf16 = 'utf-16le' | 'utf-16be';

/** What a part may say about itself in its first line, by how its bytes are written. */
const DECLARED_AS: Record<'utf-8' | Utf16, RegExp> = {
  'utf-8': /^(?:utf-8|us-ascii)$/i,
  'utf-16le': /^utf-16(?:le)?$/i,
  'utf-16be': /^utf-16(?:be)?$/i,
};
const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*["']1\.0["'](?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*["']([A-Za-z][\w.-]*)["'])?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*["'](?:yes|no)["'])?[ \t\r\n]*\?>/;
/** A first line longer than this is no XML declaration. */
const DECLARATION_LENGTH = 300;
const UTF8_MARK = '\u00ef\u00bb\u00bf';

/**
 * The bytes of an XML part as UTF-8 without byte order mark: as they are, or converted from UTF-16, which Word reads
 * but never writes. A converted part says UTF-8 in its first line.
 *
 * @param name for the refusal
 * @throws TemplateRefused for every other encoding and for bytes that are not what they claim to be
 */
export function asUtf8(content: Buffer, name: string): Buffer {
  const wide = utf16Of(content);
  const bytes = wide ? fromUtf16(content, wide, name) : withoutMark(content);
  // UTF-32, and UTF-16 without any sign of it, show themselves by their zeros.
  if (bytes.subarray(0, 4).includes(0) || !isUtf8(bytes)) refuseEncoding(name);
  const start = bytes.toString('latin1', 0, DECLARATION_LENGTH);
  if (!/^<\?xml[ \t\r\n]/.test(start)) return bytes;
  const declaration = DECLARATION.exec(start);
  if (!declaration) return refuseEncoding(name);
  const declared = declaration[1];
  if (declared === undefined) return bytes;
  if (!DECLARED_AS[wide ?? 'utf-8'].test(declared)) refuseEncoding(name);
  if (/ascii/i.test(declared) && !isAscii(bytes)) refuseEncoding(name);
  return wide ? declareUtf8(bytes, declaration[0]) : bytes;
}

/** The byte order of UTF-16, by its mark or by how `<?` is written; null for anything else. */
function utf16Of(content: Buffer): Utf16 | null {
  const start = content.toString('hex', 0, 4);
  if (start.startsWith('fffe') || start === '3c003f00') return 'utf-16le';
  if (start.startsWith('feff') || start === '003c003f') return 'utf-16be';
  return null;
}

function fromUtf16(content: Buffer, order: Utf16, name: string): Buffer {
  if (content.length % 2 !== 0) refuseEncoding(name);
  const little = order === 'utf-16le' ? content : Buffer.from(content).swap16();
  const text = little.toString('utf16le');
  if (!text.isWellFormed()) refuseEncoding(name);
  return Buffer.from(text.replace(/^\uFEFF/, ''), 'utf8');
}

function withoutMark(content: Buffer): Buffer {
  return content.toString('latin1', 0, 3) === UTF8_MARK ? content.subarray(3) : content;
}

function declareUtf8(bytes: Buffer, declaration: string): Buffer {
  const corrected = declaration.replace(/encoding([ \t\r\n]*=[ \t\r\n]*)["'][^"']*["']/, 'encoding$1"UTF-8"');
  return Buffer.concat([Buffer.from(corrected, 'latin1'), bytes.subarray(declaration.length)]);
}

function refuseEncoding(name: string): never {
  return refuse(
    'unsupported-encoding',
    'The document does not store its text as UTF-8 or UTF-16. Open it in Word and save it again.',
    name,
  );
}
