// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { openDocx } from '../../../shared/engines/docx/gate.ts';
import {
  type DocxContent,
  docx,
  docxFiles,
  externalLink,
  p,
  relationships,
  zipOf,
} from '../../support/docx.ts';
import { pngHeader, pngSignature } from '../../support/pictures.ts';
import { codesOf, faultsOf } from './faults-of.ts';

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument';
const PNG = Buffer.concat([pngSignature, pngHeader(2, 3)]);
const FIELD = '<w:p><w:fldSimple w:instr="RD x"/></w:p>';
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const SRC = '<v:a xmlns:v="v" v:src="http://a.example"/>';

const link = (kind: string, target: string): string =>
  `<Relationship Id="r${kind}" Type="${OFFICE}/${kind}" Target="${target}"/>`;
const override = (name: string, type: string): string =>
  `<Override PartName="/${name}" ContentType="${type}"/>`;
const withFiles = (files: DocxContent['files'], more: Partial<DocxContent> = {}): Buffer =>
  docx({ body: p('text'), ...more, ...(files ? { files } : {}) });
const faults = (bytes: Buffer) => faultsOf(() => openDocx(bytes));
const codes = (bytes: Buffer): string[] => codesOf(() => openDocx(bytes));
const textsOf = (bytes: Buffer): string[] =>
  openDocx(bytes).textParts.map(({ name, part }) => `${part} ${name}`);
const advice = (what: string) => [
  {
    code: 'not-docx',
    message: `The file is ${what}. Save it in Word as a Word document (.docx) and upload that.`,
  },
];
const macros = (around: string) => [
  {
    code: 'has-macros',
    message: 'The document contains macros. Save it in Word as a Word document (.docx) without macros.',
    where: { around },
  },
];

/** A document whose body has another content type and name. */
const ofType = (type: string, target = 'word/document.xml'): Buffer =>
  withFiles({
    '[Content_Types].xml': `<Types>${override(target, type)}</Types>`,
    '_rels/.rels': relationships(link('officeDocument', target)),
    [target]: '<a/>',
  });

describe('what is no Word document', () => {
  test.each([
    [`${TYPES}.spreadsheetml.sheet.main+xml`, 'an Excel workbook'],
    [`${TYPES}.presentationml.presentation.main+xml`, 'a PowerPoint presentation'],
    [`${TYPES}.wordprocessingml.template.main+xml`, 'a Word template file (.dotx)'],
    ['application/xml', 'not a Word document'],
    [`${TYPES}.wordprocessingml.document.main+xml2`, 'not a Word document'],
  ])('is refused by its type %s', (type, what) => {
    expect(faults(ofType(type))).toEqual(advice(what));
  });

  test.each(['word/document.txt', 'word/document.xml.png', 'word/documentxml'])(
    'is refused as %s',
    (target) => {
      expect(faults(ofType(`${TYPES}.wordprocessingml.document.main+xml`, target))).toEqual(
        advice('not a Word document'),
      );
    },
  );

  it('is refused when nothing, or something absent or outside, is the body', () => {
    for (const xml of ['', link('officeDocument', 'word/none.xml'), link('styles', 'word/document.xml')])
      expect(faults(withFiles({ '_rels/.rels': relationships(xml) }))).toEqual(advice('not a Word document'));
    const outside = relationships(externalLink('officeDocument', 'word/document.xml'));
    expect(faults(withFiles({ '_rels/.rels': outside }))).toEqual(advice('not a Word document'));
  });

  it('is refused without relationships', () => {
    const files = [...docxFiles({ body: '' })].filter(([name]) => name !== '_rels/.rels');
    expect(faults(zipOf(files.map(([name, content]) => ({ name, content }))))).toEqual([
      {
        code: 'not-docx',
        message: 'The file is not a Word document. Save it in Word as .docx.',
        where: { around: '_rels/.rels' },
      },
    ]);
  });

  it('is told before anything else', () => {
    expect(codes(Buffer.from('%PDF-'))).toEqual(['not-docx']);
    expect(faults(zipOf([{ name: 'classes.dex', content: '' }]))).toEqual(advice('an Android app'));
  });

  it('is refused with two types for one part, and told why', () => {
    const two = override('a.xml', 'x') + override('a.xml', 'y');
    expect(faults(withFiles({}, { contentTypes: two }))).toEqual([
      {
        code: 'damaged-file',
        message:
          'The document is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.',
        where: { around: 'a.xml has two content types' },
      },
    ]);
  });
});

describe('macros', () => {
  test.each(['vbaProject.bin', 'word/vbaProject.bin', 'word/VBADATA.xml', 'word/vbaProjectSignature.bin'])(
    'are seen by the name %s',
    (name) => {
      expect(faults(withFiles({ [name]: '<a/>' }))).toEqual(macros(name));
    },
  );

  it('are not seen in names that only hold the word', () => {
    expect(codes(withFiles({ 'word/myvbaProject.xml': '<a/>', 'vba.xml': '<a/>' }))).toEqual([]);
  });

  it('are seen by content types, of the body, of a part and of an ending', () => {
    expect(faults(ofType('application/vnd.ms-word.document.macroEnabled.main+xml'))).toEqual(
      macros('word/document.xml'),
    );
    expect(faults(withFiles({}, { contentTypes: override('word/a.xml', 'x/VBAproject') }))).toEqual(
      macros('word/a.xml'),
    );
    const ending = '<Default Extension="abc" ContentType="x.macroenabled"/>';
    expect(faults(withFiles({}, { contentTypes: ending }))).toEqual(macros('abc'));
  });
});

describe('parts', () => {
  it('are refused by ending and by content type, at most 200', () => {
    const names = Array.from({ length: 201 }, (_, index) => `a/${index}.exe`);
    const refused = faults(withFiles(Object.fromEntries(names.map((name) => [name, 'x']))));
    expect(refused).toHaveLength(200);
    expect(refused[0]).toMatchObject({ code: 'unsupported-part', where: { around: 'a/0.exe' } });
  });

  test.each([
    ['word/a.xml', `${TYPES}.oleObject`, 'embedded-object'],
    ['word/a.xml', 'application/vnd.ms-office.ACTIVEX+xml', 'embedded-object'],
    ['word/a.xml', 'text/html', 'embedded-document'],
    ['word/a.xml', 'application/xhtml+xml', 'embedded-document'],
    ['word/a.xml', 'application/xmlx', 'embedded-document'],
    ['word/a.xml', 'xapplication/xml', 'embedded-document'],
    ['word/a.xml', 'image/svg+xml', 'embedded-document'],
    ['word/a.XML', 'application/+xml', 'embedded-document'],
    ['word/a.xml', 'application/a+xmlx', 'embedded-document'],
  ])('%s of the type %s are refused', (name, type, code) => {
    expect(faults(withFiles({ [name]: '<a/>' }, { contentTypes: override(name, type) }))).toMatchObject([
      { code, where: { around: name } },
    ]);
  });

  test.each([
    ['word/a.xml', ''],
    ['word/a.xml', 'application/xml'],
    ['word/a.xml', 'TEXT/xml'],
    ['word/a.xml', 'text/a+xml'],
    ['word/a.xml', 'application/vnd.a-b_c+xml'],
    ['word/a.vml', `${TYPES}.vmlDrawing`],
    ['word/a.xml.vml', `${TYPES}.vmlDrawing`],
  ])('%s of the type %j pass', (name, type) => {
    expect(codes(withFiles({ [name]: '<a/>' }, { contentTypes: override(name, type) }))).toEqual([]);
  });

  it('with faulty relationships are refused before pictures are looked at', () => {
    const bytes = withFiles(
      { 'word/media/a.png': 'no picture' },
      { relationships: externalLink('image', 'http://a.example') },
    );
    expect(codes(bytes)).toEqual(['external-link']);
  });
});

describe('what is no XML', () => {
  it('is judged as a picture, whatever stands in its name', () => {
    expect(codes(withFiles({ 'word/media/a.xml.png': PNG, 'word/media/vml.vml.png': PNG }))).toEqual([]);
    expect(codes(withFiles({ 'word/media/a.png': 'x' }))).toEqual(['damaged-picture']);
  });

  it('is counted as a thumbnail', () => {
    const files = docxFiles({
      body: '',
      files: {
        '_rels/.rels': relationships(
          link('officeDocument', 'word/document.xml') + link('metadata/thumbnail', 'docProps/thumbnail.emf'),
        ),
      },
    });
    const withThumbnail = (crc?: number): Buffer =>
      zipOf([
        ...[...files].map(([name, content]) => ({ name, content })),
        { name: 'docProps/thumbnail.emf', content: 'any', ...(crc === undefined ? {} : { crc }) },
      ]);
    expect(codes(withThumbnail())).toEqual([]);
    expect(faults(withThumbnail(1))).toMatchObject([
      { code: 'damaged-file', where: { around: 'docProps/thumbnail.emf' } },
    ]);
  });

  const printer = (content: Buffer): Buffer =>
    withFiles({ 'word/printer.bin': content }, { relationships: link('printerSettings', 'printer.bin') });

  test.each(['', '00', '4d5b90', '7f454c47', '504c', '00504b', '004d5a'])(
    'passes as printer settings that begin with %s',
    (start) => {
      expect(codes(printer(Buffer.from(`${start}${start && '0000'}`, 'hex')))).toEqual([]);
    },
  );

  test.each(['d0cf11e0', '504b0304', '504b', '4d5a', '4d5a9000', '7f454c46'])(
    'is refused as printer settings that begin with %s',
    (start) => {
      expect(faults(printer(Buffer.from(`${start}0000`, 'hex')))).toMatchObject([
        { code: 'embedded-object', where: { around: 'word/printer.bin' } },
      ]);
    },
  );

  it('passes as printer settings up to 256 kB', () => {
    expect(codes(printer(Buffer.alloc(256 * 1024)))).toEqual([]);
    expect(codes(printer(Buffer.alloc(256 * 1024 + 1)))).toEqual(['embedded-object']);
  });

  it('is judged as a font, and as a workbook', () => {
    expect(codes(withFiles({ 'word/fonts/a.ttf': 'x' }))).toEqual(['damaged-font']);
    const sound = Buffer.alloc(28);
    sound.writeUInt32BE(0x00010000, 0);
    sound.writeUInt16BE(1, 4);
    expect(codes(withFiles({ 'word/fonts/a.ttf': sound }))).toEqual([]);
    expect(codes(withFiles({ 'word/fonts/a.odttf': sound }))).toEqual(['damaged-font']);
    const chart = {
      'word/charts/chart1.xml': '<a/>',
      'word/charts/_rels/chart1.xml.rels': relationships(link('package', '../a.xlsx')),
      'word/a.xlsx': 'x',
    };
    const contentTypes = override('word/charts/chart1.xml', `${TYPES}.drawingml.chart+xml`);
    expect(codes(withFiles(chart, { contentTypes }))).toEqual(['embedded-document']);
    // Without its type it is no chart, so the relationship and the workbook are refused.
    expect(codes(withFiles(chart))).toEqual(['embedded-document', 'embedded-document']);
  });

  it('is opened as a font with the key of the font table, in whatever letter case', () => {
    const guid = '{00000000-0000-0000-0000-000000000000}';
    const sound = Buffer.alloc(32);
    sound.writeUInt32BE(0x00010000, 0);
    sound.writeUInt16BE(1, 4);
    const table = `<w:fonts ${WORD} xmlns:r="${OFFICE}"><w:embedRegular r:id="rfont" w:fontKey="${guid}"/></w:fonts>`;
    const files = {
      'word/fontTable.xml': table,
      'word/_rels/fontTable.xml.rels': relationships(link('font', 'fonts/A.odttf')),
      'word/fonts/A.odttf': sound,
    };
    expect(codes(withFiles(files))).toEqual([]);
    expect(codes(withFiles({ ...files, 'word/fontTable.xml': table.replace(guid, 'none') }))).toEqual([
      'damaged-font',
    ]);
  });
});

describe('text', () => {
  it('is read once, however often it is referred to', () => {
    const again = link('header', 'HEADER1.xml') + link('footer', 'header1.xml');
    expect(textsOf(docx({ body: p('b'), header: p('h'), relationships: again }))).toEqual([
      'body word/document.xml',
      'header word/header1.xml',
    ]);
  });

  it('is found by the relationships of the body only, in the order of a document', () => {
    const texts = {
      body: p('b'),
      header: p('h'),
      footer: p('f'),
      footnote: p('n'),
      endnote: p('e'),
      comment: p('c'),
    };
    expect(textsOf(docx(texts))).toEqual([
      'body word/document.xml',
      'header word/header1.xml',
      'footer word/footer1.xml',
      'footnotes word/footnotes1.xml',
      'endnotes word/endnotes1.xml',
      'comments word/comments1.xml',
    ]);
    expect(textsOf(docx({ ...texts, files: { 'word/_rels/document.xml.rels': relationships('') } }))).toEqual(
      ['body word/document.xml'],
    );
  });

  it('is read from a body without relationships', () => {
    const files = [...docxFiles({ body: '' })].filter(([name]) => name !== 'word/_rels/document.xml.rels');
    expect(textsOf(zipOf(files.map(([name, content]) => ({ name, content }))))).toEqual([
      'body word/document.xml',
    ]);
  });

  it('may lack a part the body refers to', () => {
    expect(textsOf(docx({ body: '', relationships: link('header', 'none.xml') }))).toHaveLength(1);
  });

  test.each(['header', 'footer', 'footnotes', 'endnotes', 'comments'])('needs the root of %s', (kind) => {
    const bytes = withFiles({ 'word/x.xml': `<w:other ${WORD}/>` }, { relationships: link(kind, 'x.xml') });
    expect(faults(bytes)).toEqual([
      {
        code: 'damaged-file',
        message:
          'The document is damaged. Open it in Word, save it again as a Word document (.docx) and upload that.',
        where: { around: 'word/x.xml' },
      },
    ]);
    expect(codes(withFiles({ 'word/document.xml': `<w:hdr ${WORD}/>` }))).toEqual(['damaged-file']);
  });

  test.each(['document.glossary', 'header', 'footer', 'footnotes', 'endnotes', 'comments'])(
    'of %s that nothing refers to is judged, without a place',
    (kind) => {
      const contentTypes = override('word/x.xml', `${TYPES}.wordprocessingml.${kind}+xml`);
      const bytes = withFiles({ 'word/x.xml': `<w:x ${WORD}>${FIELD}</w:x>` }, { contentTypes });
      expect(faults(bytes)).toMatchObject([{ code: 'forbidden-field', where: { around: 'RD x' } }]);
      expect(faults(bytes)[0]?.where).toEqual({ around: 'RD x' });
      const other = contentTypes.replace('+xml"', 'x+xml"');
      expect(codes(withFiles({ 'word/x.xml': `<w:x>${FIELD}</w:x>` }, { contentTypes: other }))).toEqual([]);
    },
  );

  it('is refused by the faults of the body', () => {
    expect(codes(docx(FIELD))).toEqual(['forbidden-field']);
  });
});

describe('other XML', () => {
  it('is checked, VML as well', () => {
    expect(codes(withFiles({ 'word/a.xml': '<a>' }))).toEqual(['damaged-file']);
    expect(codes(withFiles({ 'word/a.VML': '<a>' }))).toEqual(['damaged-file']);
  });

  it('is settings by name or type, and only those may not name data sources', () => {
    const files = (name: string) => ({ [name]: '<w:settings><w:udl w:val="x"/></w:settings>' });
    expect(codes(withFiles(files('word/settings.xml')))).toEqual(['external-link']);
    expect(codes(withFiles(files('customXml/item1.xml')))).toEqual([]);
    const contentTypes = override('word/a.xml', `${TYPES}.wordprocessingml.settings+xml`);
    expect(codes(withFiles(files('word/a.xml'), { contentTypes }))).toEqual(['external-link']);
  });

  it('is a drawing by name or type, and only those may not load something', () => {
    const drawing = override('word/a.xml', `${TYPES}.Drawingml.chartshapes+xml`);
    expect(codes(withFiles({ 'word/a.xml': SRC }, { contentTypes: drawing }))).toEqual(['external-link']);
    expect(codes(withFiles({ 'word/a.vml': SRC }))).toEqual(['external-link']);
    expect(codes(withFiles({ 'word/a.vml.xml': SRC }))).toEqual([]);
    expect(codes(withFiles({ 'word/a.xml': SRC }))).toEqual([]);
  });

  it('is not read as a chart unless a placeholder may stand in it', () => {
    const chart = (text: string) => ({
      'word/charts/chart1.xml': `<a xmlns:a="a"><a:t><![CDATA[${text}]]></a:t></a>`,
    });
    expect(codes(withFiles(chart('x')))).toEqual([]);
    expect(codes(withFiles(chart('${x}')))).toEqual(['damaged-file']);
  });

  it('may not hold placeholders, except the list of content types', () => {
    expect(codes(withFiles({ 'word/styles.xml': '<a>${b}</a>' }))).toEqual(['unfillable-place']);
    expect(codes(withFiles({}, { contentTypes: '<!--${a}-->' }))).toEqual([]);
  });

  it('is not handed on when what begins like a placeholder is none', () => {
    const chart = '<a xmlns:a="a"><a:t>$5 {x}</a:t></a>';
    expect(openDocx(withFiles({ 'word/charts/chart1.xml': chart })).plainParts).toEqual([]);
  });

  it('is handed on when plain values can be filled in', () => {
    const chart = '<a xmlns:a="a"><a:t>${x}</a:t></a>';
    const target = externalLink('hyperlink', 'https://a.example/${y}');
    const opened = openDocx(withFiles({ 'word/charts/chart1.xml': chart }, { relationships: target }));
    expect(opened.plainParts).toEqual([
      { name: 'word/charts/chart1.xml', part: 'chart', xml: chart },
      { name: 'word/_rels/document.xml.rels', part: 'link', xml: relationships(target) },
    ]);
    expect(opened.xmlOf('word/charts/chart1.xml')).toBe(chart);
    expect(opened.entries).toHaveLength(5);
    expect(opened.removedLinks).toEqual([]);
  });

  it('is refused with a placeholder in the target of a part', () => {
    expect(codes(docx({ body: '', relationships: link('image', 'media/${a}.png') }))).toEqual([
      'unfillable-place',
    ]);
  });
});
