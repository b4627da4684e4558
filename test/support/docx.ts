import { crc32, deflateRawSync } from 'node:zlib';

/**
 * Builds Word documents in memory, correct ones and, through `zipOf`, ones that no program would write.
 */

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const NAMESPACES = [
  `xmlns:w="${WORD}"`,
  `xmlns:r="${OFFICE}"`,
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
].join(' ');
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** One entry of a zip; everything but the name and content exists to tell lies. */
export interface ZipFile {
  name: string;
  content: Buffer | string;
  method?: number;
  flags?: number;
  statedSize?: number;
  crc?: number;
  localName?: string;
  /** Offset of the local header to claim instead of the true one. */
  offset?: number;
  externalAttributes?: number;
  /** Packed bytes to write instead of packing the content. */
  packed?: Buffer;
  /** Bytes of the name, for names that are no UTF-8. */
  nameBytes?: Buffer;
  /** Writes size and checksum behind the data instead of before it, as streaming programs do. */
  descriptor?: boolean;
  /** Writes the sizes before the data in eight bytes each, and may lie about the unpacked one. */
  longSize?: number | true;
}

/** What to claim at the end of a zip instead of the truth. */
export interface ZipEnd {
  comment?: Buffer;
  count?: number;
  disk?: number;
}

/** Writes a zip container exactly as told. */
export function zipOf(files: readonly ZipFile[], lies: ZipEnd = {}): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const content = Buffer.from(file.content);
    const method = file.method ?? 8;
    const packed = file.packed ?? (method === 0 ? content : deflateRawSync(content));
    const shared = Buffer.alloc(22);
    shared.writeUInt16LE(file.flags ?? (file.descriptor ? 8 : 0), 0);
    shared.writeUInt16LE(method, 2);
    shared.writeUInt32LE(0x5a21_6000, 4);
    shared.writeUInt32LE(file.crc ?? crc32(content), 8);
    shared.writeUInt32LE(packed.length, 12);
    shared.writeUInt32LE(file.statedSize ?? content.length, 16);
    const name = file.nameBytes ?? Buffer.from(file.name, 'utf8');
    const localName = file.nameBytes ?? Buffer.from(file.localName ?? file.name, 'utf8');
    const before = file.descriptor ? Buffer.from(shared).fill(0, 8, 20) : Buffer.from(shared);
    const extra = Buffer.alloc(file.longSize === undefined ? 0 : 20);
    if (file.longSize !== undefined) {
      before.fill(0xff, 12, 20);
      extra.writeUInt16LE(1, 0);
      extra.writeUInt16LE(16, 2);
      extra.writeBigUInt64LE(BigInt(file.longSize === true ? content.length : file.longSize), 4);
      extra.writeBigUInt64LE(BigInt(packed.length), 12);
    }
    const fields = withLength(before, localName);
    fields.writeUInt16LE(extra.length, 22);
    const start = Buffer.concat([numbers([0x04034b50, 4], [20, 2]), fields, localName, extra]);
    const descriptor = file.descriptor
      ? Buffer.concat([numbers([0x08074b50, 4]), shared.subarray(8, 20)])
      : Buffer.alloc(0);
    const tail = numbers(
      [0, 2],
      [0, 2],
      [0, 2],
      [file.externalAttributes ?? 0, 4],
      [file.offset ?? offset, 4],
    );
    const host = file.externalAttributes === undefined ? 20 : 0x0314;
    central.push(numbers([0x02014b50, 4], [host, 2], [20, 2]), withLength(shared, name), tail, name);
    local.push(start, packed, descriptor);
    offset += start.length + packed.length + descriptor.length;
  }
  const directory = Buffer.concat(central);
  const end = numbers(
    [0x06054b50, 4],
    [lies.disk ?? 0, 2],
    [0, 2],
    [(lies.count ?? files.length) & 0xffff, 2],
    [(lies.count ?? files.length) & 0xffff, 2],
    [directory.length, 4],
    [offset, 4],
    [lies.comment?.length ?? 0, 2],
  );
  return Buffer.concat([...local, directory, end, lies.comment ?? Buffer.alloc(0)]);
}

/** The fields of both headers from the flags to the length of the extra field. */
function withLength(shared: Buffer, name: Buffer): Buffer {
  const copy = Buffer.alloc(24);
  shared.copy(copy);
  copy.writeUInt16LE(name.length, 20);
  return copy;
}

function numbers(...values: [number, 2 | 4][]): Buffer {
  return Buffer.concat(
    values.map(([value, size]) => {
      const bytes = Buffer.alloc(size);
      bytes.writeUIntLE(value, 0, size);
      return bytes;
    }),
  );
}

/** What a test document consists of; texts are XML of the part without its root element. */
export interface DocxContent {
  body: string;
  header?: string;
  footer?: string;
  /** Content of one footnote. */
  footnote?: string;
  endnote?: string;
  /** Content of one comment. */
  comment?: string;
  /** Extra files, and replacements for those made here. */
  files?: Record<string, Buffer | string>;
  /** Extra relationships of the body, as XML. */
  relationships?: string;
  /** Extra lines for [Content_Types].xml. */
  contentTypes?: string;
  /** Where the body lies. */
  mainPart?: string;
}

/** The files of a small, complete Word document. */
export function docxFiles(content: DocxContent): Map<string, Buffer | string> {
  const main = content.mainPart ?? 'word/document.xml';
  const texts = [
    ['header', 'hdr', content.header],
    ['footer', 'ftr', content.footer],
    ['footnotes', 'footnotes', content.footnote && `<w:footnote w:id="2">${content.footnote}</w:footnote>`],
    ['endnotes', 'endnotes', content.endnote && `<w:endnote w:id="2">${content.endnote}</w:endnote>`],
    ['comments', 'comments', content.comment && `<w:comment w:id="2">${content.comment}</w:comment>`],
  ] as const;
  const used = texts.filter(([, , xml]) => xml !== undefined);
  const overrides = used.map(
    ([kind]) => `<Override PartName="/word/${kind}1.xml" ContentType="${TYPE}.${kind}+xml"/>`,
  );
  const links = used.map(
    ([kind]) => `<Relationship Id="r_${kind}" Type="${OFFICE}/${kind}" Target="/word/${kind}1.xml"/>`,
  );
  const references = used
    .filter(([kind]) => kind === 'header' || kind === 'footer')
    .map(([kind]) => `<w:${kind}Reference w:type="default" r:id="r_${kind}"/>`);
  const files = new Map<string, Buffer | string>([
    [
      '[Content_Types].xml',
      `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${TYPE}.document.main+xml"/>${overrides.join('')}${content.contentTypes ?? ''}</Types>`,
    ],
    [
      '_rels/.rels',
      relationships(`<Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="${main}"/>`),
    ],
    [
      main,
      `${DECLARATION}<w:document ${NAMESPACES}><w:body>${content.body}<w:sectPr>${references.join('')}<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>`,
    ],
    [
      main.replace(/([^/]*)$/, '_rels/$1.rels'),
      relationships(links.join('') + (content.relationships ?? '')),
    ],
    ...used.map(([kind, root, xml]): [string, string] => [
      `word/${kind}1.xml`,
      `${DECLARATION}<w:${root} ${NAMESPACES}>${xml}</w:${root}>`,
    ]),
  ]);
  for (const [name, file] of Object.entries(content.files ?? {})) files.set(name, file);
  return files;
}

/** A small, complete Word document; a text stands for its body. */
export function docx(content: DocxContent | string): Buffer {
  const files = docxFiles(typeof content === 'string' ? { body: content } : content);
  return zipOf([...files].map(([name, file]) => ({ name, content: file })));
}

/** A `.rels` part. */
export function relationships(xml: string): string {
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${xml}</Relationships>`;
}

/** A relationship to something outside the document. */
export function externalLink(kind: string, target: string): string {
  return `<Relationship Id="rX" Type="${OFFICE}/${kind}" Target="${target}" TargetMode="External"/>`;
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A run with a text, optionally with formatting. */
export const run = (text: string, properties = ''): string =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;

/** A paragraph whose text Word split into the given runs. */
export const p = (...runs: string[]): string => `<w:p>${runs.map((text) => run(text)).join('')}</w:p>`;

/** A table of one paragraph per cell. */
export const table = (...rows: string[][]): string =>
  `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid/>${rows
    .map((cells) => `<w:tr>${cells.map((cell) => `<w:tc><w:tcPr/>${p(cell)}</w:tc>`).join('')}</w:tr>`)
    .join('')}</w:tbl>`;

/** A text box as Word writes it: once for new readers and once for old ones. */
export const textBox = (content: string): string =>
  `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="1800000" cy="600000"/><wp:docPr id="7" name="Box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>${content}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect style="width:141pt;height:47pt"><v:textbox><w:txbxContent>${content}</w:txbxContent></v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
