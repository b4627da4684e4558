import { refuse } from '../../domain/template-fault.ts';
import { DOCX_LIMITS } from './limits.ts';

const ZIP_START = 0x504b0304;
const COMPOUND_START = 0xd0cf11e0;
const OTHER_ZIPS: readonly [RegExp, string][] = [
  [/^AndroidManifest\.xml$|^classes\.dex$/i, 'an Android app'],
  [/^META-INF\/MANIFEST\.MF$/i, 'a Java program'],
  [/^META-INF\/container\.xml$/i, 'an e-book (EPUB)'],
  [/^(?:Index\/Document\.iwa|index\.xml|buildVersionHistory\.plist)$/i, 'an Apple Pages document'],
];
const OTHER_FORMATS: readonly [RegExp, string][] = [
  [/^%PDF-/, 'a PDF'],
  [/^\{\\rtf/, 'an RTF document'],
  [/^\s*<(?:!doctype html|html)/i, 'a web page'],
  [/^\x89PNG|^\xFF\xD8\xFF|^GIF8/, 'a picture'],
];

/**
 * Refuses by the first bytes, whatever the file is called: empty, too large, another format, or an older or
 * encrypted Office file. What passes is at least a zip.
 *
 * @throws TemplateRefused
 */
export function refuseOtherFormats(bytes: Buffer): void {
  if (bytes.length === 0) refuse('empty-file', 'The file is empty. Choose the document again.');
  if (bytes.length > DOCX_LIMITS.fileBytes) {
    const limit = DOCX_LIMITS.fileBytes / 1024 / 1024;
    refuse(
      'file-too-large',
      `The file is larger than ${limit} MB. Compress its pictures in Word and save it again.`,
    );
  }
  if (bytes.length >= 8 && bytes.readUInt32BE(0) === COMPOUND_START) refuseCompoundFile(bytes);
  if (bytes.length >= 4 && bytes.readUInt32BE(0) === ZIP_START) {
    refuseOpenDocument(bytes);
    return;
  }
  const start = bytes.toString('latin1', 0, 64);
  const format = OTHER_FORMATS.find(([pattern]) => pattern.test(start))?.[1] ?? 'not a Word document';
  refuse('not-docx', `The file is ${format}. Save it in Word as a Word document (.docx) and upload that.`);
}

/** Encrypted DOCX files and the formats before 2007 share one container; its stream names tell them apart. */
function refuseCompoundFile(bytes: Buffer): never {
  if (bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))) {
    return refuse(
      'password-protected',
      'The document is protected by a password. Remove the password in Word and save it.',
    );
  }
  return refuse(
    'old-word-format',
    'The file is in the format of Word before 2007. Open it in Word and save it as a Word document (.docx).',
  );
}

function refuseOpenDocument(bytes: Buffer): void {
  const start = bytes.toString('latin1', 0, 160);
  if (!start.includes('mimetypeapplication/vnd.oasis.opendocument')) return;
  refuse('not-docx', 'The file is an OpenDocument file. Save it as a Word document (.docx) and upload that.');
}

/** Refuses archives without the parts of an Office file, saying what they are. @throws TemplateRefused */
export function refuseOtherZips(names: readonly string[]): void {
  if (names.some((name) => name.toLowerCase() === '[content_types].xml')) return;
  const format =
    OTHER_ZIPS.find(([pattern]) => names.some((name) => pattern.test(name)))?.[1] ?? 'not a Word document';
  refuse('not-docx', `The file is ${format}. Save it in Word as a Word document (.docx) and upload that.`);
}
