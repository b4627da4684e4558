import { type Block, type Content, fillMarks, type Paragraph } from './content.ts';
import type { Line, Syntax } from './syntax.ts';

const namespaces = [
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"',
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"',
  'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
  'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
  'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"',
].join(' ');

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** `word/document.xml` of the template in an engine's syntax. */
export function bodyXml(content: Content, syntax: Syntax): string {
  const blocks = content.blocks.map((block) => blockXml(block, syntax)).join('');
  const section =
    '<w:sectPr><w:headerReference w:type="default" r:id="rIdHeader"/><w:footerReference w:type="default" r:id="rIdFooter"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>';
  return `${declaration}<w:document ${namespaces}><w:body>${blocks}${section}</w:body></w:document>`;
}

/** A header or footer of one paragraph. */
export function edgeXml(tag: 'hdr' | 'ftr', text: string, syntax: Syntax): string {
  const said = fillMarks(text, syntax.value);
  const style = tag === 'hdr' ? 'Header' : 'Footer';
  return `${declaration}<w:${tag} ${namespaces}>${paragraphXml(said, style)}</w:${tag}>`;
}

function blockXml(block: Block, syntax: Syntax): string {
  switch (block.type) {
    case 'paragraph':
      return filledParagraph(block, syntax);
    case 'picture':
      return pictureXml;
    case 'condition': {
      const [open, close] = syntax.condition(block.flag);
      const inner = block.paragraphs.map((each) => filledParagraph(each, syntax)).join('');
      return `${paragraphXml(open, 'Normal')}${inner}${paragraphXml(close, 'Normal')}`;
    }
    case 'lines': {
      const lines = syntax.lines(block.list, (item) => fillMarks(block.text, item));
      return lines.map((line) => paragraphXml(line, block.style)).join('');
    }
    case 'table':
      return tableXml(block, syntax);
  }
}

const filledParagraph = ({ text, style }: Paragraph, syntax: Syntax): string =>
  paragraphXml(fillMarks(text, syntax.value), style);

function paragraphXml(text: string, style: string): string {
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/></w:pPr>${runXml(text)}</w:p>`;
}

/** One run, as Word writes what was typed in one go. */
const runXml = (text: string): string =>
  text === ''
    ? ''
    : `<w:r><w:rPr><w:lang w:val="en-GB"/></w:rPr><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r>`;

const columnWidths = [800, 3826, 1200, 1600, 1600];

function tableXml(block: Extract<Block, { type: 'table' }>, syntax: Syntax): string {
  const writers = block.row.map(
    (cell): Line =>
      (item) =>
        fillMarks(cell, item),
  );
  const once = block.closing.map((row) => row.map((cell) => fillMarks(cell, syntax.value)));
  const rows = [block.heading, ...syntax.rows(block.list, writers), ...once];
  const grid = columnWidths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  return `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="9026" w:type="dxa"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.map(rowXml).join('')}</w:tbl>`;
}

function rowXml(cells: readonly string[]): string {
  const columns = cells.map((cell, index) => {
    const width = `<w:tcPr><w:tcW w:w="${columnWidths[index] ?? 0}" w:type="dxa"/></w:tcPr>`;
    return `<w:tc>${width}${paragraphXml(cell, 'Cell')}</w:tc>`;
  });
  return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${columns.join('')}</w:tr>`;
}

const size = '<wp:extent cx="1905000" cy="571500"/>';
const pictureXml = `<w:p><w:pPr><w:pStyle w:val="Normal"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">${size}<wp:docPr id="1" name="Logo" descr="Logo"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name="logo.png"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rIdLogo"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1905000" cy="571500"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`;

const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
