import { docx, docxFiles, p, type ZipFile, zipOf } from '../../support/docx.ts';
import { accepted, type CorpusCase, refused } from './case.ts';
import { compoundFile } from './compound-file.ts';
import { MB, plainFiles, repeatedDeflate, withFiles, workbookFiles } from './documents.ts';

const plain = (): Buffer => docx(p('text'));
const zeros = Buffer.alloc(MB);
const bomb = (more: Partial<ZipFile>): Buffer =>
  zipOf(
    plainFiles({
      name: 'customXml/item1.xml',
      content: '',
      packed: repeatedDeflate(zeros, 1000),
      statedSize: 1000 * MB,
      ...more,
    }),
  );

/** Bytes without any order, the same each time. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 0x9e3779b9;
  for (let index = 0; index < length; index++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

function patched(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(plain());
  change(bytes);
  return bytes;
}

const manyEntries = (count: number): ZipFile[] =>
  Array.from({ length: count }, (_, index) => ({ name: `x/${index}.xml`, content: '<a/>', method: 0 }));

/** A zip in a zip in a zip, sixteen of the next at each level, like 42.zip. */
function nested(levels: number): Buffer {
  if (levels === 0) return zipOf([{ name: '0.dll', content: Buffer.alloc(MB) }]);
  const inner = nested(levels - 1);
  return zipOf(Array.from({ length: 16 }, (_, index) => ({ name: `${levels}${index}.zip`, content: inner })));
}

const oneMore = (name: string): Buffer => zipOf(plainFiles({ name, content: '<a/>' }));
const rawName = (nameBytes: Buffer): Buffer => zipOf(plainFiles({ name: 'raw', nameBytes, content: '<a/>' }));

const openDocument = (kind: string): Buffer =>
  zipOf([
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${kind}`, method: 0 },
    { name: 'content.xml', content: '<office:document-content xmlns:office="o"/>' },
  ]);

function officeFile(mainType: string, more: Record<string, Buffer | string> = {}): Buffer {
  const files = docxFiles({ body: p('text') });
  const types = String(files.get('[Content_Types].xml'));
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  return withFiles({ '[Content_Types].xml': types.replace(main, mainType), ...more });
}

/** Signature of the end record of zip64 and its locator, before an ordinary end record that says “see there”. */
function zip64(): Buffer {
  const file = zipOf(manyEntries(70_000), { count: 0xffff });
  const end = file.length - 22;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(70_000n, 24);
  record.writeBigUInt64LE(70_000n, 32);
  record.writeBigUInt64LE(BigInt(file.readUInt32LE(end + 12)), 40);
  record.writeBigUInt64LE(BigInt(file.readUInt32LE(end + 16)), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(end), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([file.subarray(0, end), record, locator, file.subarray(end)]);
}

/** A second directory hides in the comment: readers that search backwards see another document. */
function secondEnd(): Buffer {
  const shadow = docx(p('another text'));
  return zipOf(plainFiles(), { comment: shadow });
}

/** Every entry of the directory points to one and the same body. */
function overlapping(count: number): Buffer {
  const body: ZipFile = { name: 'customXml/item0.xml', content: `<a>${'x'.repeat(1000)}</a>` };
  const first = plainFiles(body);
  const offset = zipOf(first).indexOf(Buffer.from(body.name)) - 30;
  const others = Array.from({ length: count }, (_, index) => ({
    ...body,
    name: `customXml/item${index + 1}.xml`,
    localName: body.name,
    packed: Buffer.alloc(0),
    offset,
  }));
  return zipOf([...first, ...others]);
}

/** Two entries overlap and each has its own correct header: the first one's stored data is the second one. */
function quoted(): Buffer {
  const inner = zipOf([{ name: 'customXml/b.xml', content: '<b/>', method: 0 }]);
  const innerHeader = inner.subarray(0, inner.indexOf(Buffer.from('PK\x01\x02', 'latin1')));
  const outer: ZipFile = { name: 'customXml/a.xml', content: innerHeader, method: 0 };
  const first = plainFiles(outer);
  const offset = zipOf(first).indexOf(innerHeader);
  return zipOf([
    ...first,
    { name: 'customXml/b.xml', content: '<b/>', method: 0, packed: Buffer.alloc(0), offset },
  ]);
}

const exactly = (bytes: number): Buffer => {
  const empty = zipOf(plainFiles({ name: 'word/media/image1.png', content: '', method: 0 })).length;
  return zipOf(
    plainFiles({ name: 'word/media/image1.png', content: Buffer.alloc(bytes - empty), method: 0 }),
  );
};

/** Containers: research/security.md 3.2, Z01 to Z40. */
export const zipCases: readonly CorpusCase[] = [
  refused('Z01', 'not-docx', 'random bytes', () => noise(5000)),
  refused('Z02', 'empty-file', 'an empty file', () => Buffer.alloc(0)),
  refused('Z03', 'not-docx', 'only the end record of a zip', () =>
    Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]),
  ),
  refused('Z04', 'damaged-file', 'half a file', () => plain().subarray(0, plain().length / 2)),
  refused('Z05', 'damaged-file', 'a file without its end record', () => plain().subarray(0, -22)),
  refused('Z06', 'unpacks-too-large', 'a bomb of 1,000 MB that says so', () => bomb({})),
  refused('Z07', 'damaged-file', 'a bomb that states 1,000 bytes', () => bomb({ statedSize: 1000 })),
  refused('Z08', 'damaged-file', 'a bomb that states 0 bytes', () => bomb({ statedSize: 0 })),
  refused('Z08b', 'damaged-file', 'a bomb that states 19 MB', () => bomb({ statedSize: 19 * MB })),
  refused('Z09', 'unpacks-too-large', 'a part that states 4 GB', () => bomb({ statedSize: 0xfffffffe })),
  refused('Z10', 'unpacks-too-large', '1,500 parts of 1 MB', () => {
    const packed = repeatedDeflate(zeros, 1);
    const part = { content: '', packed, statedSize: MB };
    return zipOf(
      plainFiles(...Array.from({ length: 1500 }, (_, index) => ({ ...part, name: `x/${index}.xml` }))),
    );
  }),
  refused('Z11', 'too-many-parts', '65,500 entries', () => zipOf(plainFiles(...manyEntries(65_500)))),
  refused('Z12', 'damaged-file', '70,000 entries by zip64', zip64),
  refused('Z13', 'damaged-file', '1,900 entries over one body', () => overlapping(1900)),
  refused('Z13b', 'damaged-file', 'an entry inside the data of another', quoted),
  refused('Z14', 'embedded-document', '12 documents in a document', () =>
    withFiles(
      Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => [`word/embeddings/d${index}.docx`, plain()]),
      ),
    ),
  ),
  refused('Z15', 'not-docx', 'zips in zips in zips', () => nested(4)),
  refused('Z15b', 'embedded-document', 'a document with zips in zips', () =>
    withFiles({ 'word/embeddings/42.zip': nested(4) }),
  ),
  ...[
    '../evil.xml',
    'word/../../evil.xml',
    '/etc/evil.xml',
    'C:evil.xml',
    'word\\evil.xml',
    '..\\evil.xml',
    'word/%2e%2e/evil.xml',
    'word/./evil.xml',
  ].map((name, index) =>
    refused(`Z16${'abcdefgh'[index]}`, 'unsafe-part-name', `the name ${name}`, () => oneMore(name)),
  ),
  refused('Z17', 'duplicate-part', 'two bodies', () =>
    zipOf([...plainFiles(), { name: 'word/document.xml', content: '<other/>' }]),
  ),
  refused('Z18', 'duplicate-part', 'a second body in other letter case', () => oneMore('WORD/Document.XML')),
  refused('Z18b', 'duplicate-part', 'a second body, percent-encoded', () => oneMore('word/%64ocument.xml')),
  refused('Z19', 'damaged-file', 'two names for the body', () => {
    const body = docxFiles({ body: p('text') }).get('word/document.xml') ?? '';
    return zipOf(plainFiles({ name: 'word/document.xml', content: body, localName: 'word/documenX.xml' }));
  }),
  refused('Z20', 'damaged-file', 'a wrong checksum', () =>
    zipOf(plainFiles({ name: 'customXml/item1.xml', content: '<a/>', crc: 1 })),
  ),
  refused('Z21', 'password-protected', 'an encrypted entry', () =>
    zipOf(plainFiles({ name: 'customXml/item1.xml', content: '<a/>', flags: 1 })),
  ),
  ...[99, 14, 93, 9].map((method, index) =>
    refused(`Z22${'abcd'[index]}`, 'damaged-file', `compression method ${method}`, () =>
      zipOf(plainFiles({ name: 'customXml/item1.xml', content: '<a/>', method })),
    ),
  ),
  refused('Z23', 'not-docx', 'a PDF before the document', () =>
    Buffer.concat([Buffer.from('%PDF-1.7\n%%EOF\n'), plain()]),
  ),
  refused('Z24', 'not-docx', 'a web page before the document', () =>
    Buffer.concat([Buffer.from('<html><script>1</script></html>'), plain()]),
  ),
  refused('Z24b', 'damaged-file', 'another zip before the document', () => Buffer.concat([plain(), plain()])),
  refused('Z25', 'damaged-file', 'a second directory in the comment', secondEnd),
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'].map((name, index) =>
    refused(`Z26${'abcd'[index]}`, 'unsupported-part', `the name ${name}`, () => oneMore(name)),
  ),
  accepted('Z26e', 'a part named __proto__.xml', () => oneMore('customXml/__proto__.xml')),
  refused('Z27', 'unsafe-part-name', 'a symbolic link', () =>
    zipOf(plainFiles({ name: 'word/l.xml', content: '/etc/passwd', externalAttributes: 0o120777 * 65536 })),
  ),
  refused('Z28a', 'unsafe-part-name', 'a zero byte in a name', () => oneMore('word/a\u0000.xml')),
  refused('Z28b', 'unsafe-part-name', 'a control character in a name', () => oneMore('word/a\u0007.xml')),
  refused('Z28c', 'unsafe-part-name', 'a name that is no UTF-8', () =>
    rawName(Buffer.from('word/\xff\xfe.xml', 'latin1')),
  ),
  refused('Z28d', 'unsafe-part-name', 'a name of 60,000 bytes', () => oneMore(`${'x'.repeat(60_000)}.xml`)),
  refused('Z28e', 'unsafe-part-name', 'a name that reads from right to left', () =>
    oneMore('word/a\u202elmx.exe'),
  ),
  refused('Z28f', 'unsafe-part-name', 'a name that ends in a dot', () => oneMore('word/document.xml.')),
  refused('Z28g', 'unsafe-part-name', 'a folder with content', () => oneMore('word/')),
  accepted('Z29', 'sizes behind the data', () =>
    zipOf(plainFiles().map((file) => ({ ...file, descriptor: true }))),
  ),
  refused('Z30', 'damaged-file', 'several disks', () => zipOf(plainFiles(), { disk: 1 })),
  refused('Z31', 'damaged-file', 'a wrong number of entries', () => zipOf(plainFiles(), { count: 3 })),
  refused('Z31b', 'damaged-file', 'hidden bytes between entries', () => {
    const file = patched(() => {});
    const directory = file.readUInt32LE(file.length - 6);
    const end = Buffer.from(file.subarray(-22));
    end.writeUInt32LE(directory + 4, 16);
    return Buffer.concat([
      file.subarray(0, directory),
      Buffer.from('hide'),
      file.subarray(directory, -22),
      end,
    ]);
  }),
  refused('Z32', 'old-word-format', 'a document of Word before 2007', () =>
    compoundFile(['WordDocument', '1Table']),
  ),
  refused('Z33', 'password-protected', 'a document with a password', () =>
    compoundFile(['EncryptionInfo', 'EncryptedPackage']),
  ),
  refused('Z34', 'not-docx', 'an RTF file', () => Buffer.from('{\\rtf1\\ansi text}')),
  refused('Z35', 'not-docx', 'a web page', () =>
    Buffer.from('<!DOCTYPE html><html><body>text</body></html>'),
  ),
  refused('Z36', 'not-docx', 'a workbook', () => zipOf(workbookFiles())),
  refused('Z37', 'not-docx', 'an OpenDocument text', () => openDocument('text')),
  refused('Z38', 'has-macros', 'a document that says it has macros', () =>
    officeFile('application/vnd.ms-word.document.macroEnabled.main+xml'),
  ),
  refused('Z38b', 'has-macros', 'a template file with macros', () =>
    officeFile('application/vnd.ms-word.template.macroEnabledTemplate.main+xml'),
  ),
  refused('Z38c', 'not-docx', 'a template file', () =>
    officeFile('application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml'),
  ),
  refused('Z39', 'not-docx', 'a Java program', () =>
    zipOf([
      { name: 'META-INF/MANIFEST.MF', content: 'Manifest-Version: 1.0\n' },
      { name: 'Main.class', content: Buffer.from('cafebabe', 'hex') },
    ]),
  ),
  refused('Z39b', 'not-docx', 'an Android app', () =>
    zipOf([
      { name: 'AndroidManifest.xml', content: Buffer.from('03000800', 'hex') },
      { name: 'classes.dex', content: 'dex\n035' },
    ]),
  ),
  refused('Z40', 'file-too-large', 'one byte over 10 MB', () => exactly(10 * MB + 1)),
  refused('Z40b', 'damaged-picture', 'exactly 10 MB, so it is read', () => exactly(10 * MB)),
];
