// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { type TemplateFault, TemplateRefused } from '../../shared/domain/template-fault.ts';
import { readContainer } from '../../shared/engines/docx/container.ts';
import { writeContainer } from '../../shared/engines/docx/container-writer.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import {
  type DocxContent,
  docx,
  docxFiles,
  externalLink,
  p,
  relationships,
  type ZipFile,
  zipOf,
} from '../support/docx.ts';
import { partOf } from '../support/docx-text.ts';

const MB = 1024 * 1024;

function codesOf(bytes: Buffer): string[] {
  try {
    openDocx(bytes);
    return [];
  } catch (error) {
    if (!(error instanceof TemplateRefused)) throw error;
    for (const fault of error.faults) expect(fault.message).toMatch(/^\p{Lu}.*[.)]$/su);
    return error.faults.map((fault) => fault.code);
  }
}

/** The files of a plain document, some of them changed or added. */
function zipWith(...changes: ZipFile[]): Buffer {
  const files = [...docxFiles({ body: p('text') })].map(([name, content]): ZipFile => ({ name, content }));
  const changed = new Map(changes.map((change) => [change.name, change]));
  const kept = files.map((file) => changed.get(file.name) ?? file);
  return zipOf([...kept, ...changes.filter((change) => !files.some((file) => file.name === change.name))]);
}

const withFiles = (files: DocxContent['files'], more: Partial<DocxContent> = {}): Buffer =>
  docx({ body: p('text'), ...more, ...(files ? { files } : {}) });

describe('documents that pass', () => {
  it('opens a plain document and names its text parts', () => {
    const opened = openDocx(
      docx({ body: p('b'), header: p('h'), footer: p('f'), footnote: p('n'), endnote: p('e') }),
    );
    expect(opened.textParts.map(({ name, part }) => [name, part])).toEqual([
      ['word/document.xml', 'body'],
      ['word/header1.xml', 'header'],
      ['word/footer1.xml', 'footer'],
      ['word/footnotes1.xml', 'footnotes'],
      ['word/endnotes1.xml', 'endnotes'],
    ]);
  });

  test.each(['word/document2.xml', 'text/body.xml', 'document.xml'])('finds the body at %s', (mainPart) => {
    const opened = openDocx(docx({ body: p('b'), header: p('h'), mainPart }));
    expect(opened.textParts.map(({ part }) => part)).toEqual(['body', 'header']);
    expect(opened.textParts[0]?.name).toBe(mainPart);
  });

  test.each([
    'https://example.com',
    'http://example.com',
    'mailto:a@example.com',
    'TEL:+2348031234567',
    '',
    '#top',
  ])('allows the link %j', (target) => {
    expect(codesOf(docx({ body: p('b'), relationships: externalLink('hyperlink', target) }))).toEqual([]);
  });

  it('accepts folders, stored entries and a byte order mark', () => {
    const body = docxFiles({ body: p('text') }).get('word/document.xml') ?? '';
    const bytes = zipWith(
      { name: 'word/', content: '', method: 0 },
      { name: 'word/document.xml', content: `\uFEFF${String(body)}`, method: 0 },
    );
    expect(openDocx(bytes).textParts[0]?.xml).toContain('text');
  });

  it('removes the link to an attached template, in the relationships and in the settings', () => {
    const bytes = withFiles({
      'word/settings.xml':
        '<w:settings xmlns:w="x"><w:attachedTemplate r:id="rX"/><w:zoom w:percent="100"/></w:settings>',
      'word/_rels/settings.xml.rels': relationships(
        externalLink('attachedTemplate', 'file:///C:/Users/x/Normal.dotm'),
      ),
    });
    const opened = openDocx(bytes);
    expect(opened.removedLinks).toEqual(['file:///C:/Users/x/Normal.dotm']);
    const cleaned = writeContainer(opened.entries);
    expect(partOf(cleaned, 'word/_rels/settings.xml.rels')).not.toContain('Normal.dotm');
    expect(partOf(cleaned, 'word/settings.xml')).toBe(
      '<w:settings xmlns:w="x"><w:zoom w:percent="100"/></w:settings>',
    );
    expect(codesOf(cleaned)).toEqual([]);
  });
});

describe('what an opened document offers', () => {
  const utf16 = (xml: string): Buffer => Buffer.from(`\uFEFF${xml}`, 'utf16le');
  const link = (target: string): string => externalLink('hyperlink', target);

  it('reads comments as text, after everything else', () => {
    const opened = openDocx(docx({ body: p('b'), comment: p('c'), endnote: p('e') }));
    expect(opened.textParts.map(({ part }) => part)).toEqual(['body', 'endnotes', 'comments']);
  });

  it('hands UTF-16 over as text that says UTF-8, and keeps the packed bytes of the part', () => {
    const body = String(docxFiles({ body: p('Kòmbò ₦') }).get('word/document.xml'));
    const bytes = withFiles({ 'word/document.xml': utf16(body.replace('UTF-8', 'UTF-16')) });
    const opened = openDocx(bytes);
    expect(opened.textParts[0]?.xml).toBe(body);
    expect(opened.entries.find(({ name }) => name === 'word/document.xml')?.packed).toEqual(
      readContainer(bytes).find(({ name }) => name === 'word/document.xml')?.packed,
    );
  });

  it('unpacks any part again, in whatever letter case it is asked for', () => {
    const opened = openDocx(withFiles({ 'word/Styles.xml': '\uFEFF<w:styles xmlns:w="x"/>' }));
    expect(opened.xmlOf('WORD/styles.XML')).toBe('<w:styles xmlns:w="x"/>');
    expect(opened.xmlOf('word/none.xml')).toBeUndefined();
  });

  test.each<[string, DocxContent['files'], string, string]>([
    [
      'charts',
      { 'word/charts/chart1.xml': '<c:c xmlns:c="c" xmlns:a="a"><a:t>Of ${year}</a:t></c:c>' },
      '',
      'chart',
    ],
    [
      'figures of charts',
      { 'word/charts/chart1.xml': '<c:c xmlns:c="c"><c:v>${amount}</c:v></c:c>' },
      '',
      'chart',
    ],
    [
      'diagrams',
      { 'word/diagrams/data1.xml': '<d:d xmlns:d="d" xmlns:a="a"><a:t>${a}</a:t></d:d>' },
      '',
      'diagram',
    ],
    ['document properties', { 'docProps/app.xml': '<P><Company>${firm}</Company></P>' }, '', 'properties'],
    ['link addresses', {}, link('https://example.com/${a}'), 'link'],
    ['link addresses as Word escapes them', {}, link('https://example.com/$%7Ba%7D'), 'link'],
  ])('lists %s with a placeholder as parts for plain values', (_, files, relationshipsXml, part) => {
    const opened = openDocx(docx({ body: p('b'), files: files ?? {}, relationships: relationshipsXml }));
    expect(opened.plainParts.map((plain) => plain.part)).toEqual([part]);
    expect(opened.plainParts[0]?.xml).toMatch(/\$(\{|%7B)/);
  });

  it('lists no part for plain values when none has a placeholder', () => {
    const opened = openDocx(
      withFiles({ 'word/charts/chart1.xml': '<c:c xmlns:c="c" xmlns:a="a"><a:t>$5 {x}</a:t></c:c>' }),
    );
    expect(opened.plainParts).toEqual([]);
  });
});

describe('where faults are', () => {
  const faultsOf = (bytes: Buffer): TemplateFault[] => {
    try {
      openDocx(bytes);
      return [];
    } catch (error) {
      return error instanceof TemplateRefused ? [...error.faults] : [];
    }
  };
  const field = (code: string): string => `<w:p><w:fldSimple w:instr="${code}"/></w:p>`;

  it('names the part, the paragraph and the table cell of a forbidden field', () => {
    const cell = `<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>${field('DDEAUTO x')}</w:tc></w:tr></w:tbl>`;
    const faults = faultsOf(docx({ body: p('one') + cell, footer: p('a') + p('b') + field('RD x') }));
    expect(faults.map(({ code, where }) => [code, where])).toEqual([
      [
        'forbidden-field',
        { part: 'body', paragraph: 3, cell: { table: 1, row: 1, column: 2 }, around: 'DDEAUTO x' },
      ],
      ['forbidden-field', { part: 'footer', paragraph: 3, around: 'RD x' }],
    ]);
  });

  it('collects the faults of all parts', () => {
    const settings = '<w:settings xmlns:w="x"><w:docVar w:val="${a}"/></w:settings>';
    const bytes = withFiles({ 'word/settings.xml': settings }, { body: field('LINK a') + field('REF ${b}') });
    expect(faultsOf(bytes).map(({ code }) => code)).toEqual([
      'forbidden-field',
      'unfillable-place',
      'unfillable-place',
    ]);
  });
});

describe('other files', () => {
  const compound = (stream: string): Buffer =>
    Buffer.concat([
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      Buffer.alloc(512),
      Buffer.from(stream, 'utf16le'),
      Buffer.alloc(512),
    ]);
  const otherPackage = (type: string, target: string): Buffer =>
    withFiles({
      '[Content_Types].xml': `<Types><Default Extension="rels" ContentType="r"/><Override PartName="/${target}" ContentType="${type}"/></Types>`,
      '_rels/.rels': relationships(
        `<Relationship Id="a" Type="http://x/officeDocument" Target="${target}"/>`,
      ),
      [target]: '<workbook/>',
    });
  const word = 'application/vnd.openxmlformats-officedocument';

  test.each<[string, Buffer, string]>([
    ['an empty file', Buffer.alloc(0), 'empty-file'],
    ['a file over 10 MB', Buffer.alloc(10 * MB + 1), 'file-too-large'],
    ['a file of exactly 10 MB of zeros', Buffer.alloc(10 * MB), 'not-docx'],
    ['random bytes', Buffer.from('any bytes at all, but not a document'), 'not-docx'],
    ['one byte', Buffer.from('P'), 'not-docx'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'not-docx'],
    ['an RTF file', Buffer.from('{\\rtf1 text}'), 'not-docx'],
    ['a web page', Buffer.from('<!DOCTYPE html><html></html>'), 'not-docx'],
    ['an old .doc file', compound('WordDocument'), 'old-word-format'],
    ['an encrypted document', compound('EncryptedPackage'), 'password-protected'],
    [
      'an ODT file',
      zipOf([{ name: 'mimetype', content: 'application/vnd.oasis.opendocument.text', method: 0 }]),
      'not-docx',
    ],
    [
      'a renamed workbook',
      otherPackage(`${word}.spreadsheetml.sheet.main+xml`, 'xl/workbook.xml'),
      'not-docx',
    ],
    [
      'a Word template file',
      otherPackage(`${word}.wordprocessingml.template.main+xml`, 'word/document.xml'),
      'not-docx',
    ],
    [
      'a macro document',
      otherPackage('application/vnd.ms-word.document.macroEnabled.main+xml', 'word/document.xml'),
      'has-macros',
    ],
    ['a document with a macro part', withFiles({ 'word/vbaProject.bin': 'x' }), 'has-macros'],
    [
      'a document with a hidden macro part',
      withFiles(
        { 'word/a.bin': 'x' },
        { contentTypes: '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>' },
      ),
      'has-macros',
    ],
    ['a zip of something else', zipOf([{ name: 'a.txt', content: 'x' }]), 'not-docx'],
    ['a document without a body', withFiles({ '_rels/.rels': relationships('') }), 'not-docx'],
  ])('refuses %s', (_, bytes, code) => {
    expect(codesOf(bytes)).toEqual([code]);
  });
});

describe('damaged and hostile containers', () => {
  const plain = docx(p('text'));
  const patch = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = Buffer.from(plain);
    change(bytes);
    return bytes;
  };

  test.each<[string, Buffer, string]>([
    ['half a file', plain.subarray(0, plain.length / 2), 'damaged-file'],
    ['a file without its last byte', plain.subarray(0, -1), 'damaged-file'],
    ['bytes before the container', Buffer.concat([Buffer.from('PK\x03\x04'), plain]), 'damaged-file'],
    ['bytes after the container', Buffer.concat([plain, Buffer.from('x')]), 'damaged-file'],
    ['a comment', patch((bytes) => bytes.writeUInt16LE(1, bytes.length - 2)), 'damaged-file'],
    [
      'a wrong number of entries',
      patch((bytes) => bytes.writeUInt16LE(3, bytes.length - 12)),
      'damaged-file',
    ],
    ['several disks', patch((bytes) => bytes.writeUInt16LE(1, bytes.length - 18)), 'damaged-file'],
    ['a wrong checksum', zipWith({ name: 'a.xml', content: '<a/>', crc: 1 }), 'damaged-file'],
    [
      'a stated size that is too small',
      zipWith({ name: 'a.xml', content: Buffer.alloc(5000), statedSize: 10 }),
      'damaged-file',
    ],
    [
      'a stated size of nothing',
      zipWith({ name: 'a.xml', content: Buffer.alloc(5000), statedSize: 0 }),
      'damaged-file',
    ],
    [
      'a stated size that is too large',
      zipWith({ name: 'a.xml', content: 'x', statedSize: 10 }),
      'damaged-file',
    ],
    ['an unknown compression', zipWith({ name: 'a.bin', content: 'x', method: 93 }), 'damaged-file'],
    ['two names for one entry', zipWith({ name: 'a.bin', content: 'x', localName: 'b.bin' }), 'damaged-file'],
    [
      'two entries over the same bytes',
      zipWith(
        { name: '[Content_Types].xml', content: 'x', offset: 0 },
        { name: 'a.bin', content: 'x', offset: 0, localName: '[Content_Types].xml' },
      ),
      'damaged-file',
    ],
    ['an encrypted entry', zipWith({ name: 'a.bin', content: 'x', flags: 1 }), 'password-protected'],
    [
      'a link',
      zipWith({ name: 'a.bin', content: '/etc/passwd', externalAttributes: 0o120777 * 65536 }),
      'unsafe-part-name',
    ],
    [
      'the same name twice',
      zipOf(
        [...docxFiles({ body: '' })].flatMap(([name, content]) => [
          { name, content },
          { name, content },
        ]),
      ),
      'duplicate-part',
    ],
    [
      'names that differ in case only',
      zipWith({ name: 'WORD/Document.xml', content: '<a/>' }),
      'duplicate-part',
    ],
  ])('refuses %s', (_, bytes, code) => {
    expect(codesOf(bytes)).toEqual([code]);
  });

  test.each([
    '../evil.xml',
    'word/../../evil.xml',
    '/etc/evil.xml',
    'C:evil.xml',
    'word\\evil.xml',
    'a\u0000b.xml',
    'a\u202eb.xml',
    'x'.repeat(300),
  ])('refuses the part name %j', (name) => {
    expect(codesOf(zipWith({ name, content: 'x' }))).toEqual(['unsafe-part-name']);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty'])('keeps calm about the part name %s', (name) => {
    expect(codesOf(zipWith({ name, content: 'x' }))).toEqual(['unsupported-part']);
    expect(codesOf(zipWith({ name: `${name}.xml`, content: '<a/>' }))).toEqual([]);
  });

  it('accepts 2,000 entries and refuses 2,001', () => {
    const extra = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `x/${index}.xml`, content: '<a/>', method: 0 }));
    const own = docxFiles({ body: '' }).size;
    expect(codesOf(zipWith(...extra(2000 - own)))).toEqual([]);
    expect(codesOf(zipWith(...extra(2001 - own)))).toEqual(['too-many-parts']);
  });

  it('refuses parts that unpack to more than 20 MB, 80 MB together, 40 MB of XML', () => {
    const bomb = Buffer.alloc(20 * MB + 1, ' ');
    const name = 'a.xml';
    expect(codesOf(zipWith({ name, content: bomb }))).toEqual(['unpacks-too-large']);
    expect(codesOf(zipWith({ name, content: bomb, statedSize: 20 * MB }))).toEqual(['unpacks-too-large']);
    const large = Buffer.alloc(17 * MB, ' ');
    large.write('<a/>', 'latin1');
    const parts = (count: number): ZipFile[] =>
      Array.from({ length: count }, (_, index) => ({ name: `${index}.xml`, content: large }));
    expect(codesOf(zipWith(...parts(2)))).toEqual([]);
    expect(codesOf(zipWith(...parts(3)))).toEqual(['unpacks-too-large']);
    expect(codesOf(zipWith(...parts(5)))).toEqual(['unpacks-too-large']);
  });

  it('reads what it writes', () => {
    const entries = readContainer(plain);
    const written = writeContainer(entries);
    expect(readContainer(written).map(({ name, crc }) => [name, crc])).toEqual(
      entries.map(({ name, crc }) => [name, crc]),
    );
    expect(writeContainer(readContainer(written)).equals(written)).toBe(true);
  });
});

describe('hostile content', () => {
  const body = String(docxFiles({ body: p('text') }).get('word/document.xml'));

  test.each<[string, DocxContent['files'], string]>([
    [
      'a DOCTYPE',
      { 'word/document.xml': body.replace('?>\n', '?>\n<!DOCTYPE x [<!ENTITY a "b">]>') },
      'has-doctype',
    ],
    ['a DOCTYPE in another part', { 'customXml/item1.xml': '<!DOCTYPE a><a/>' }, 'has-doctype'],
    [
      'a DOCTYPE in relationships',
      { 'customXml/_rels/item1.xml.rels': '<?xml version="1.0"?><!DOCTYPE a><a/>' },
      'has-doctype',
    ],
    [
      'UTF-16 that says UTF-8',
      { 'word/document.xml': Buffer.from(`\uFEFF${body}`, 'utf16le') },
      'unsupported-encoding',
    ],
    [
      'another declared encoding',
      { 'word/document.xml': body.replace('UTF-8', 'UTF-7') },
      'unsupported-encoding',
    ],
    [
      'bytes that are no UTF-8',
      { 'word/document.xml': Buffer.from(body.replace('text', '\xe9'), 'latin1') },
      'unsupported-encoding',
    ],
    ['another prefix for Word', { 'word/document.xml': body.replaceAll('w:', 'x:') }, 'unusual-namespaces'],
    ['broken relationships', { 'word/_rels/document.xml.rels': '<Relationships>' }, 'damaged-file'],
  ])('refuses %s', (_, files, code) => {
    expect(codesOf(withFiles(files))).toEqual([code]);
  });

  test.each([
    ['image', 'http://example.com/a.png'],
    ['image', 'file:///etc/passwd'],
    ['oleObject', 'http://example.com/a'],
    ['aFChunk', 'http://example.com/a.html'],
    ['subDocument', 'other.docx'],
    ['hyperlink', 'javascript:alert(1)'],
    ['hyperlink', 'file:///C:/a.docx'],
    ['hyperlink', '\\\\server\\share'],
    ['hyperlink', 'data:text/html,x'],
    ['hyperlink', ' javascript:x'],
  ])('refuses an outside %s at %s', (kind, target) => {
    expect(codesOf(docx({ body: p('b'), relationships: externalLink(kind, target) }))).toEqual([
      'external-link',
    ]);
  });

  it('sees an outside link however it is written', () => {
    const link = `<x:Relationship xmlns:x="y"\n TargetMode = 'external' Target='&#x66;ile:///a' Type='http://x/image' Id='r'></x:Relationship>`;
    expect(codesOf(docx({ body: p('b'), relationships: link }))).toEqual(['external-link']);
  });

  it('reports every outside link and quotes its address', () => {
    const two = externalLink('image', 'http://a.example') + externalLink('hyperlink', 'javascript:1');
    try {
      openDocx(docx({ body: p('b'), relationships: two }));
      expect.unreachable();
    } catch (error) {
      const faults = error instanceof TemplateRefused ? error.faults : [];
      expect(faults.map((fault) => fault.where?.around)).toEqual(['http://a.example', 'javascript:1']);
    }
  });
});
