import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countLetters, missingFrom } from '../../../shared/engines/pdf/count-letters.ts';
import type { Conversion } from '../../../shared/engines/pdf/pdf-converter.ts';
import { docx, run } from '../../support/docx.ts';
import { pdfFonts, pdfInfo, pdfText, qpdfCheck } from '../../support/pdf-judges.ts';
import { awkwardDocuments } from './awkward-documents.ts';
import { commonFonts, nigerianText } from './awkward-texts.ts';
import { faultOf, type OwnPool, openOwnPool } from './pool-fixture.ts';

let own: OwnPool;
const conversions = new Map<string, Conversion>();

beforeAll(async () => {
  own = await openOwnPool(2);
  await Promise.all(
    Object.entries(awkwardDocuments).map(async ([name, make]) => {
      conversions.set(name, await own.pool.convert(await make()));
    }),
  );
});

afterAll(() => own.pool.stop());

function converted(name: string): Conversion {
  const conversion = conversions.get(name);
  if (conversion === undefined) throw new Error(`nothing awkward is called ${name}`);
  return conversion;
}

const textOf = (name: string, page?: number): string => pdfText(converted(name).pdf, page);

/** As {@link textOf}, however the lines were broken. */
const flatTextOf = (name: string): string => textOf(name).replace(/\s+/g, ' ');

describe.each([
  ['languages of Nigeria', 1],
  ['right to left', 1],
  ['emoji and signs', 1],
  ['sections', 4],
  ['tables', 3],
  ['notes and changes', 2],
  ['floating objects', 1],
  ['lists and tabs', 1],
  ['typography', 1],
  ['charts and forms', 1],
  ['forty pages', 40],
])('the document about %s', (name, pages) => {
  test(`has as many pages as expected (${pages}) and nothing to warn of`, () => {
    expect(converted(name)).toMatchObject({ pages, warnings: [] });
    expect(converted(name).substitutedFonts.filter(({ sameWidths }) => !sameWidths)).toEqual([]);
  });

  test('is a sound PDF with all of its fonts in it', () => {
    expect(qpdfCheck(converted(name).pdf)).toBe('no errors');
    for (const font of pdfFonts(converted(name).pdf)) expect(font).toMatchObject({ isEmbedded: true });
  });
});

describe('of awkward documents', () => {
  test('the languages of Nigeria keep every letter in the five common fonts', () => {
    const times = commonFonts.length * 2;
    const letters = countLetters(nigerianText.repeat(times));
    expect(missingFrom(letters, countLetters(textOf('languages of Nigeria')))).toBe(0);
    expect(converted('languages of Nigeria').substitutedFonts.map(({ asked }) => asked)).toEqual(
      [...commonFonts].sort(),
    );
  });

  test('sections keep their orientation, their headers and the number of all pages', () => {
    const { pdf } = converted('sections');
    const sizes = pdfInfo(pdf, ['-f', '1', '-l', '4']);
    expect(sizes['Page    2 size']).toMatch(/^595.* x 841/);
    expect(sizes['Page    3 size']).toMatch(/^841.* x 595/);
    expect(textOf('sections', 1)).toContain('Header of the first page');
    expect(textOf('sections', 1)).not.toContain('Running header');
    for (const page of [2, 3, 4]) {
      expect(textOf('sections', page)).toContain('Running header');
      expect(textOf('sections', page)).toContain(`Page ${page} of 4`);
    }
  });

  test('tables repeat their heads, print nested cells and cut rows of fixed height', () => {
    for (const page of [1, 2, 3]) expect(textOf('tables', page)).toContain('Repeated amount head');
    expect(textOf('tables')).toContain('Level 8');
    expect(textOf('tables')).toContain('Item 70');
  });

  test('notes are printed, tracked changes as if accepted, and comments not at all', () => {
    const text = flatTextOf('notes and changes');
    expect(text).toContain('Words of the footnote.');
    expect(text).toContain('Words of the endnote.');
    expect(text).toContain('The rent is two million naira.');
    expect(text).not.toContain('formerly agreed');
    expect(text).not.toContain('A remark for colleagues');
    expect(text.match(/This sentence has moved/g)).toHaveLength(1);
  });

  test('rows that were deleted or inserted under tracked changes are printed as if accepted', async () => {
    const row = (kind: 'del' | 'ins', id: number, content: string): string =>
      `<w:tr><w:trPr><w:${kind} w:id="${id}" w:author="A"/></w:trPr><w:tc><w:tcPr/><w:p><w:${kind} w:id="${id + 1}" w:author="A"><w:r>${content}</w:r></w:${kind}></w:p></w:tc></w:tr>`;
    const table = `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid>${row('del', 1, '<w:delText>row that goes</w:delText>')}${row('ins', 3, '<w:t>row that comes</w:t>')}</w:tbl><w:p/>`;
    const { pdf, warnings } = await own.pool.convert(docx(table));
    expect(pdfText(pdf).trim()).toBe('row that comes');
    expect(warnings).toEqual([]);
  });

  test('shapes, groups, boxes and the header show their words', () => {
    const text = flatTextOf('floating objects');
    for (const words of ['Words in a box', 'Words in the left shape', 'Header with a picture'])
      expect(text).toContain(words);
    expect(text).not.toContain('Your program cannot show');
  });

  test('lists are numbered on all levels, and a table of contents says what Word wrote down', () => {
    const text = flatTextOf('lists and tabs');
    for (const words of ['1.1 First sub-clause', '(a)', '(b)', '(ii) Point ii', '1.2', '2.'])
      expect(text).toContain(words);
    expect(text).toMatch(/A heading that was renamed since\.+17/);
    expect(text).toMatch(/Rent\.+₦4,500,000\.00/);
  });

  test('hidden words stay hidden', () => {
    expect(flatTextOf('typography')).not.toContain('hidden words');
    expect(flatTextOf('typography')).toContain('One column again.');
  });

  test('equations, charts, controls and form fields are printed', () => {
    const text = flatTextOf('charts and forms');
    for (const words of ['Rent by quarter', 'is a term', 'Amina Bello', 'typed text', '«Name»'])
      expect(text).toContain(words);
    expect(text).toMatch(/b ?± ?√/);
    expect(pdfInfo(converted('charts and forms').pdf)).toMatchObject({ Form: 'none' });
  });

  test('forty pages count to forty', () => {
    expect(textOf('forty pages', 40)).toContain('Page 40 of 40');
    expect(textOf('forty pages', 40)).toContain('40.1');
  });
});

describe('a field that LibreOffice does not know', () => {
  const mark = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  const code = (text: string): string => `<w:r><w:instrText xml:space="preserve">${text}</w:instrText></w:r>`;
  const nested = `${mark('begin')}${code(' MERGEFIELD sex ')}${mark('separate')}${run('M')}${mark('end')}`;

  test.each([
    [
      'a condition',
      `${mark('begin')}${code(' IF ')}${nested}${code(' = "M" "Mr" "Ms" ')}${mark('separate')}${run('Mr')}${mark('end')}`,
    ],
    [
      'a simple condition',
      `<w:fldSimple w:instr=" IF 1 = 1 &quot;Mr&quot; &quot;Ms&quot; ">${run('Mr')}</w:fldSimple>`,
    ],
    [
      'a number of words',
      `${mark('begin')}${code(' NUMWORDS ')}${mark('separate')}${run('Mr')}${mark('end')}`,
    ],
  ])('prints what Word last wrote into %s', async (_, xml) => {
    const { pdf } = await own.pool.convert(docx(`<w:p>${run('Dear ')}${xml}${run(' Eze')}</w:p>`));
    expect(pdfText(pdf).trim()).toBe('Dear Mr Eze');
  });
});

describe('a comparison of letters', () => {
  const hidden =
    '<w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>';
  const styles = (xml: string) => ({
    files: {
      'word/styles.xml': `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">${xml}</w:styles>`,
    },
    relationships:
      '<Relationship Id="rS" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="/word/styles.xml"/>',
    contentTypes:
      '<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>',
  });
  const begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>';
  const separate = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>';
  const end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>';
  const code = (text: string): string => `<w:r><w:instrText xml:space="preserve">${text}</w:instrText></w:r>`;
  const long = 'a good many words that nobody prints';

  test.each([
    [
      'words hidden by a style',
      docx({ body: `<w:p>${run('Seen')}${run(long, '<w:rStyle w:val="Note"/>')}</w:p>`, ...styles(hidden) }),
    ],
    [
      'a note that nothing refers to',
      docx({ body: `<w:p>${run('Seen')}</w:p>`, footnote: `<w:p>${run(long)}</w:p>` }),
    ],
    [
      'the result of a field within the code of another',
      docx(
        `<w:p>${run('Seen ')}${begin}${code(' IF ')}${begin}${code(' MERGEFIELD x ')}${separate}${run(long)}${end}${code(' = "a" "yes" "no" ')}${separate}${run('yes')}${end}</w:p>`,
      ),
    ],
    ['small capitals of ß', docx(`<w:p>${run('straße größe maß gruß fuß', '<w:smallCaps/>')}</w:p>`)],
    [
      'the copy for old programs',
      docx(
        `<w:p>${run('Seen')}<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:t> new</w:t></mc:Choice><mc:Fallback><w:t>${long}</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>`,
      ),
    ],
    [
      'letters that stand for signs',
      docx(
        `<w:p>${run('Seen ')}${run('lnqoxüýþ'.repeat(3), '<w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/>')}</w:p>`,
      ),
    ],
  ])('does not miss %s', async (_, file) => {
    expect((await own.pool.convert(file)).warnings).toEqual([]);
  });

  test('misses what is behind the edge of rows of fixed height, and says so', async () => {
    const row = `<w:tbl><w:tblPr><w:tblW w:w="3000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="300" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr><w:p>${run('Short. '.repeat(30))}</w:p></w:tc></w:tr></w:tbl><w:p>${run('Text around it is long enough to matter. '.repeat(30))}</w:p>`;
    expect((await own.pool.convert(docx(row))).warnings).toMatchObject([{ code: 'some-text-missing' }]);
  });

  test('refuses a page that shows nothing of its words', async () => {
    const far = `<w:p><w:pPr><w:framePr w:w="4000" w:h="400" w:hRule="exact" w:x="30000" w:y="30000" w:hAnchor="page" w:vAnchor="page"/></w:pPr>${run('x')}</w:p>`;
    const table = `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="3000"/></w:tblGrid><w:tr><w:trPr><w:trHeight w:val="20" w:hRule="exact"/></w:trPr><w:tc><w:tcPr/><w:p/><w:p>${run('Words that lie behind the edge of the row. '.repeat(20))}</w:p></w:tc></w:tr></w:tbl>`;
    expect(['text-lost', 'blank-pdf']).toContain((await faultOf(own.pool.convert(docx(table + far)))).code);
  });
});
