// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import type { GoldenCase } from './golden-case.ts';
import {
  header,
  notes,
  OFFICE,
  type Part,
  PIXEL,
  p,
  packageOf,
  r,
  reference,
  root,
  section,
  t,
  table,
  WORD,
  webLink,
} from './package.ts';

/** How other programs than Word write: word processors, libraries, PHPWord with its own language. */

const body = 'word/document.xml';
const FEW = `xmlns:w="${WORD}" xmlns:r="${OFFICE}"`;
const GOOGLE = `${FEW} xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:sl="http://schemas.openxmlformats.org/schemaLibrary/2006/main"`;

/** LibreOffice formats every run and gives each its languages. */
const office = (text: string, more = ''): string =>
  `<w:r><w:rPr><w:rFonts w:ascii="Liberation Serif" w:hAnsi="Liberation Serif" w:eastAsia="Noto Serif CJK SC" w:cs="Lohit Devanagari"/>${more}<w:sz w:val="24"/><w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="hi-IN"/></w:rPr>${t(text)}</w:r>`;
const officeParagraph = (...runs: string[]): string =>
  `<w:p><w:pPr><w:pStyle w:val="Normal"/><w:bidi w:val="0"/><w:spacing w:before="0" w:after="0"/><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:pPr>${runs.join('')}</w:p>`;
const officeParts: Part[] = [
  {
    name: 'word/styles.xml',
    type: 'wordprocessingml.styles+xml',
    link: 'styles',
    content: root(
      'styles',
      '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>',
    ),
  },
  {
    name: 'word/numbering.xml',
    type: 'wordprocessingml.numbering+xml',
    link: 'numbering',
    content: root(
      'numbering',
      '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
    ),
  },
  {
    name: 'word/settings.xml',
    type: 'wordprocessingml.settings+xml',
    link: 'settings',
    content: root(
      'settings',
      '<w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/><w:autoHyphenation w:val="true"/>',
    ),
  },
];

/** Google Docs repeats all formatting on every run and says of each that it is not right-to-left. */
const google = (text: string): string =>
  `<w:r w:rsidDel="00000000" w:rsidR="00000000" w:rsidRPr="00000000"><w:rPr><w:rFonts w:ascii="Arial" w:cs="Arial" w:eastAsia="Arial" w:hAnsi="Arial"/><w:b w:val="0"/><w:color w:val="000000"/><w:rtl w:val="0"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
const googleParagraph = (...texts: string[]): string =>
  `<w:p w:rsidR="00000000" w:rsidDel="00000000" w:rsidP="00000000" w:rsidRDefault="00000000" w:rsidRPr="00000000" w14:paraId="00000001"><w:pPr><w:spacing w:after="0" w:lineRule="auto"/><w:rPr/></w:pPr>${texts.map(google).join('')}<w:r w:rsidDel="00000000"><w:rPr><w:rtl w:val="0"/></w:rPr></w:r></w:p>`;
const googleOf = (text: string, parts: Part[] = [], more = ''): Buffer =>
  packageOf({
    namespaces: `${GOOGLE} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`,
    declaration: '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
    body: text,
    parts,
    section: section(more, '<w:pgNumType w:start="1"/>'),
  });

export const libreOffice: readonly GoldenCase[] = [
  {
    name: 'LibreOffice: languages split a placeholder',
    build: () =>
      packageOf({
        body: officeParagraph(office('Dear ${cus'), office('tomer', '<w:b/>'), office('}')),
        parts: officeParts,
      }),
    fields: ['customer value 1'],
    values: { customer: 'Ada' },
    texts: { [body]: ['Dear Ada'] },
  },
  {
    name: 'LibreOffice: a numbered list that repeats',
    build: () => {
      const item = (text: string): string =>
        `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>${office(text)}</w:p>`;
      return packageOf({
        body: item('${#points}') + item('${text}') + item('${/points}'),
        parts: officeParts,
      });
    },
    fields: ['points section 1', 'points>text value 1'],
    values: { points: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] },
    texts: { [body]: ['a', 'b', 'c'] },
  },
  {
    name: 'LibreOffice: soft page breaks and frames',
    build: () =>
      packageOf({
        body: `<w:p><w:pPr><w:framePr w:w="2000" w:hSpace="0" w:wrap="around"/></w:pPr>${office('${a}')}<w:r><w:lastRenderedPageBreak/></w:r></w:p>${officeParagraph(office('${b}'))}`,
        parts: officeParts,
      }),
    fields: ['a value 1', 'b value 1'],
    values: { a: '1', b: '2' },
    texts: { [body]: ['1', '2'] },
  },
  {
    name: 'LibreOffice: the document is declared without standalone and with other line ends',
    build: () =>
      packageOf({
        declaration: "<?xml version='1.0' encoding='utf-8'?>\n\n",
        body: officeParagraph(office('${a}')),
        parts: officeParts,
      }),
    fields: ['a value 1'],
    values: { a: 'é' },
    texts: { [body]: ['é'] },
  },
];

export const googleDocs: readonly GoldenCase[] = [
  {
    name: 'Google Docs: formatting on every run',
    build: () => googleOf(googleParagraph('Dear ', '${na', 'me', '}')),
    fields: ['name value 1'],
    values: { name: 'Ada' },
    texts: { [body]: ['Dear Ada'] },
  },
  {
    name: 'Google Docs: a table with a section around its rows',
    build: () => {
      const cell = (text: string): string => googleParagraph(text);
      return googleOf(
        table([cell('Item')], [cell('${#items}${name}')], [cell('each ${price|naira}${/items}')]),
      );
    },
    fields: ['items section 1', 'items>name value 1', 'items>price filter 1 money'],
    values: {
      items: [
        { name: 'A', price: 1 },
        { name: 'B', price: 2 },
      ],
    },
    texts: { [body]: ['Item', 'A', 'each ₦1.00', 'B', 'each ₦2.00'] },
  },
  {
    name: 'Google Docs: comments and links',
    build: () =>
      packageOf({
        namespaces: GOOGLE,
        body: `<w:p><w:commentRangeStart w:id="0"/><w:hyperlink r:id="rIdLink">${google('${name}')}</w:hyperlink><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>`,
        parts: [
          notes('comment', `<w:comment w:id="0" w:author="Ada Obi">${p('no placeholder')}</w:comment>`),
        ],
        links: webLink('rIdLink', 'https://example.com/?a=1&amp;b=2'),
      }),
    fields: ['name value 1'],
    values: { name: 'Ada' },
    texts: { [body]: ['Ada'], 'word/comments.xml': ['no placeholder'] },
  },
  {
    name: 'Google Docs: a header and the section before the end',
    build: () => googleOf(googleParagraph('${a}'), [header(p('${b}'))], reference('default')),
    fields: ['a value 1', 'b value 1'],
    values: { a: '1', b: '2' },
    changes: [body, 'word/header1.xml'],
    texts: { [body]: ['1'], 'word/header1.xml': ['2'] },
  },
];

export const pagesAndWps: readonly GoldenCase[] = [
  {
    name: 'Pages: every paragraph styled, languages as nonsense',
    build: () =>
      packageOf({
        namespaces: `${FEW} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"`,
        body: `<w:p><w:pPr><w:pStyle w:val="Body"/><w:bidi w:val="0"/></w:pPr><w:r><w:rPr><w:rtl w:val="0"/><w:lang w:val="en-US"/><w14:textOutline w14:w="12700"><w14:noFill/></w14:textOutline></w:rPr><w:t xml:space="preserve">To \${name</w:t></w:r><w:r><w:rPr><w:rtl w:val="0"/></w:rPr><w:t>}</w:t></w:r></w:p>`,
      }),
    fields: ['name value 1'],
    values: { name: 'Ada' },
    texts: { [body]: ['To Ada'] },
  },
  {
    name: 'Pages: text in a shape',
    build: () =>
      packageOf({
        body: `<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="1073741825" name="officeArt object"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent>${p('${a}')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
      }),
    fields: ['a value 1'],
    values: { a: '1' },
    texts: { [body]: ['1'] },
  },
  {
    name: 'WPS: hints and east Asian fonts on each run',
    build: () =>
      packageOf({
        namespaces: `${FEW} xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"`,
        body: `<w:p><w:pPr><w:rPr><w:rFonts w:hint="default"/></w:rPr></w:pPr>${r('${', '<w:rFonts w:hint="eastAsia"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/>')}${r('姓名', '<w:rFonts w:hint="eastAsia"/>').replace('姓名', 'name')}${r('}', '<w:rFonts w:hint="default"/>')}<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/></w:p>`,
      }),
    fields: ['name value 1'],
    values: { name: '王' },
    texts: { [body]: ['王'] },
  },
  {
    name: 'WPS: a table without grid and with empty properties',
    build: () =>
      packageOf({
        namespaces: FEW,
        body: `<w:tbl><w:tblPr/><w:tr><w:tc><w:tcPr/><w:p><w:pPr/>${r('${items.name}')}</w:p></w:tc><w:tc><w:p>${r('${items.total|number:2}')}</w:p></w:tc></w:tr></w:tbl>${p('x')}`,
      }),
    fields: ['items section 1 list', 'items>name value 1', 'items>total filter 1'],
    values: { items: [{ name: 'a', total: 1000 }] },
    texts: { [body]: ['a', '1,000.00', 'x'] },
  },
];

export const libraries: readonly GoldenCase[] = [
  {
    name: 'python-docx: single quotation marks in the declaration, pretty namespaces',
    build: () =>
      packageOf({
        declaration: "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n",
        body: `<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>${r('${title}')}</w:p><w:p>${r('A plain paragraph having some ')}${r('${bold}', '<w:b/>')}</w:p>`,
      }),
    fields: ['title value 1', 'bold value 1'],
    values: { title: 'T', bold: 'B' },
    texts: { [body]: ['T', 'A plain paragraph having some B'] },
  },
  {
    name: 'python-docx: line breaks and tabs inside one run',
    build: () =>
      packageOf({
        body: `<w:p><w:r><w:t>\${#lines}</w:t><w:br/><w:t xml:space="preserve">\${x} </w:t><w:tab/><w:t>\${/lines}</w:t></w:r></w:p>`,
      }),
    fields: ['lines section 1', 'lines>x value 1'],
    values: { lines: [{ x: '1' }, { x: '2' }] },
    texts: { [body]: ['\n1 \t\n2 \t'] },
  },
  {
    name: 'docx4j: prefixes of everything declared, names numbered',
    build: () =>
      packageOf({
        namespaces: `${FEW} xmlns:ns6="http://schemas.openxmlformats.org/schemaLibrary/2006/main" xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:ns8="http://schemas.openxmlformats.org/drawingml/2006/chartDrawing"`,
        body: p('Hello ${user.name}, ${user.address.city|upper}'),
      }),
    fields: ['user.name value 1', 'user.address.city filter 1'],
    values: { user: { name: 'Ada', address: { city: 'Lagos' } } },
    texts: { [body]: ['Hello Ada, LAGOS'] },
  },
  {
    name: 'docx4j: preserved spaces and empty texts',
    build: () =>
      packageOf({ body: '<w:p><w:r><w:t></w:t><w:t xml:space="preserve"> ${a} </w:t><w:t/></w:r></w:p>' }),
    fields: ['a value 1'],
    values: { a: ' x ' },
    texts: { [body]: ['  x  '] },
  },
  {
    name: 'PHPWord: a block',
    build: () => packageOf({ body: p('${CLAUSES}') + p('${text}') + p('${/CLAUSES}') }),
    fields: ['CLAUSES section 1', 'CLAUSES>text value 1'],
    values: { CLAUSES: [{ text: 'a' }, { text: 'b' }] },
    texts: { [body]: ['a', 'b'] },
  },
  {
    name: 'PHPWord: a row for cloneRow becomes a list of dotted names',
    build: () => packageOf({ body: table(['${rows.no}', '${rows.name}', '${rows.amount|naira}']) }),
    fields: ['rows section 1 list', 'rows>no value 1', 'rows>name value 1', 'rows>amount filter 1 money'],
    values: {
      rows: [
        { no: 1, name: 'a', amount: 5 },
        { no: 2, name: 'b', amount: 6 },
      ],
    },
    texts: { [body]: ['1', 'a', '₦5.00', '2', 'b', '₦6.00'] },
  },
  {
    name: 'PHPWord: a picture with its size',
    build: () => packageOf({ body: p('Logo: ${logo:200:80}') + p('${stamp:width=40:height=40}') }),
    fields: ['logo image 1 image', 'stamp image 1 image'],
    values: { logo: 'ast_one', stamp: 'ast_one' },
    resources: { pictures: () => ({ bytes: PIXEL, format: 'png', width: 1, height: 1 }) },
    changes: [body, 'word/_rels/document.xml.rels'],
    adds: ['word/media/'],
    texts: { [body]: ['Logo: '] },
  },
  {
    name: 'PHPWord: a block around a table and a condition in a block',
    build: () =>
      packageOf({
        body: p('${LINES}') + table(['${a}']) + p('${#if b > 1}many${else}one${/if}') + p('${/LINES}'),
      }),
    fields: ['LINES section 1', 'LINES>a value 1', 'LINES>b condition 1'],
    values: {
      LINES: [
        { a: 'x', b: 1 },
        { a: 'y', b: 2 },
      ],
    },
    texts: { [body]: ['x', 'one', 'y', 'many'] },
  },
  {
    name: 'by hand: the least a document can be',
    build: () =>
      packageOf({
        namespaces: `xmlns:w="${WORD}"`,
        declaration: '',
        body: '<w:p><w:r><w:t>${a}</w:t></w:r></w:p>',
        section: '',
      }),
    fields: ['a value 1'],
    values: { a: '1' },
    texts: { [body]: ['1'] },
  },
  {
    name: 'by hand: indented, with line ends between the tags',
    build: () =>
      packageOf({
        body: '\n  <w:p>\n    <w:r>\n      <w:t>${a}</w:t>\n    </w:r>\n    <w:r>\n      <w:t>!</w:t>\n    </w:r>\n  </w:p>\n',
      }),
    fields: ['a value 1'],
    values: { a: '1' },
    texts: { [body]: ['1!'] },
  },
  {
    name: 'by hand: single quotation marks and spaces in tags',
    build: () =>
      packageOf({
        body: `<w:p  w:rsidR = '1' ><w:r ><w:t xml:space = 'preserve' > \${a} </w:t ></w:r ></w:p >`,
      }),
    fields: ['a value 1'],
    values: { a: '1' },
    texts: { [body]: [' 1 '] },
  },
  {
    name: 'by hand: no placeholder at all',
    build: () => packageOf({ body: p('costs 5 $ {net} and {{this}} and $$ and }') }),
    fields: [],
    values: {},
    changes: [],
    texts: { [body]: ['costs 5 $ {net} and {{this}} and $$ and }'] },
  },
  {
    name: 'by hand: a literal placeholder beside a real one',
    build: () => packageOf({ body: p('write $${name} to get ${name}') }),
    fields: ['name value 1'],
    values: { name: 'Ada' },
    texts: { [body]: ['write ${name} to get Ada'] },
  },
  {
    name: 'by hand: accents composed and in two parts are one name',
    build: () => packageOf({ body: p('${ọjọ́} ${ọjọ́}'.normalize('NFC')) + p('${ọjọ́}'.normalize('NFD')) }),
    fields: [`${'ọjọ́'.normalize('NFC')} value 3`],
    values: { ['ọjọ́'.normalize('NFC')]: 'ọ̀la' },
    texts: { [body]: ['ọ̀la ọ̀la', 'ọ̀la'] },
  },
  {
    name: 'by hand: rich text in a paragraph and in a line',
    build: () => packageOf({ body: p('${intro|rich}') + p('see ${note|rich}') }),
    fields: ['intro filter 1', 'note filter 1'],
    values: { intro: 'one **two**\n\nthree', note: '*four*' },
    texts: { [body]: ['one two', 'three', 'see four'] },
  },
];
