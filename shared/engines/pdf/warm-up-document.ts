import { packEntry, writeContainer } from '../docx/container-writer.ts';

const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const packages = 'http://schemas.openxmlformats.org/package/2006';
const mainType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';

/** One paragraph in each font that most documents use, and a table: loads filters, fonts and hyphenation. */
const fonts = ['Calibri', 'Cambria', 'Arial', 'Times New Roman', 'Courier New'];

const paragraph = (font: string): string =>
  `<w:p><w:r><w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}"/></w:rPr><w:t>Agreement ₦1,250.00</w:t></w:r>` +
  `<w:r><w:rPr><w:rFonts w:ascii="${font}" w:hAnsi="${font}"/><w:b/></w:rPr><w:t>Ọlá Ẹ̀kọ́</w:t></w:r></w:p>`;

const table =
  '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>' +
  `<w:tr><w:tc><w:tcPr><w:tcW w:w="4000" w:type="dxa"/></w:tcPr>${paragraph('Calibri')}</w:tc></w:tr></w:tbl>`;

const files: readonly (readonly [name: string, xml: string])[] = [
  [
    '[Content_Types].xml',
    `<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="${mainType}"/></Types>`,
  ],
  [
    '_rels/.rels',
    `<Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="${office}" Target="word/document.xml"/></Relationships>`,
  ],
  [
    'word/document.xml',
    `<w:document xmlns:w="${word}"><w:body>${fonts.map(paragraph).join('')}${table}<w:p/></w:body></w:document>`,
  ],
];

/** What a fresh LibreOffice converts before it gets work: the first conversion takes six times as long as others. */
export const warmUpDocument: Buffer = writeContainer(
  files.map(([name, xml]) => packEntry(name, Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`))),
);
