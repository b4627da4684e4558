import { expect, it, test } from 'vitest';
import { refuseOtherFormats, refuseOtherZips } from '../../../shared/engines/docx/file-format.ts';
import { codesOf, faultsOf } from './faults-of.ts';

const COMPOUND = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const advice = (what: string): string =>
  `The file is ${what}. Save it in Word as a Word document (.docx) and upload that.`;
const messageOf = (bytes: Buffer): string | undefined =>
  faultsOf(() => refuseOtherFormats(bytes))[0]?.message;

it('tells a compound file from its first eight bytes', () => {
  expect(codesOf(() => refuseOtherFormats(COMPOUND))).toEqual(['old-word-format']);
  expect(codesOf(() => refuseOtherFormats(COMPOUND.subarray(0, 7)))).toEqual(['not-docx']);
});

test.each<[string, Buffer, string, string]>([
  ['an empty file', Buffer.alloc(0), 'empty-file', 'The file is empty. Choose the document again.'],
  [
    'a file over 10 MB',
    Buffer.alloc(10 * 1024 * 1024 + 1),
    'file-too-large',
    'The file is larger than 10 MB. Compress its pictures in Word and save it again.',
  ],
  [
    'an old document',
    COMPOUND,
    'old-word-format',
    'The file is in the format of Word before 2007. Open it in Word and save it as a Word document (.docx).',
  ],
  [
    'an encrypted document',
    Buffer.concat([COMPOUND, Buffer.from('EncryptedPackage', 'utf16le')]),
    'password-protected',
    'The document is protected by a password. Remove the password in Word and save it.',
  ],
  [
    'an OpenDocument file',
    Buffer.from(`PK\x03\x04${'x'.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.text`),
    'not-docx',
    'The file is an OpenDocument file. Save it as a Word document (.docx) and upload that.',
  ],
  ['10 MB of zeros', Buffer.alloc(10 * 1024 * 1024), 'not-docx', advice('not a Word document')],
])('says of %s what to do', (_, bytes, code, message) => {
  expect(faultsOf(() => refuseOtherFormats(bytes))).toEqual([{ code, message }]);
});

it('lets pass what begins like a zip, be it only four bytes', () => {
  expect(codesOf(() => refuseOtherFormats(Buffer.from('PK\x03\x04')))).toEqual([]);
  expect(codesOf(() => refuseOtherFormats(Buffer.from('PK\x03')))).toEqual(['not-docx']);
  expect(codesOf(() => refuseOtherFormats(Buffer.from('xPK\x03\x04')))).toEqual(['not-docx']);
});

test.each([
  ['%PDF-1.7', 'a PDF'],
  [' %PDF-1.7', 'not a Word document'],
  ['{\\rtf1', 'an RTF document'],
  [' {\\rtf1', 'not a Word document'],
  ['\n <HTML>', 'a web page'],
  ['x<html>', 'not a Word document'],
  ['<!DOCTYPE HTML>', 'a web page'],
  ['\x89PNG', 'a picture'],
  ['\xff\xd8\xff', 'a picture'],
  ['GIF89a', 'a picture'],
  ['x\x89PNG \xff\xd8\xff GIF8', 'not a Word document'],
])('says of a file that begins with %j that it is %s', (start, what) => {
  expect(messageOf(Buffer.from(start, 'latin1'))).toBe(advice(what));
});

test.each([
  [['classes.dex'], 'an Android app'],
  [['a', 'AndroidManifest.xml'], 'an Android app'],
  [['meta-inf/manifest.mf'], 'a Java program'],
  [['META-INF/container.xml'], 'an e-book (EPUB)'],
  [['Index/Document.iwa'], 'an Apple Pages document'],
  [['index.xml'], 'an Apple Pages document'],
  [['buildVersionHistory.plist'], 'an Apple Pages document'],
  [
    [
      'xAndroidManifest.xml',
      'xclasses.dex',
      'xMETA-INF/MANIFEST.MF',
      'xMETA-INF/container.xml',
      'xindex.xml',
    ],
    'not a Word document',
  ],
  [
    [
      'AndroidManifest.xml2',
      'classes.dex2',
      'META-INF/MANIFEST.MF2',
      'META-INF/container.xml2',
      'index.xml2',
    ],
    'not a Word document',
  ],
  [[], 'not a Word document'],
])('says of a zip of %j that it is %s', (names, what) => {
  expect(faultsOf(() => refuseOtherZips(names))).toEqual([{ code: 'not-docx', message: advice(what) }]);
});

it('lets pass a zip with content types, whatever their letter case', () => {
  expect(codesOf(() => refuseOtherZips(['classes.dex', '[CONTENT_types].XML']))).toEqual([]);
});
