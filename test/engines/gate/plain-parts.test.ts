// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import type { FieldPart } from '../../../shared/domain/field.ts';
import { readRelationships } from '../../../shared/engines/docx/package-parts.ts';
import {
  judgePlain,
  judgeTargets,
  mayHoldPlaceholder,
  plainKind,
} from '../../../shared/engines/docx/plain-parts.ts';
import { XmlDamage } from '../../../shared/engines/docx/xml-scan.ts';
import { faultsOf } from './faults-of.ts';

const DRAWING = 'application/vnd.openxmlformats-officedocument.drawingml';

test.each([
  ['a.xml', `${DRAWING}.chart+xml`, 'chart'],
  ['a.xml', `${DRAWING}.chartshapes+xml`, 'chart'],
  ['a.xml', 'application/vnd.ms-office.chartex+xml', 'chart'],
  ['word/charts/chart1.xml', '', 'chart'],
  ['Word/charts/chartEx1.XML', '', 'chart'],
  ['word/charts/chart.xml', '', 'chart'],
  ['a.xml', `${DRAWING}.diagramData+xml`, 'diagram'],
  ['a.xml', 'application/vnd.ms-office.drawingml.diagramDrawing+xml', 'diagram'],
  ['word/diagrams/data1.xml', '', 'diagram'],
  ['word/diagrams/drawing12.xml', '', 'diagram'],
  ['word/diagrams/data.xml', '', 'diagram'],
  ['a.xml', 'application/vnd.openxmlformats-package.core-properties+xml', 'properties'],
  ['a.xml', 'x.extended-properties+xml', 'properties'],
  ['a.xml', 'x.custom-properties+xml', 'properties'],
  ['docProps/core.xml', '', 'properties'],
  ['docProps/app.xml', '', 'properties'],
  ['docProps/custom.xml', '', 'properties'],
  ['word/styles.xml', 'application/xml', null],
  ['a.xml', `${DRAWING}.chart+xml2`, null],
  ['a.xml', 'chartex+xml2', null],
  ['a.xml', `${DRAWING}.diagramColors+xml`, null],
  ['a.xml', `${DRAWING}.diagramData+xml2`, null],
  ['a.xml', 'core-properties+xml2', null],
  ['word/charts/style1.xml', '', null],
  ['word/charts/chart/1.xml', '', null],
  ['a/word/charts/chart1.xml', '', null],
  ['word/charts/chart1.xml.rels', '', null],
  ['word/diagrams/layout1.xml', '', null],
  ['word/diagrams/data/1.xml', '', null],
  ['a/word/diagrams/data1.xml', '', null],
  ['word/diagrams/data1.xml.rels', '', null],
  ['docProps/core1.xml', '', null],
  ['a/docProps/core.xml', '', null],
  ['docProps/core.xml.rels', '', null],
])('%s of the type “%s” is plain text of the kind %s', (name, type, kind) => {
  expect(plainKind(name, type)).toBe(kind);
});

test.each([
  ['${', null],
  ['&#36;{', null],
  ['&#036;{', 'properties'],
  ['$&#123;', null],
  ['$&#00123;', null],
  ['&#x24;&#X7B;', null],
  ['&#x024;&#x007b;', null],
  ['$</a:t><a:t>{', 'chart'],
  ['{ $', 'diagram'],
  ['&#36; &#', 'chart'],
  ['&#0036; {', 'diagram'],
  ['&#x0024; {', 'diagram'],
  ['$ &#x7b;', 'diagram'],
] as const)('%s may be a placeholder in a part of the kind %s', (xml, kind) => {
  expect(mayHoldPlaceholder(xml, kind)).toBe(true);
});

test.each([
  ['$</a:t><a:t>{', null],
  ['$ {', 'properties'],
  ['$x &x', 'chart'],
  ['{ &#37;', 'chart'],
  ['{', 'diagram'],
  ['&#136;{', null],
  ['$&#x12;', null],
] as const)('%s is none in a part of the kind %s', (xml, kind) => {
  expect(mayHoldPlaceholder(xml, kind)).toBe(false);
});

const judge = (xml: string, kind: FieldPart | null, name = 'word/a.xml') => judgePlain(xml, name, kind);
const SETTING =
  'A placeholder stands in a setting, style or list of the document, where it cannot be filled. Remove it there and write it as ordinary text.';
const HERE = 'A placeholder here cannot be filled. Delete it and type it again in one go, as ordinary text.';

describe('a part that is no plain text', () => {
  it('may not hold a placeholder', () => {
    // Quoted from 20 characters before it to 80 behind its beginning.
    const xml = `${'x'.repeat(30)}<123456789012345678>\${name}${' '.repeat(70)}abcdefgh`;
    expect(judge(xml, null)).toEqual({
      fills: false,
      faults: [
        {
          code: 'unfillable-place',
          message: SETTING,
          where: { around: '<123456789012345678>${name} abc' },
        },
      ],
    });
    expect(judge('<a>${x}</a>', null).faults.map(({ where }) => where)).toEqual([{ around: '<a>${x}</a>' }]);
    expect(judge('<a>x</a>', null)).toEqual({ fills: false, faults: [] });
  });

  it('quotes no half characters', () => {
    const xml = `😀${'x'.repeat(19)}\${a}`;
    expect(judge(xml, null).faults[0]?.where?.around).toBe(`\ufffd${'x'.repeat(19)}\${a}`);
  });

  test.each(['customXml/item1.xml', 'word/glossary/styles.xml', 'CustomXML/a.xml'])(
    'may hold one in %s, where nobody sees it',
    (name) => {
      expect(judge('<a>${x}</a>', null, name)).toEqual({ fills: false, faults: [] });
    },
  );

  test.each(['word/customXml/item1.xml', 'customXml.xml', 'word/glossary.xml'])(
    'may hold none in %s',
    (name) => {
      expect(judge('<a>${x}</a>', null, name).faults).toHaveLength(1);
    },
  );
});

describe('a part of plain text', () => {
  test.each([
    ['chart', '<c><a:t>${x}</a:t></c>'],
    ['chart', '<c><c:v>a ${x} b ${y}</c:v></c>'],
    ['diagram', '<d><a:p><a:t>${x}</a:t></a:p></d>'],
    ['diagram', '<d><a:p><a:t>${x}</a:t><a:t>${y} $</a:t><a:t> {</a:t></a:p></d>'],
    ['diagram', '<d><b/><a:t>${x}</a:t></d>'],
    ['diagram', '<d><b phldrT="${x}"/><a:t>${x}</a:t></d>'],
    ['diagram', '<d><b a="" phldrT = "${x}" c=""/><a:t>${x}</a:t></d>'],
    ['chart', '<c><a:t>x<b/>${x}</a:t></c>'],
    ['properties', '<p><dc:title>${x}</dc:title></p>'],
  ] as const)('a %s is filled in %s', (kind, xml) => {
    expect(judge(xml, kind)).toEqual({ fills: true, faults: [] });
  });

  test.each([
    ['chart', '<c><a:t>$x {y}</a:t></c>'],
    ['chart', '<c><a:p><a:t>$</a:t></a:p><a:p><a:t>{x}</a:t></a:p></c>'],
    ['chart', '<c><a:p><b>$</b><a:t>{x}</a:t></a:p></c>'],
    ['chart', '<c><a:p><a:t>$</a:t><b>x</b></a:p><x><a:t>a</a:t></x></c>'],
    ['diagram', '<d><b phldrT="${x}"/></d>'],
    ['properties', '<p/>'],
  ] as const)('a %s has nothing to be filled in %s', (kind, xml) => {
    expect(judge(xml, kind)).toEqual({ fills: false, faults: [] });
  });

  test.each([
    ['chart', '<c><c:f>${x}</c:f></c>', '${x}'],
    ['chart', '<c><a:t></a:t>${x}</c>', '${x}'],
    ['diagram', '<d><c:v>${x}</c:v></d>', '${x}'],
    ['chart', '<c><a:t>&#36;{x}</a:t></c>', '&#36;{x}'],
    ['chart', '<c><a:t>${x} &#36;{y}</a:t></c>', '${x} &#36;{y}'],
    ['chart', '<c><a:t>${x</a:t></c>', '${x'],
    ['chart', '<c><a:t>${x ${y}</a:t></c>', '${x ${y}'],
    ['chart', '<c><a:t>} ${x</a:t></c>', '} ${x'],
    ['properties', '<p><a>$&#123;x}</a></p>', '$&#123;x}'],
    ['chart', '<c a="${x}"/>', '<c a="${x}"/>'],
    ['diagram', '<d><b phldrT="a" c="${x}"/></d>', '<b phldrT="a" c="${x}"/>'],
    ['diagram', '<d><b xphldrT="${x}"/></d>', '<b xphldrT="${x}"/>'],
    ['diagram', '<d><b phldrTs="${x}"/></d>', '<b phldrTs="${x}"/>'],
    ['diagram', '<d><a:p><a:t>a$</a:t><a:t>{x}</a:t></a:p></d>', 'a${x}'],
    ['diagram', '<d><a:p><a:t>&lt;$</a:t><a:t>{x}</a:t></a:p></d>', '<${x}'],
  ] as const)('a %s is refused for %s', (kind, xml, around) => {
    expect(judge(xml, kind)).toEqual({
      fills: false,
      faults: [{ code: 'unfillable-place', message: HERE, where: { part: kind, around } }],
    });
  });

  it('is judged paragraph by paragraph', () => {
    const split = '<a:p><a:t>$</a:t><a:t>{x}</a:t></a:p>';
    const whole = '<a:p><a:t>${y}</a:t></a:p>';
    const { fills, faults } = judge(`<d>${whole}${split}${whole}${split}</d>`, 'diagram');
    expect(fills).toBe(true);
    expect(faults.map(({ where }) => where?.around)).toEqual(['${x}', '${x}']);
  });

  it('quotes a long tag from 20 characters before the placeholder', () => {
    const xml = `<c long="${'x'.repeat(100)}" b="\${x}"/>`;
    expect(judge(xml, 'chart').faults[0]?.where?.around).toBe(`${'x'.repeat(15)}" b="\${x}"/>`);
  });

  it('may have a text of up to 100,000 characters with placeholders', () => {
    const text = (length: number): string => `<c><a:t>${'${x}'.padEnd(length, 'y')}</a:t></c>`;
    expect(judge(text(100_000), 'chart')).toEqual({ fills: true, faults: [] });
    expect(faultsOf(() => judge(text(100_001), 'chart'))).toMatchSnapshot();
    expect(judge(`<c><a:t>${'y'.repeat(100_001)}</a:t></c>`, 'chart').faults).toEqual([]);
  });

  it('has to be sound XML', () => {
    expect(() => judge('<a>${x}', 'chart')).toThrow(XmlDamage);
  });
});

describe('the target of a relationship', () => {
  const judged = (xml: string) => judgeTargets(readRelationships(`<R>${xml}</R>`));
  const link = (kind: string, target: string, mode = ''): string =>
    `<Relationship Type="x/${kind}" Target="${target}" ${mode}/>`;
  const EXTERNAL = 'TargetMode="External"';

  test.each(['${link}', 'https://a.example/$%7Bx}', '$%7bx%7d'])('is filled as %s of a link', (target) => {
    expect(judged(link('hyperlink', target, EXTERNAL))).toEqual({ fills: true, faults: [] });
  });

  test.each(['https://a.example', '$x', '{x}', '$%7x'])('has nothing to be filled as %s', (target) => {
    expect(judged(link('hyperlink', target, EXTERNAL))).toEqual({ fills: false, faults: [] });
    expect(judged(link('image', target))).toEqual({ fills: false, faults: [] });
  });

  test.each([link('hyperlink', '${x}'), link('image', '${x}', EXTERNAL), link('image', '${x}')])(
    'cannot be filled in %s',
    (xml) => {
      expect(judged(xml)).toEqual({
        fills: false,
        faults: [{ code: 'unfillable-place', message: HERE, where: { part: 'link', around: '${x}' } }],
      });
    },
  );
});
