import { docx, docxFiles, externalLink, p, relationships, table, zipOf } from '../../support/docx.ts';
import { accepted, type CorpusCase, refused } from './case.ts';
import {
  blackPng,
  field,
  fontFile,
  gifHeader,
  jpegHeader,
  link,
  nestedField,
  obfuscated,
  override,
  pngHeader,
  withChart,
  withFiles,
  withFont,
  withPicture,
  withSettings,
  workbookFiles,
} from './documents.ts';

const withLink = (kind: string, target: string): Buffer =>
  docx({ body: p('text'), relationships: externalLink(kind, target) });

const without = (name: string): Buffer => {
  const files = docxFiles({ body: p('text') });
  files.delete(name);
  return zipOf([...files].map(([file, content]) => ({ name: file, content })));
};

/** A body with a drawing or an object in a run. */
const inRun = (xml: string, more: Partial<Parameters<typeof docx>[0] & object> = {}): Buffer =>
  docx({ body: `${p('text')}<w:p><w:r>${xml}</w:r></w:p>`, ...more });

const svg =
  '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><image href="http://127.0.0.1/x"/></svg>';

const emf = (): Buffer => {
  const bytes = Buffer.alloc(108, 0xff);
  bytes.writeUInt32LE(1, 0);
  bytes.write(' EMF', 40, 'latin1');
  return bytes;
};

const boundControl = `<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a/b" w:storeItemID="{00000000-0000-0000-0000-000000000001}"/></w:sdtPr><w:sdtContent>${p('text')}</w:sdtContent></w:sdt>`;

const deepTables = (depth: number): string =>
  depth === 0
    ? p('text')
    : `<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>${deepTables(depth - 1)}<w:p/></w:tc></w:tr></w:tbl>`;

const deepFormula = (depth: number): string =>
  `<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">${'<m:d><m:e>'.repeat(depth)}<m:r><m:t>x</m:t></m:r>${'</m:e></m:d>'.repeat(depth)}</m:oMath></w:p>`;

const chartBook = (name = 'word/embeddings/Microsoft_Excel_Sheet1.xlsx'): Record<string, Buffer> => ({
  [name]: zipOf(workbookFiles()),
});

/** What a document consists of and carries along: research/security.md 3.2, O01 to O32. */
export const packageCases: readonly CorpusCase[] = [
  refused('O01', 'not-docx', 'no content types', () => without('[Content_Types].xml')),
  refused('O02', 'not-docx', 'no body', () => without('word/document.xml')),
  refused('O02b', 'not-docx', 'no relationships', () => without('_rels/.rels')),
  refused('O03', 'has-macros', 'a macro project', () =>
    withFiles(
      { 'word/vbaProject.bin': 'x' },
      {
        relationships: link('vbaProject', 'vbaProject.bin'),
        contentTypes: '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>',
      },
    ),
  ),
  refused('O03b', 'has-macros', 'a macro project under another name', () =>
    withFiles({ 'word/a.xml': '<a/>' }, { relationships: link('vbaProject', 'a.xml') }),
  ),
  refused('O04', 'external-link', 'a picture from the web', () =>
    withLink('image', 'http://127.0.0.1/a.png'),
  ),
  refused('O04b', 'external-link', 'a picture from the web, not marked as outside', () =>
    docx({ body: p('text'), relationships: link('image', 'http://127.0.0.1/a.png') }),
  ),
  refused('O05', 'external-link', 'a picture from the disk', () => withLink('image', 'file:///etc/passwd')),
  accepted('O06', 'a template file on another computer, which is taken out', () =>
    withSettings(
      '<w:attachedTemplate r:id="rX"/>',
      externalLink('attachedTemplate', 'http://127.0.0.1/evil.dotm'),
    ),
  ),
  refused('O07', 'external-link', 'a linked object', () => withLink('oleObject', 'http://127.0.0.1/x.html!')),
  refused('O07b', 'embedded-object', 'an object element without its relationship', () =>
    inRun(
      '<w:object><o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" Type="Link"/></w:object>',
    ),
  ),
  refused('O08', 'external-link', 'a web page imported from outside', () =>
    withLink('aFChunk', 'http://127.0.0.1/a.html'),
  ),
  refused('O09', 'imported-content', 'a web page imported from inside', () =>
    withFiles(
      { 'word/afchunk.htm': '<html><img src="http://127.0.0.1/"></html>' },
      { relationships: link('aFChunk', 'afchunk.htm') },
    ),
  ),
  refused('O09b', 'embedded-document', 'a web page called XML', () =>
    withFiles(
      { 'word/chunk.xml': '<html/>' },
      { contentTypes: override('word/chunk.xml', 'application/xhtml+xml') },
    ),
  ),
  refused('O09c', 'imported-content', 'a sub-document', () =>
    docx({ body: `${p('text')}<w:subDoc r:id="x"/>` }),
  ),
  refused('O10', 'forbidden-field', 'a picture loaded by a field', () =>
    docx(field(' INCLUDEPICTURE "http://127.0.0.1/a.png" \\d ')),
  ),
  refused('O10b', 'forbidden-field', 'a file loaded by a field in one element', () =>
    docx('<w:p><w:fldSimple w:instr=" INCLUDETEXT &quot;/etc/passwd&quot; "/></w:p>'),
  ),
  refused('O10c', 'forbidden-field', 'a field name split over runs', () =>
    docx(field(' INCL', 'UDEPIC', 'TURE "http://127.0.0.1/a.png"')),
  ),
  refused('O10d', 'forbidden-field', 'a field name made by another field', () =>
    docx(nestedField('', ' QUOTE "INCLUDEPICTURE" ', ' "http://127.0.0.1/"')),
  ),
  refused('O10e', 'forbidden-field', 'a field inside the code of another', () =>
    docx(nestedField(' IF 1 = 1 ', ' INCLUDETEXT "/etc/passwd" ', '')),
  ),
  refused('O10f', 'forbidden-field', 'a forbidden field in a header', () =>
    docx({ body: p('text'), header: field(' LINK Excel.Sheet.8 "C:\\\\a.xls" ') }),
  ),
  refused('O10g', 'forbidden-field', 'a field without an end', () =>
    docx(
      '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DATABASE \\d "x"</w:instrText></w:r></w:p>',
    ),
  ),
  refused('O10h', 'forbidden-field', 'a forbidden field whose code was deleted on trial', () =>
    docx(
      '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:del w:id="1"><w:r><w:delInstrText>RD "/etc/passwd"</w:delInstrText></w:r></w:del><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>',
    ),
  ),
  refused('O10i', 'forbidden-field', 'a field nobody knows', () => docx(field(' WHATEVER "x" '))),
  refused('O11', 'forbidden-field', 'a program started by a field', () =>
    docx(field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ')),
  ),
  ...['javascript:alert(1)', 'file:///C:/a.docx', '\\\\server\\share', 'data:text/html,x', 'vbscript:x'].map(
    (target, index) =>
      refused(`O12${'abcde'[index]}`, 'external-link', `a link to ${target}`, () =>
        withLink('hyperlink', target),
      ),
  ),
  refused('O12f', 'external-link', 'a link to a script in a field', () =>
    docx(field(' HYPERLINK "javascript:alert(1)" ')),
  ),
  refused('O12g', 'external-link', 'a second address behind a switch', () =>
    docx(field(' HYPERLINK \\l "mark" "file:///etc/passwd" ')),
  ),
  refused('O12h', 'forbidden-field', 'a link whose address another field makes', () =>
    docx(nestedField(' HYPERLINK "java', ' QUOTE "script:" ', 'alert(1)"')),
  ),
  refused('O13', 'embedded-document', 'an embedded package', () =>
    withFiles(
      { 'word/embeddings/a.xlsx': zipOf(workbookFiles()) },
      { relationships: link('package', 'embeddings/a.xlsx') },
    ),
  ),
  refused('O13b', 'embedded-object', 'an embedded object', () =>
    withFiles(
      { 'word/embeddings/oleObject1.bin': Buffer.from('d0cf11e0a1b11ae1', 'hex') },
      { relationships: link('oleObject', 'embeddings/oleObject1.bin') },
    ),
  ),
  refused('O13c', 'embedded-document', 'a workbook nothing refers to', () => withFiles(chartBook())),
  refused('O13d', 'embedded-document', 'a workbook of a chart and of the body', () =>
    withFiles(chartBook(), { relationships: link('package', 'embeddings/Microsoft_Excel_Sheet1.xlsx') }),
  ),
  refused('O13e', 'embedded-document', 'a workbook with macros behind a chart', () =>
    withChart(link('package', '../embeddings/a.xlsx', 'rIdX'), {
      'word/embeddings/a.xlsx': zipOf(workbookFiles(undefined, { 'xl/vbaProject.bin': 'x' })),
    }),
  ),
  refused('O13f', 'embedded-document', 'a document behind a chart', () =>
    withChart(link('package', '../embeddings/a.xlsx', 'rIdX'), { 'word/embeddings/a.xlsx': docx(p('x')) }),
  ),
  refused('O14', 'embedded-object', 'an ActiveX control', () =>
    withFiles(
      { 'word/activeX/activeX1.xml': '<ax:ocx xmlns:ax="x"/>' },
      {
        relationships: link('control', 'activeX/activeX1.xml'),
        contentTypes: override('word/activeX/activeX1.xml', 'application/vnd.ms-office.activeX+xml'),
      },
    ),
  ),
  refused('O14b', 'embedded-object', 'the element of a control', () => inRun('<w:control r:id="x"/>')),
  accepted('O15', 'a content control bound to data', () =>
    docx({
      body: boundControl,
      files: { 'customXml/item1.xml': '<a><b>other text</b></a>' },
      relationships: link('customXml', '../customXml/item1.xml'),
    }),
  ),
  refused('O16', 'external-link', 'a font from outside', () =>
    withFont(null, externalLink('font', 'http://127.0.0.1/a.odttf')),
  ),
  refused('O17', 'unsafe-target', 'a target above the document', () =>
    docx({ body: p('text'), relationships: link('image', '../../../../etc/passwd') }),
  ),
  refused('O17b', 'unsafe-target', 'a target above the document, encoded', () =>
    docx({ body: p('text'), relationships: link('image', '%2e%2e/%2e%2e/etc/passwd') }),
  ),
  accepted('O17c', 'a picture that is not there', () =>
    docx({ body: p('text'), relationships: link('image', 'NULL') }),
  ),
  refused('O18', 'unsupported-picture', 'an SVG with a script', () =>
    withPicture(Buffer.from(svg), 'image1.svg'),
  ),
  refused('O19', 'unsupported-picture', 'a malformed EMF', () => withPicture(emf(), 'image1.emf')),
  refused('O20', 'picture-too-large', 'a PNG that states 60,000 by 60,000', () =>
    withPicture(pngHeader(60_000, 60_000)),
  ),
  refused('O20b', 'picture-too-large', 'a PNG of 900 megapixels', () => withPicture(blackPng(30_000, 300))),
  refused('O20c', 'picture-too-large', 'a JPEG of 65,500 by 65,500', () =>
    withPicture(jpegHeader(65_500, 65_500), 'image1.jpg'),
  ),
  refused('O20d', 'picture-too-large', 'a GIF of 65,535 by 65,535', () =>
    withPicture(gifHeader(65_535, 65_535), 'image1.gif'),
  ),
  refused('O20e', 'damaged-picture', 'a PNG without width', () => withPicture(pngHeader(0, 100))),
  refused('O20f', 'picture-too-large', 'six pictures of 36 megapixels', () =>
    withFiles(
      Object.fromEntries(
        Array.from({ length: 6 }, (_, index) => [`word/media/i${index}.png`, pngHeader(6000, 6000)]),
      ),
    ),
  ),
  ...[
    ['tiff', '49492a00'],
    ['psd', '38425053'],
    ['jp2', '0000000c6a502020'],
    ['bmp', '424d'],
    ['ico', '00000100'],
    ['webp', '52494646'],
    ['wmf', 'd7cdc69a'],
  ].map(([ending = '', start = ''], index) =>
    refused(`O21${'abcdefg'[index]}`, 'unsupported-picture', `a picture as ${ending.toUpperCase()}`, () =>
      withPicture(Buffer.from(start, 'hex'), `image1.${ending}`),
    ),
  ),
  refused('O21h', 'damaged-picture', 'a TIFF called PNG', () => withPicture(Buffer.from('49492a00', 'hex'))),
  refused('O22', 'damaged-picture', 'a web page called PNG', () =>
    withPicture(Buffer.from('<html><script>alert(1)</script></html>')),
  ),
  refused('O23', 'too-many-parts', '10,000 pictures', () =>
    withFiles(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, index) => [`word/media/i${index}.png`, pngHeader(10, 10)]),
      ),
    ),
  ),
  refused('O24', 'damaged-font', 'a font of random bytes', () =>
    withFont(Buffer.alloc(64, 0x5a), link('font', 'fonts/font1.odttf', 'rIdF')),
  ),
  refused('O24b', 'damaged-font', 'a font whose table lies outside of it', () => {
    const font = fontFile();
    font.writeUInt32BE(0xfffffff0, 24);
    return withFont(obfuscated(font), link('font', 'fonts/font1.odttf', 'rIdF'));
  }),
  refused('O24c', 'damaged-font', 'a font nothing refers to', () =>
    withFiles({ 'word/fonts/font1.odttf': obfuscated(fontFile()) }),
  ),
  refused('O25', 'too-complex', '50,000 relationships', () =>
    docx({
      body: p('text'),
      relationships: Array.from({ length: 50_000 }, (_, index) =>
        link('image', `media/i${index}.png`, `r${index}`),
      ).join(''),
    }),
  ),
  refused('O26', 'external-link', 'a picture of VML from outside', () =>
    inRun('<w:pict><v:shape><v:imagedata src="http://127.0.0.1/a.png"/></v:shape></w:pict>'),
  ),
  refused('O26b', 'external-link', 'a picture of VML with an address to refresh it from', () =>
    inRun(
      '<w:pict><v:shape><v:imagedata xmlns:o="urn:schemas-microsoft-com:office:office" r:id="a" o:href="file:///etc/passwd"/></v:shape></w:pict>',
    ),
  ),
  refused('O26c', 'external-link', 'a linked picture without its relationship', () =>
    inRun('<w:drawing><a:blip r:link="rId99"/></w:drawing>'),
  ),
  refused('O26d', 'external-link', 'a link to a script on a shape', () =>
    inRun('<w:pict><v:shape href="javascript:alert(1)"/></w:pict>'),
  ),
  refused('O27', 'external-link', 'a data source for mail merge', () =>
    withSettings(
      '<w:mailMerge><w:dataSource r:id="rX"/></w:mailMerge>',
      externalLink('mailMergeSource', 'file:///C:/list.xlsx'),
    ),
  ),
  refused('O27b', 'external-link', 'a data source by connection', () =>
    withSettings('<w:mailMerge><w:connectString w:val="Provider=X;Data Source=C:\\a.mdb"/></w:mailMerge>'),
  ),
  refused('O28', 'too-complex', 'a table of 20,000 rows', () =>
    docx(table(...Array.from({ length: 20_000 }, () => ['a', 'b']))),
  ),
  accepted('O29', 'numbers beyond all integers', () =>
    docx(
      '<w:tbl><w:tblPr><w:tblW w:w="99999999999999999999" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="-4294967297"/></w:tblGrid><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483648"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>',
    ),
  ),
  refused('O30', 'too-complex', '400 nested tables', () => docx(deepTables(400))),
  refused('O30b', 'too-complex', '11 nested tables', () => docx(deepTables(11))),
  accepted('O30c', '10 nested tables', () => docx(deepTables(10))),
  refused('O31', 'too-complex', 'a formula nested 200 deep', () => docx(deepFormula(200))),
  refused('O32', 'external-link', 'the figures of a chart from outside', () =>
    withChart(
      '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject" Target="file:///C:/a.xlsx" TargetMode="External"/>',
    ),
  ),
  refused('O33', 'imported-content', 'a page of frames', () =>
    withFiles(
      {
        'word/webSettings.xml':
          '<w:webSettings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:frameset/></w:webSettings>',
        'word/_rels/webSettings.xml.rels': relationships(''),
      },
      { relationships: link('webSettings', 'webSettings.xml') },
    ),
  ),
];
