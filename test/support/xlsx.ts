import { type ZipFile, zipOf } from './docx.ts';

/**
 * Builds Excel workbooks in memory: plain ones from texts, and through `sheetXml` and `parts` ones of any shape.
 */

const SPREADSHEET = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

export interface SheetContent {
  name?: string;
  state?: 'hidden' | 'veryHidden';
  /** What stands between the tags of `sheetData`; see {@link rowXml}. */
  rows?: string;
  /** What follows the `sheetData`, such as merged cells. */
  after?: string;
  /** The whole part instead. */
  xml?: string | Buffer;
}

export interface WorkbookContent {
  sheets: SheetContent[];
  sharedTexts?: string[];
  /** The `si` elements as XML, instead of `sharedTexts`. */
  sharedXml?: string;
  /** A number format for each style of cells, from style 1 on: a built-in id or a code. */
  formats?: (number | string)[];
  from1904?: boolean;
  /** More parts, or others in place of ours. */
  parts?: ZipFile[];
  /** Namespace and relationship types of the Strict variant (ISO/IEC 29500). */
  strict?: boolean;
}

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** A row of inline strings; undefined leaves a cell out. */
export function rowXml(number: number, cells: readonly (string | undefined)[]): string {
  const written = cells.map((cell) =>
    cell === undefined
      ? '<c/>'
      : `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`,
  );
  return `<row r="${number}">${written.join('')}</row>`;
}

/** A workbook with one sheet of texts, its first row on row 1. */
export const workbookOf = (rows: readonly (readonly (string | undefined)[])[]): Buffer =>
  xlsxOf({ sheets: [{ rows: rows.map((cells, index) => rowXml(index + 1, cells)).join('') }] });

export function xlsxOf(content: WorkbookContent): Buffer {
  const main = content.strict ? 'http://purl.oclc.org/ooxml/spreadsheetml/main' : SPREADSHEET;
  const types = content.strict ? 'http://purl.oclc.org/ooxml/officeDocument/relationships' : OFFICE;
  const link = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${types}/${type}" Target="${target}"/>`;
  const relationships = (links: string): string =>
    `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${links}</Relationships>`;
  const sheets = content.sheets.map(({ name, state }, index) => {
    const shown = state === undefined ? '' : ` state="${state}"`;
    return `<sheet name="${escapeXml(name ?? `Sheet${index + 1}`)}" sheetId="${index + 1}"${shown} r:id="rId${index + 1}"/>`;
  });
  const files: ZipFile[] = [
    { name: '[Content_Types].xml', content: `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"/>` },
    { name: '_rels/.rels', content: relationships(link('rId1', 'officeDocument', 'xl/workbook.xml')) },
    {
      name: 'xl/workbook.xml',
      content: `${DECLARATION}<workbook xmlns="${main}" xmlns:r="${types}"><workbookPr${content.from1904 ? ' date1904="1"' : ''}/><sheets>${sheets.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relationships(
        [
          ...content.sheets.map((_, index) =>
            link(`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`),
          ),
          link('rIdTexts', 'sharedStrings', '/xl/sharedStrings.xml'),
          link('rIdStyles', 'styles', 'styles.xml'),
        ].join(''),
      ),
    },
    ...content.sheets.map(({ rows = '', after = '', xml }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content:
        xml ?? `${DECLARATION}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData>${after}</worksheet>`,
    })),
    ...sharedTexts(content, main),
    ...styles(content, main),
  ];
  const own = content.parts ?? [];
  return zipOf([...files.filter(({ name }) => !own.some((part) => part.name === name)), ...own]);
}

function sharedTexts({ sharedTexts: texts, sharedXml }: WorkbookContent, main: string): ZipFile[] {
  const items =
    sharedXml ?? texts?.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('');
  if (items === undefined) return [];
  return [{ name: 'xl/sharedStrings.xml', content: `${DECLARATION}<sst xmlns="${main}">${items}</sst>` }];
}

/** The first format of a workbook's own: ECMA-376 Part 1, 18.8.30 leaves those below to the programs. */
const FIRST_OWN_FORMAT = 164;

function styles({ formats }: WorkbookContent, main: string): ZipFile[] {
  if (!formats) return [];
  const ids = formats.map((format, index) =>
    typeof format === 'number' ? format : FIRST_OWN_FORMAT + index,
  );
  const own = formats.map((format, index) =>
    typeof format === 'number' ? '' : `<numFmt numFmtId="${ids[index]}" formatCode="${escapeXml(format)}"/>`,
  );
  const cells = [0, ...ids].map((id) => `<xf numFmtId="${id}" fontId="0" applyNumberFormat="1"/>`);
  const content = `${DECLARATION}<styleSheet xmlns="${main}"><numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${cells.join('')}</cellXfs><dxfs><dxf><numFmt numFmtId="164" formatCode="0"/></dxf></dxfs></styleSheet>`;
  return [{ name: 'xl/styles.xml', content }];
}
