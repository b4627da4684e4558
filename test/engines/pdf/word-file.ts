import { docx, relationships } from '../../support/docx.ts';

/** What an awkward document consists of: a body in real WordprocessingML and the parts it refers to. */
export interface WordFile {
  body: string;
  /** Content of the last section's properties, before the page size; references to headers and footers. */
  section?: string;
  /** The page of the last section; A4 upright with margins of an inch when absent. */
  page?: string;
  /** By file name without ending, which is also its relationship: `header1` is a header with the id `header1`. */
  parts?: Record<string, string>;
  /** PNG pictures by relationship. */
  pictures?: Record<string, Buffer>;
  /** Extra styles. */
  styles?: string;
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const namespaces = Object.entries({
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  r: `${OFFICE}/relationships`,
  m: `${OFFICE}/math`,
  wp: 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
  a: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  pic: 'http://schemas.openxmlformats.org/drawingml/2006/picture',
  c: 'http://schemas.openxmlformats.org/drawingml/2006/chart',
  mc: 'http://schemas.openxmlformats.org/markup-compatibility/2006',
  wps: 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape',
  wpg: 'http://schemas.microsoft.com/office/word/2010/wordprocessingGroup',
  w14: 'http://schemas.microsoft.com/office/word/2010/wordml',
  v: 'urn:schemas-microsoft-com:vml',
  o: 'urn:schemas-microsoft-com:office:office',
  w10: 'urn:schemas-microsoft-com:office:word',
})
  .map(([prefix, address]) => `xmlns:${prefix}="${address}"`)
  .join(' ');

/** Root element and type of each kind of part. */
const kinds: Record<string, { root: string; type: string }> = {
  header: { root: 'w:hdr', type: `${WORD}.header+xml` },
  footer: { root: 'w:ftr', type: `${WORD}.footer+xml` },
  footnotes: { root: 'w:footnotes', type: `${WORD}.footnotes+xml` },
  endnotes: { root: 'w:endnotes', type: `${WORD}.endnotes+xml` },
  comments: { root: 'w:comments', type: `${WORD}.comments+xml` },
  numbering: { root: 'w:numbering', type: `${WORD}.numbering+xml` },
  styles: { root: 'w:styles', type: `${WORD}.styles+xml` },
  chart: {
    root: 'c:chartSpace',
    type: 'application/vnd.openxmlformats-officedocument.drawingml.chart+xml',
  },
};

const heading = (level: number, size: number): string =>
  `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr></w:style>`;

const basicStyles =
  '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:lang w:val="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>' +
  '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>' +
  '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>' +
  heading(1, 32) +
  heading(2, 26) +
  '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>' +
  ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((side) => `<w:${side} w:val="single" w:sz="4" w:color="auto"/>`)
    .join('') +
  '</w:tblBorders></w:tblPr></w:style>' +
  '<w:style w:type="character" w:styleId="NoteReference"><w:name w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>';

export const portrait =
  '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>';
export const landscape =
  '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/>';

/** Packs it as Word would. @throws Error for a part of no known kind */
export function wordFile({ body, section = '', page = portrait, ...rest }: WordFile): Buffer {
  const parts: Record<string, string> = { styles: basicStyles + (rest.styles ?? ''), ...rest.parts };
  const described = Object.entries(parts).map(([name, xml]) => {
    const kind = name.replace(/\d+$/, '');
    const known = kinds[kind];
    if (known === undefined) throw new Error(`no kind of part is called ${kind}`);
    return { name, kind, ...known, xml };
  });
  const pictures = Object.entries(rest.pictures ?? {});
  // A header finds its pictures by relationships of its own.
  const pictureLinks = pictures.map(
    ([id]) =>
      `<Relationship Id="${id}" Type="${OFFICE}/relationships/image" Target="/word/media/${id}.png"/>`,
  );
  const headers = described.filter(({ kind }) => kind === 'header');
  return docx({
    body: '',
    contentTypes:
      '<Default Extension="png" ContentType="image/png"/>' +
      described
        .map(({ name, type }) => `<Override PartName="/word/${name}.xml" ContentType="${type}"/>`)
        .join(''),
    relationships:
      pictureLinks.join('') +
      described
        .map(
          ({ name, kind }) =>
            `<Relationship Id="${name}" Type="${OFFICE}/relationships/${kind}" Target="/word/${name}.xml"/>`,
        )
        .join(''),
    files: {
      'word/document.xml': `${DECLARATION}<w:document ${namespaces}><w:body>${body}<w:sectPr>${section}${page}</w:sectPr></w:body></w:document>`,
      ...Object.fromEntries(
        described.map(({ name, root, xml }) => [
          `word/${name}.xml`,
          `${DECLARATION}<${root} ${namespaces}>${xml}</${root}>`,
        ]),
      ),
      ...Object.fromEntries(pictures.map(([id, png]) => [`word/media/${id}.png`, png])),
      ...Object.fromEntries(
        headers.map(({ name }) => [`word/_rels/${name}.xml.rels`, relationships(pictureLinks.join(''))]),
      ),
    },
  });
}
