import { constants, crc32, deflateRawSync } from 'node:zlib';
import { type DocxContent, docx, docxFiles, p, relationships, type ZipFile } from '../../support/docx.ts';

/** Pieces that many cases are made of. */

export const MB = 1024 * 1024;
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const TYPES = 'application/vnd.openxmlformats-officedocument';
export const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The files of a plain document as zip entries, others behind them; equal names replace. */
export function plainFiles(...changes: ZipFile[]): ZipFile[] {
  const files = [...docxFiles({ body: p('text') })].map(([name, content]): ZipFile => ({ name, content }));
  const changed = new Map(changes.map((change) => [change.name, change]));
  const kept = files.map((file) => changed.get(file.name) ?? file);
  return [...kept, ...changes.filter((change) => !files.some((file) => file.name === change.name))];
}

/** A document with other files beside the usual ones. */
export const withFiles = (files: Record<string, Buffer | string>, more: Partial<DocxContent> = {}): Buffer =>
  docx({ body: p('text'), ...more, files: { ...more.files, ...files } });

/** The XML of the body part of a plain document. */
export const bodyXml = (body = p('text')): string => String(docxFiles({ body }).get('word/document.xml'));

/** A plain document whose body part is exactly these bytes. */
export const withBody = (content: Buffer | string): Buffer => withFiles({ 'word/document.xml': content });

/** A relationship inside the document. */
export const link = (kind: string, target: string, id = 'rI'): string =>
  `<Relationship Id="${id}" Type="${OFFICE}/${kind}" Target="${target}"/>`;

export const override = (name: string, type: string): string =>
  `<Override PartName="/${name}" ContentType="${type}"/>`;

/** Deflated bytes that unpack to `count` times the block, without ever unpacking or packing all of it. */
export function repeatedDeflate(block: Buffer, count: number): Buffer {
  const piece = deflateRawSync(block, { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  return Buffer.concat([...Array.from({ length: count }, () => piece), Buffer.from([3, 0])]);
}

/** A document with one picture part of these bytes. */
export function withPicture(content: Buffer, name = 'image1.png'): Buffer {
  return withFiles(
    { [`word/media/${name}`]: content },
    { body: p('text'), relationships: link('image', `media/${name}`) },
  );
}

function pngChunk(type: string, data: Buffer): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  data.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

function png(width: number, height: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(1, 8);
  const start = Buffer.from('89504e470d0a1a0a', 'hex');
  return Buffer.concat([start, pngChunk('IHDR', header), pngChunk('IDAT', pixels), pngChunk('IEND', NONE)]);
}

const NONE = Buffer.alloc(0);

/** A PNG that states a size and has no pixels. */
export const pngHeader = (width: number, height: number): Buffer => png(width, height, NONE);

/** A real PNG, black, one bit for each pixel; the height in hundreds of rows. */
export function blackPng(width: number, hundreds: number): Buffer {
  const rows = Buffer.alloc((1 + Math.ceil(width / 8)) * 100);
  const checksum = Buffer.alloc(4);
  // Adler-32 of n zeros.
  checksum.writeUInt16BE((rows.length * hundreds) % 65_521, 0);
  checksum.writeUInt16BE(1, 2);
  const packed = Buffer.concat([Buffer.from('78da', 'hex'), repeatedDeflate(rows, hundreds), checksum]);
  return png(width, hundreds * 100, packed);
}

/** A JPEG up to its frame header, with an EXIF segment before it. */
export function jpegHeader(width: number, height: number): Buffer {
  const frame = Buffer.from('ffc0001108000000000301220002110103110100ffd9', 'hex');
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  return Buffer.concat([Buffer.from('ffd8ffe100084578696600', 'hex'), Buffer.alloc(1), frame]);
}

export function gifHeader(width: number, height: number): Buffer {
  const header = Buffer.from('474946383961000000000000003b', 'hex');
  header.writeUInt16LE(width, 6);
  header.writeUInt16LE(height, 8);
  return header;
}

/** A small workbook as Excel writes it, with other files beside the usual ones. */
export function workbookFiles(
  mainType = `${TYPES}.spreadsheetml.sheet.main+xml`,
  more: Record<string, Buffer | string> = {},
): ZipFile[] {
  const files: Record<string, Buffer | string> = {
    '[Content_Types].xml': `${DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('xl/workbook.xml', mainType)}</Types>`,
    '_rels/.rels': relationships(link('officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml':
      '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>',
    ...more,
  };
  return Object.entries(files).map(([name, content]) => ({ name, content }));
}

/** A chart part whose title is that XML. */
export const chartXml = (title: string): string =>
  `${DECLARATION}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="${OFFICE}"><c:chart><c:title><c:tx><c:rich><a:p>${title}</a:p></c:rich></c:tx></c:title></c:chart><c:externalData r:id="rIdX"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>`;

/** A document with a chart; `chartLinks` are the relationships of the chart part. */
export function withChart(
  chartLinks: string,
  files: Record<string, Buffer | string> = {},
  title = '<a:r><a:t>Sales</a:t></a:r>',
): Buffer {
  return withFiles(
    {
      'word/charts/chart1.xml': chartXml(title),
      'word/charts/_rels/chart1.xml.rels': relationships(chartLinks),
      ...files,
    },
    {
      relationships: link('chart', 'charts/chart1.xml'),
      contentTypes: `<Default Extension="xlsx" ContentType="${TYPES}.spreadsheetml.sheet"/>${override('word/charts/chart1.xml', `${TYPES}.drawingml.chart+xml`)}`,
    },
  );
}

export const FONT_KEY = '{1DC96E42-5A8B-4F7C-9D30-0A1B2C3D4E5F}';

/** A font with one empty table. */
export function fontFile(): Buffer {
  const font = Buffer.alloc(64);
  font.writeUInt32BE(0x00010000, 0);
  font.writeUInt16BE(1, 4);
  font.write('head', 12, 'latin1');
  font.writeUInt32BE(28, 20);
  font.writeUInt32BE(36, 24);
  return font;
}

/** Mixes the first 32 bytes with the key, as Word does; doing it twice undoes it. */
export function obfuscated(font: Buffer, key = FONT_KEY): Buffer {
  const mask = Buffer.from(key.replace(/[{}-]/g, ''), 'hex').reverse();
  const mixed = Buffer.from(font);
  for (let index = 0; index < 32; index++) mixed[index] = (font[index] ?? 0) ^ (mask[index % 16] ?? 0);
  return mixed;
}

/** A document with an embedded font; the link may also lead outside. */
export function withFont(content: Buffer | null, fontLink: string, ending = 'odttf'): Buffer {
  const table = `${DECLARATION}<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${OFFICE}"><w:font w:name="Own"><w:embedRegular r:id="rIdF" w:fontKey="${FONT_KEY}"/></w:font></w:fonts>`;
  return withFiles(
    {
      'word/fontTable.xml': table,
      'word/_rels/fontTable.xml.rels': relationships(fontLink),
      ...(content ? { [`word/fonts/font1.${ending}`]: content } : {}),
    },
    {
      relationships: link('fontTable', 'fontTable.xml'),
      contentTypes: `<Default Extension="${ending}" ContentType="${TYPES}.obfuscatedFont"/>${override('word/fontTable.xml', `${TYPES}.wordprocessingml.fontTable+xml`)}`,
    },
  );
}

/** A complex field with its code in the given runs and a result. */
export function field(...codes: string[]): string {
  const mark = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  const runs = codes.map((code) => `<w:r><w:instrText xml:space="preserve">${code}</w:instrText></w:r>`);
  return `<w:p>${mark('begin')}${runs.join('')}${mark('separate')}<w:r><w:t>result</w:t></w:r>${mark('end')}</w:p>`;
}

/** A field nested in the code of another. */
export function nestedField(before: string, inner: string, after: string): string {
  const mark = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  const code = (text: string): string => (text ? `<w:r><w:instrText>${text}</w:instrText></w:r>` : '');
  return `<w:p>${mark('begin')}${code(before)}${mark('begin')}${code(inner)}${mark('end')}${code(after)}${mark('separate')}${mark('end')}</w:p>`;
}

/** The settings part of a document with a relationship of its own. */
export function withSettings(inside: string, settingsLinks = ''): Buffer {
  return withFiles(
    {
      'word/settings.xml': `${DECLARATION}<w:settings xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="${OFFICE}">${inside}<w:zoom w:percent="100"/></w:settings>`,
      ...(settingsLinks ? { 'word/_rels/settings.xml.rels': relationships(settingsLinks) } : {}),
    },
    {
      relationships: link('settings', 'settings.xml'),
      contentTypes: override('word/settings.xml', `${TYPES}.wordprocessingml.settings+xml`),
    },
  );
}
