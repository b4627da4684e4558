import { type ZipFile, zipOf } from '../../support/docx.ts';

/** Builds the packages that the imitated programs write. */

export const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
export const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument';
export const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';

/** The namespaces on the root of every part, as most programs declare them. */
export const NAMESPACES = [
  `xmlns:w="${WORD}"`,
  `xmlns:r="${OFFICE}"`,
  'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
  'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
  'xmlns:o="urn:schemas-microsoft-com:office:office"',
  'xmlns:v="urn:schemas-microsoft-com:vml"',
  'xmlns:w10="urn:schemas-microsoft-com:office:word"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
  'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
  'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"',
  'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"',
].join(' ');

/** A part beside the body. */
export interface Part {
  name: string;
  content: string | Buffer;
  /** Content type without `application/vnd.openxmlformats-officedocument.`, or a whole one with a slash. */
  type?: string;
  /** How the body refers to it: relationship type without its address, or whole; absent when it does not. */
  link?: string;
  /** Relationship id; made from the position when absent. */
  id?: string;
}

export interface Package {
  /** Content of `w:body`. */
  body: string;
  /** What the document ends with, instead of an A4 page. */
  section?: string;
  parts?: Part[];
  /** More relationships of the body, as XML. */
  links?: string;
  /** More relationships of the package, as XML. */
  rootLinks?: string;
  main?: string;
  namespaces?: string;
  declaration?: string;
  /** How the package refers to its body; relative when absent. */
  mainTarget?: string;
  /** Attributes of `w:document` behind the namespaces. */
  attributes?: string;
}

const fullType = (type: string): string => (type.includes('/') ? type : `${TYPES}.${type}`);
const fullLink = (link: string): string => (link.includes('/') ? link : `${OFFICE}/${link}`);

export const rels = (xml: string, declaration = DECLARATION): string =>
  `${declaration}<Relationships xmlns="${PACKAGE}/relationships">${xml}</Relationships>`;

export const link = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="${fullLink(kind)}" Target="${target}"/>`;

export const webLink = (id: string, target: string): string =>
  `<Relationship Id="${id}" Type="${OFFICE}/hyperlink" Target="${target}" TargetMode="External"/>`;

/** The entries of a package in the order Word writes them. */
export function filesOf(content: Package): ZipFile[] {
  const main = content.main ?? 'word/document.xml';
  const declaration = content.declaration ?? DECLARATION;
  const parts = content.parts ?? [];
  const overrides = parts
    .filter(({ type }) => type !== undefined)
    .map(({ name, type = '' }) => `<Override PartName="/${name}" ContentType="${fullType(type)}"/>`);
  const links = parts
    .filter(({ link: kind }) => kind !== undefined)
    .map(({ name, link: kind = '', id }, at) => link(id ?? `rId${at + 1}`, kind, `/${name}`));
  const defaults = [
    ['rels', 'application/vnd.openxmlformats-package.relationships+xml'],
    ['xml', 'application/xml'],
    ['png', 'image/png'],
    ['xlsx', `${TYPES}.spreadsheetml.sheet`],
  ].map(([ending, type]) => `<Default Extension="${ending}" ContentType="${type}"/>`);
  const body = `<w:document ${content.namespaces ?? NAMESPACES}${content.attributes ?? ''}><w:body>${content.body}${content.section ?? section()}</w:body></w:document>`;
  return [
    {
      name: '[Content_Types].xml',
      content: `${declaration}<Types xmlns="${PACKAGE}/content-types">${defaults.join('')}<Override PartName="/${main}" ContentType="${TYPES}.wordprocessingml.document.main+xml"/>${overrides.join('')}</Types>`,
    },
    {
      name: '_rels/.rels',
      content: rels(
        link('rId1', 'officeDocument', content.mainTarget ?? main) + (content.rootLinks ?? ''),
        declaration,
      ),
    },
    { name: main, content: declaration + body },
    {
      name: main.replace(/([^/]*)$/, '_rels/$1.rels'),
      content: rels(links.join('') + (content.links ?? ''), declaration),
    },
    ...parts.map(({ name, content: bytes }) => ({ name, content: bytes })),
  ];
}

export const packageOf = (content: Package): Buffer => zipOf(filesOf(content));

/** A root element of Word text with the usual namespaces. */
export const root = (name: string, content: string, namespaces = NAMESPACES): string =>
  `${DECLARATION}<w:${name} ${namespaces}>${content}</w:${name}>`;

/** The last section of a document; `references` to headers and footers. */
export const section = (references = '', more = ''): string =>
  `<w:sectPr>${references}<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>${more}</w:sectPr>`;

export const header = (content: string, at = 1, kind: 'header' | 'footer' = 'header'): Part => ({
  name: `word/${kind}${at}.xml`,
  content: root(kind === 'header' ? 'hdr' : 'ftr', content),
  type: `wordprocessingml.${kind}+xml`,
  link: kind,
  id: `rId${kind}${at}`,
});

export const reference = (type: 'default' | 'first' | 'even', at = 1, kind = 'header'): string =>
  `<w:${kind}Reference w:type="${type}" r:id="rId${kind}${at}"/>`;

export const notes = (kind: 'footnote' | 'endnote' | 'comment', inside: string): Part => ({
  name: `word/${kind}s.xml`,
  content: root(
    `${kind}s`,
    kind === 'comment'
      ? inside
      : `<w:${kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:${kind}><w:${kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:${kind}>${inside}`,
  ),
  type: `wordprocessingml.${kind}s+xml`,
  link: `${kind}s`,
});

const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A `w:t`, keeping its spaces as Word asks for. */
export const t = (text: string): string =>
  `<w:t${/^\s|\s$/.test(text) ? ' xml:space="preserve"' : ''}>${escapeText(text)}</w:t>`;
export const r = (text: string, properties = ''): string =>
  `<w:r>${properties && `<w:rPr>${properties}</w:rPr>`}${t(text)}</w:r>`;
export const p = (...runs: string[]): string =>
  `<w:p>${runs.map((run) => (run.startsWith('<') ? run : r(run))).join('')}</w:p>`;
/** A table; cells are texts or paragraphs. */
export const table = (...rows: string[][]): string =>
  `<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/></w:tblPr><w:tblGrid>${(rows[0] ?? []).map(() => '<w:gridCol w:w="2000"/>').join('')}</w:tblGrid>${rows.map((cells) => `<w:tr>${cells.map((cell) => `<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/></w:tcPr>${cell.startsWith('<') ? cell : p(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`;

/** A complex field with its result. */
export const field = (code: string, result: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${result}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;

/** A smallest PNG: one black pixel. */
export const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==',
  'base64',
);

/** A picture in a line of text, from the part `id` leads to. */
export const inlinePicture = (id: string, description = ''): string =>
  `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="952500" cy="476250"/><wp:docPr id="1" name="Picture 1" descr="${description}"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="0" name="image1.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="${id}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="952500" cy="476250"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`;
