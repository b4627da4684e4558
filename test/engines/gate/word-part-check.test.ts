// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import type { FieldPart } from '../../../shared/domain/field.ts';
import type { TemplateFault } from '../../../shared/domain/template-fault.ts';
import { WordPartCheck } from '../../../shared/engines/docx/word-part-check.ts';
import { checkXml, xmlBudget } from '../../../shared/engines/docx/xml-part-check.ts';
import { faultsOf } from './faults-of.ts';

const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT = 'http://purl.oclc.org/ooxml/wordprocessingml/main';
const NAMESPACE = `xmlns:w="${WORD}"`;
const UNUSUAL = {
  code: 'unusual-namespaces',
  message:
    'The document names its elements in a way Word never does. Open it in Word and save it again as a Word document (.docx).',
  where: { around: 'a.xml' },
};

/** Checks a whole part; returns its root element and the faults found. */
function checked(xml: string, part: FieldPart | undefined): { root: string; faults: TemplateFault[] } {
  const bytes = Buffer.from(xml, 'utf8').toString('latin1');
  const check = new WordPartCheck(bytes, 'a.xml', part);
  checkXml(bytes, 'a.xml', xmlBudget(), check);
  return { root: check.finish(), faults: check.faults };
}

const inside = (body: string): string => `<w:document ${NAMESPACE}>${body}</w:document>`;
const found = (body: string, part?: FieldPart): TemplateFault[] =>
  checked(inside(body), part ?? 'body').faults;
const thrown = (body: string) => faultsOf(() => found(body));
const placesOf = (body: string) => found(body).map(({ where }) => where);
const FIELD = '<w:fldSimple w:instr="RD x"/>';
const complex = (type: string): string => `<w:fldChar w:fldCharType="${type}"/>`;
const code = (text: string): string => `<w:instrText>${text}</w:instrText>`;

describe('namespaces', () => {
  test.each([
    `<w:hdr ${NAMESPACE}/>`,
    `<w:hdr xmlns:w="${STRICT}"/>`,
    `<w:hdr xmlns:a="x" ${NAMESPACE} xmlns="y"/>`,
    `<w:hdr ${NAMESPACE}><w:p ${NAMESPACE}/></w:hdr>`,
    `<w:hdr xmlns:w="${WORD.replace('main', '&#109;ain')}"/>`,
  ])('allow %j', (xml) => {
    expect(checked(xml, 'header')).toEqual({ root: 'w:hdr', faults: [] });
  });

  test.each([
    '<w:hdr/>',
    '<w:hdr xmlns:w="x"/>',
    `<w:hdr xmlns="${WORD}" ${NAMESPACE}/>`,
    `<w:hdr ${NAMESPACE} xmlns:x="${WORD}"/>`,
    `<w:hdr ${NAMESPACE} xmlns:x="${STRICT}"/>`,
    `<w:hdr ${NAMESPACE}><w:p xmlns:w="${STRICT}"/></w:hdr>`,
    `<w:hdr ${NAMESPACE}><w:p xmlns:w="x"/></w:hdr>`,
    `<hdr ${NAMESPACE}/>`,
    `<x:hdr ${NAMESPACE}/>`,
  ])('refuse %j', (xml) => {
    expect(faultsOf(() => checked(xml, 'header'))).toEqual([UNUSUAL]);
  });

  it('judge only the first element as the root', () => {
    expect(checked(inside('<a:b/>'), 'body').root).toBe('w:document');
  });
});

describe('fields', () => {
  const refused = (body: string): string[] => found(body).map(({ where }) => where?.around ?? '');

  test.each<[string, string[]]>([
    [FIELD, ['RD x']],
    ['<w:fldSimple/>', []],
    ['<w:fldSimple w:instr="PAGE"><w:r/></w:fldSimple>', []],
    ['<w:fldSimple w:instr="RD “é”"/>', ['RD “é”']],
    [complex('begin') + code('R') + code('D x') + complex('separate') + complex('end'), ['RD x']],
    [complex('begin') + code('RD x'), ['RD x']],
    [`${complex('begin')}<w:t>RD é</w:t>${complex('end')}`, ['RD é']],
    [`${complex('begin')}<w:delInstrText>RD &amp;</w:delInstrText>${complex('end')}`, ['RD &']],
    [`${complex('begin') + code('PAGE') + complex('separate')}<w:t>RD x</w:t>${complex('end')}`, []],
    [complex('begin') + code('PAGE') + complex('separate') + code('RD x') + complex('end'), ['RD x']],
    [`${complex('begin') + code('PAGE') + complex('end')}<w:t>RD x</w:t>`, []],
    [`${complex('begin')}<m:t>RD</m:t>${code('PAGE')}${complex('end')}`, []],
    [`${complex('begin')}RD${code('PAGE')}${complex('end')}`, []],
    [complex('begin') + code('PAGE') + complex('other') + code(' x') + complex('end'), []],
    [complex('begin') + code('PAGE') + complex('other') + code('X') + complex('end'), ['PAGEX']],
    ['<w:fldChar/>' + '<w:t>RD x</w:t>', []],
    ['<w:t>RD x</w:t>', []],
    [code('RD x'), ['RD x']],
    ['<w:instrText xml:space="preserve"/><w:t>PAGE</w:t>', []],
  ])('in %s are judged as %j', (body, around) => {
    expect(refused(body)).toEqual(around);
  });

  it('may stand in text that is read by bytes', () => {
    expect(refused(`<w:t>₦</w:t>${complex('begin')}${code('RD ₦')}${complex('end')}`)).toEqual(['RD ₦']);
  });
});

describe('elements that bring in what is no document', () => {
  const EMBEDDED =
    'The document holds an embedded object. Replace it by a picture of it, or by ordinary text.';
  const IMPORTED = 'The document imports another file when it is opened. Insert its text into the document.';
  const VIDEO = 'The document shows a video from the web. Replace it by a link or a picture.';

  test.each([
    ['o:OLEObject', 'embedded-object', EMBEDDED],
    ['w:objectEmbed', 'embedded-object', EMBEDDED],
    ['w:objectLink', 'embedded-object', EMBEDDED],
    ['w:control', 'embedded-object', EMBEDDED],
    ['control', 'embedded-object', EMBEDDED],
    ['w:altChunk', 'imported-content', IMPORTED],
    ['w:subDoc', 'imported-content', IMPORTED],
    ['wp-1.5:webVideoPr', 'external-link', VIDEO],
  ])('include %s', (element, fault, message) => {
    const expected = [{ code: fault, message, where: { part: 'body', paragraph: 1, around: element } }];
    expect(found(`<${element}/>`)).toEqual(expected);
    expect(found(`<${element} a="1"/>`)).toEqual(expected);
    expect(found(`<${element}></${element}>`)).toEqual(expected);
  });

  test.each(['<w:controls/>', '<w:xcontrol/>', '<control.x/>', '<w:p w:control="1"/>'])(
    'are not %s',
    (body) => {
      expect(found(body)).toEqual([]);
    },
  );
});

describe('references', () => {
  it('to the outside are found in an element', () => {
    expect(found('<v:a/><v:imagedata src="http://é.example"/>')).toEqual([
      {
        code: 'external-link',
        message:
          'The document loads “http://é.example” from outside. Insert the picture into the document instead of linking it.',
        where: { part: 'body', paragraph: 1, around: 'http://é.example' },
      },
    ]);
  });

  it('in text are none', () => {
    expect(found('<w:t> src="http://a.example"</w:t>')).toEqual([]);
  });
});

describe('places', () => {
  test.each<[string, string, object]>([
    ['before any paragraph', FIELD, { paragraph: 1 }],
    ['in the first paragraph', `<w:p>${FIELD}</w:p>`, { paragraph: 1 }],
    ['after an empty paragraph', `<w:p/><w:p>${FIELD}</w:p>`, { paragraph: 2 }],
    ['after another element', `<w:r/><w:p>${FIELD}</w:p>`, { paragraph: 1 }],
    ['in a table before its first cell', `<w:tbl>${FIELD}</w:tbl>`, { paragraph: 1 }],
    [
      'in a cell',
      `<w:tbl><w:tr><w:tc>${FIELD}</w:tc></w:tr></w:tbl>`,
      { cell: { table: 1, row: 1, column: 1 } },
    ],
    [
      'in the second cell of the third row',
      `<w:tbl><w:tr><w:tc/></w:tr><w:tr/><w:tr><w:tc></w:tc><w:tc>${FIELD}</w:tc></w:tr></w:tbl>`,
      { cell: { table: 1, row: 3, column: 2 } },
    ],
    [
      'in the second table',
      `<w:tbl><w:tr><w:tc></w:tc></w:tr></w:tbl><w:tbl><w:tr><w:tc>${FIELD}</w:tc></w:tr></w:tbl>`,
      { cell: { table: 2, row: 1, column: 1 } },
    ],
    [
      'behind an inner table',
      `<w:tbl><w:tr><w:tc><w:tbl><w:tr><w:tc></w:tc><w:tc></w:tc></w:tr></w:tbl>${FIELD}</w:tc></w:tr></w:tbl>`,
      { cell: { table: 1, row: 1, column: 1 } },
    ],
    [
      'deep in a cell',
      `<w:tbl><w:tr><w:tc><w:p><w:r>${FIELD}</w:r></w:p></w:tc></w:tr></w:tbl>`,
      { cell: { table: 1, row: 1, column: 1 } },
    ],
    ['behind a table', `<w:tbl><w:tr><w:tc></w:tc></w:tr></w:tbl>${FIELD}`, { paragraph: 1 }],
    ['in a row and cell of no table', `<w:tr><w:tc>${FIELD}</w:tc></w:tr>`, { paragraph: 1 }],
    [
      'behind what only old readers see',
      `<mc:Fallback><w:p/><w:p></w:p><w:tbl></w:tbl></mc:Fallback><w:p/><w:p/><w:p></w:p><w:tbl><w:tr><w:tc>${FIELD}</w:tc></w:tr></w:tbl>`,
      { paragraph: 3, cell: { table: 1, row: 1, column: 1 } },
    ],
    [
      'behind what only old readers see, twice',
      `<mc:Fallback><mc:Fallback><w:p/></mc:Fallback><w:p/></mc:Fallback><mc:Fallback/><w:p>${FIELD}</w:p>`,
      { paragraph: 1 },
    ],
  ])('%s', (_, body, place) => {
    expect(placesOf(body)).toEqual([{ part: 'body', paragraph: 1, ...place, around: 'RD x' }]);
  });

  it('stay as they were when the fault was found', () => {
    const row = `<w:tr><w:tc>${FIELD}</w:tc></w:tr>`;
    expect(placesOf(`<w:tbl>${row}${row}</w:tbl>`).map((where) => where?.cell?.row)).toEqual([1, 2]);
  });

  it('are left out in a part that people do not see, and so are placeholders', () => {
    const xml = inside(`${FIELD}<w:fldSimple w:instr="REF \${a}"/>`);
    expect(checked(xml, undefined).faults.map(({ where }) => where)).toEqual([{ around: 'RD x' }]);
    expect(checked(xml, 'footer').faults.map(({ code }) => code)).toEqual([
      'forbidden-field',
      'unfillable-place',
    ]);
  });

  it('are kept for 200 faults', () => {
    expect(found(FIELD.repeat(200))).toHaveLength(200);
    expect(found(FIELD.repeat(201))).toHaveLength(200);
  });
});

describe('limits', () => {
  const complexity = (message: string) => [{ code: 'too-complex', message, where: { around: 'a.xml' } }];

  it('allow ten tables in one another', () => {
    const tables = (count: number): string => '<w:tbl>'.repeat(count) + '</w:tbl>'.repeat(count);
    expect(thrown(tables(10))).toEqual([]);
    expect(thrown('<w:tbl></w:tbl>'.repeat(11))).toEqual([]);
    expect(thrown(tables(11))).toEqual(
      complexity('Tables are nested more than 10 deep. Take the inner tables out of their cells.'),
    );
  });

  test.each(['<w:tr/>', '<w:tr></w:tr>'])('allow 2,000 rows written %s', (row) => {
    expect(thrown(row.repeat(2000))).toEqual([]);
    expect(thrown(row.repeat(2001))).toEqual(
      complexity(
        'The tables of the document have more than 2000 rows. Repeat one row with a list, or split the document.',
      ),
    );
  });

  const paragraph = (...texts: string[]): string => `<w:p>${texts.join('')}</w:p>`;
  const text = (length: number, element = 'w:t', letter = 'x'): string =>
    `<${element}>${letter.repeat(length)}</${element}>`;

  test.each(['w:t', 'm:t', 'a:t', 'w:delText', 'w:instrText', 'w:delInstrText'])(
    'allow 100,000 characters of %s in one paragraph',
    (element) => {
      expect(thrown(paragraph(text(99_999), text(1, element)))).toEqual([]);
      expect(thrown(paragraph(text(100_000), text(1, element)))).toEqual([
        {
          code: 'paragraph-too-long',
          message: 'A paragraph is longer than 100,000 characters. Split it into several.',
          where: { part: 'body', paragraph: 1, around: 'x' },
        },
      ]);
    },
  );

  it('quote the first letters of the text that is too long', () => {
    expect(thrown(paragraph(text(100_001)))).toMatchObject([{ where: { around: 'x'.repeat(80) } }]);
    expect(thrown(paragraph(text(100_001, 'w:t', '₦')))).toMatchObject([
      { where: { around: expect.stringMatching(/^₦{26}/) } },
    ]);
  });

  it('count letters, not bytes, and only text', () => {
    expect(thrown(paragraph(text(100_000, 'w:t', '₦')))).toEqual([]);
    expect(thrown(paragraph(text(100_000), '<w:x>more</w:x> more'))).toEqual([]);
    expect(thrown(`${text(100_000)}${text(1)}`)).toEqual([]);
  });

  it('count each paragraph by itself, be it within another', () => {
    const inner = paragraph(text(60_000));
    expect(thrown(inner + inner)).toEqual([]);
    expect(thrown(paragraph(text(50_000), inner, text(50_000)))).toEqual([]);
    expect(thrown(paragraph(text(50_000), inner, text(50_001)))).toHaveLength(1);
    expect(thrown(`<w:p>${text(60_000)}<w:p/>${text(60_000)}</w:p>`)).toHaveLength(1);
  });
});

it('refuses an element inside a text', () => {
  expect(thrown('<w:t>a<w:r/></w:t>')).toMatchObject([
    { code: 'damaged-file', message: expect.stringContaining('an element stands inside a text') },
  ]);
  expect(thrown('<w:t>a</w:t><w:r/>')).toEqual([]);
  expect(thrown('<w:t/><w:r/>')).toEqual([]);
});

it('allows no comments', () => {
  expect(thrown('<!-- -->')).toMatchObject([{ code: 'damaged-file' }]);
});
