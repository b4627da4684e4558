import { para, r, titled } from './awkward-texts.ts';
import { landscape, portrait, wordFile } from './word-file.ts';

/** Awkward documents about pages, tables and lists. */

const filler =
  'The tenant keeps the premises in good repair and returns them so at the end of the term, fair wear and tear excepted. ';

/** A field whose result Word wrote down earlier. */
export const field = (code: string, result: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>${r(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>`;

export const pageBreak = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>';

const centred = '<w:jc w:val="center"/>';

/** The running header and footer, and those of a first page. */
const frames = {
  header1: para(r('Running header'), centred),
  header2: para(r('Header of the first page'), centred),
  footer1: para(r('Page ') + field('PAGE', '9') + r(' of ') + field('NUMPAGES', '99'), centred),
  footer2: para(r('Footer of the first page'), centred),
};
const references =
  '<w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="first" r:id="header2"/>' +
  '<w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="first" r:id="footer2"/>';

/** (d) Two upright pages, a wide one, an upright one. */
export function sections(): Buffer {
  const first = `<w:sectPr>${references}${portrait}<w:titlePg/></w:sectPr>`;
  const second = `<w:sectPr>${landscape}</w:sectPr>`;
  return wordFile({
    body: [
      titled('Upright'),
      para(r(filler.repeat(5))),
      pageBreak,
      para(r('Second page, still upright.'), first),
      titled('Wide'),
      para(r(filler.repeat(5)), second),
      titled('Upright again'),
      para(r(filler.repeat(5))),
    ].join(''),
    parts: frames,
  });
}

const cell = (content: string, width: number, properties = ''): string =>
  `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${properties}</w:tcPr>${content}</w:tc>`;
const row = (cells: string, properties = ''): string => `<w:tr><w:trPr>${properties}</w:trPr>${cells}</w:tr>`;
const grid = (rows: string, widths: readonly number[]): string =>
  `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="${widths.reduce((sum, width) => sum + width, 0)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>${rows}</w:tbl>`;

const right = '<w:jc w:val="right"/>';

/** (e) */
export function tables(): Buffer {
  let nested = para(r('Level 8'));
  for (let level = 7; level >= 0; level--) {
    const width = 1600 + (8 - level) * 500;
    nested = grid(row(cell(`${para(r(`Level ${level}`))}${nested}<w:p/>`, width)), [width]);
  }
  const merged = grid(
    row(cell(para(r('Over three columns'), centred), 9000, '<w:gridSpan w:val="3"/>')) +
      row(
        cell(para(r('Over two rows')), 3000, '<w:vMerge w:val="restart"/><w:vAlign w:val="center"/>') +
          cell(para(r('B2')), 3000) +
          cell(para(r('C2')), 3000, '<w:textDirection w:val="btLr"/>'),
        '<w:trHeight w:val="1000" w:hRule="atLeast"/>',
      ) +
      row(
        cell('<w:p/>', 3000, '<w:vMerge/>') +
          cell(para(r('Over two columns')), 6000, '<w:gridSpan w:val="2"/>'),
      ),
    [3000, 3000, 3000],
  );
  const fixed = grid(
    row(
      cell(para(r('This row is exactly 6 mm high and what it says is cut off. ')), 2000) +
        cell(para(r('Fits')), 2000),
      '<w:trHeight w:val="340" w:hRule="exact"/>',
    ),
    [2000, 2000],
  );
  const head = row(
    cell(para(r('Repeated item head')), 6000) + cell(para(r('Repeated amount head'), right), 3000),
    '<w:cantSplit/><w:tblHeader/>',
  );
  const rows = Array.from({ length: 70 }, (_, index) =>
    row(cell(para(r(`Item ${index + 1}`)), 6000) + cell(para(r(`₦${(index + 1) * 1250}.00`), right), 3000)),
  );
  return wordFile({
    body: [
      titled('Tables'),
      merged,
      para(r('Nested:')),
      nested,
      para(r('Fixed height:')),
      fixed,
      para(r('Long:')),
      grid(head + rows.join(''), [6000, 3000]),
      para(r('End.')),
    ].join(''),
  });
}

const level = (depth: number, format: string, text: string): string =>
  `<w:lvl w:ilvl="${depth}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${720 * (depth + 1)}" w:hanging="720"/></w:pPr></w:lvl>`;
const numbering =
  `<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>${level(0, 'decimal', '%1.')}${level(1, 'decimal', '%1.%2')}${level(2, 'lowerLetter', '(%3)')}${level(3, 'lowerRoman', '(%4)')}</w:abstractNum>` +
  `<w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="&#xF0B7;"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr></w:lvl></w:abstractNum>` +
  '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>';

const item = (text: string, depth: number, list = 1): string =>
  para(r(text), `<w:numPr><w:ilvl w:val="${depth}"/><w:numId w:val="${list}"/></w:numPr>`);

/** (h) */
export function listsAndTabs(): Buffer {
  const amount = (name: string, sum: string): string =>
    para(
      `${r(name)}<w:r><w:tab/></w:r>${r(sum)}`,
      '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs>',
    );
  const decimal = (name: string, sum: string): string =>
    para(
      `${r(name)}<w:r><w:tab/></w:r>${r(sum)}`,
      '<w:tabs><w:tab w:val="decimal" w:leader="underscore" w:pos="6000"/></w:tabs>',
    );
  const line = (text: string, page: string): string => `${r(text)}<w:r><w:tab/></w:r>${r(page)}`;
  const contents = [
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>' +
      line('A heading that was renamed since', '17'),
    `${line('Another old heading', '23')}<w:r><w:fldChar w:fldCharType="end"/></w:r>`,
  ].map((content) => para(content, '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9000"/></w:tabs>'));
  return wordFile({
    body: [
      titled('Contents'),
      ...contents,
      titled('Lists'),
      item('First clause', 0),
      item('First sub-clause', 1),
      item('Point a', 2),
      item('Point i', 3),
      item('Point ii', 3),
      item('Point b', 2),
      item('Second sub-clause', 1),
      item('Second clause', 0),
      item('A bullet', 0, 2),
      item('Another bullet', 0, 2),
      titled('Amounts'),
      amount('Rent', '₦4,500,000.00'),
      amount('Caution deposit', '₦450,000.00'),
      decimal('Decimal', '12.5'),
      decimal('Decimal', '1,234.75'),
    ].join(''),
    parts: { numbering },
  });
}

/** (k) Forty pages of all sorts. */
export function fortyPages(): Buffer {
  const chapter = (number: number): string =>
    [
      number === 1 ? '' : pageBreak,
      titled(`Chapter ${number}`),
      para(r(filler.repeat(6)), '<w:jc w:val="both"/>'),
      item('A clause', 0),
      item('A point', 1),
      grid(
        row(cell(para(r('Item')), 6000) + cell(para(r('Amount'), right), 3000), '<w:tblHeader/>') +
          row(cell(para(r(`Rent ${number}`)), 6000) + cell(para(r(`₦${number}50,000.00`), right), 3000)),
        [6000, 3000],
      ),
      titled('Detail', 2),
      para(r(filler.repeat(4))),
    ].join('');
  return wordFile({
    body: Array.from({ length: 40 }, (_, index) => chapter(index + 1)).join(''),
    section: references,
    parts: { ...frames, numbering },
  });
}
