import { describe, expect, it, test } from 'vitest';
import { checkXml, type XmlObserver, xmlBudget } from '../../../shared/engines/docx/xml-part-check.ts';
import { faultsOf } from './faults-of.ts';

const damage = (why: string): string =>
  `The document is damaged: a part of it cannot be read, for ${why}. Open it in Word, save it again as a Word document (.docx) and upload that.`;
const PIECES =
  'The document is made of too many pieces. Split it into several documents, or copy its text into a new one.';
const CHARACTERS = 'The document contains control characters that Word cannot open. Save it again in Word.';
const DOCTYPE = 'The document contains a DOCTYPE, which Word never writes. Save it again in Word.';

const check = (xml: string, observer?: XmlObserver) =>
  faultsOf(() => checkXml(xml, 'a.xml', xmlBudget(), observer));

/** What an observer is told of a part, one line each. */
function observed(xml: string, allowsAsides = true): string[] {
  const told: string[] = [];
  checkXml(xml, 'a.xml', xmlBudget(), {
    allowsAsides,
    open: (name, start, end, alone) =>
      told.push(`open ${name} ${xml.slice(start, end)}${alone ? ' alone' : ''}`),
    close: (name) => told.push(`close ${name}`),
    text: (start, end) => told.push(`text ${xml.slice(start, end)}`),
    namespace: (name, value) => told.push(`namespace ${name} ${value}`),
  });
  return told;
}

describe('a sound part', () => {
  test.each<[string, string[]]>([
    ['<a/>', ['open a <a/> alone']],
    ['\n<a \t\r\n/>\n', ['open a <a \t\r\n/> alone']],
    ['<a></a>', ['open a <a>', 'close a']],
    ['<a \t></a \t\r\n>', ['open a <a \t>', 'close a']],
    ['<a>x<b>y</b>z</a>', ['open a <a>', 'text x', 'open b <b>', 'text y', 'close b', 'text z', 'close a']],
    ['<w:a-1._ b="1" c=\'2\'/>', ['open w:a-1._ <w:a-1._ b="1" c=\'2\'/> alone']],
    [
      '<_a :b=">" c \t\r\n= \t\r\n"\'" \t\r\n d=\'"\'>t</_a>',
      ['open _a <_a :b=">" c \t\r\n= \t\r\n"\'" \t\r\n d=\'"\'>', 'text t', 'close _a'],
    ],
    ["<a b='two'/>", ["open a <a b='two'/> alone"]],
    ['<a b="" c.d-e:f="x"/>', ['open a <a b="" c.d-e:f="x"/> alone']],
    [
      '<\xc3\xa9 \xc3\xa9a\xc3="1"></\xc3\xa9>',
      ['open \xc3\xa9 <\xc3\xa9 \xc3\xa9a\xc3="1">', 'close \xc3\xa9'],
    ],
    [
      '<a xmlns="u" xmlns:w=\'v\' x="y"/>',
      ['namespace xmlns u', 'namespace xmlns:w v', 'open a <a xmlns="u" xmlns:w=\'v\' x="y"/> alone'],
    ],
    [
      '<?xml version="1.0"?>\n<!-- < & ]]> --><a><!--<b>-->x<?p <b> ?><![CDATA[<&]]]]></a><?q?><!---->\n',
      ['open a <a>', 'text x', 'close a'],
    ],
    ['<a><!--x--><b/></a>', ['open a <a>', 'open b <b/> alone', 'close a']],
    [
      '<a>&amp;&lt;&gt;&quot;&apos;&#9;&#10;&#13;&#32;&#xD7FF;&#xE000;&#xFFFD;&#x10000;&#x10ffff;&#x0000a;&#0000032;</a>',
      [
        'open a <a>',
        'text &amp;&lt;&gt;&quot;&apos;&#9;&#10;&#13;&#32;&#xD7FF;&#xE000;&#xFFFD;&#x10000;&#x10ffff;&#x0000a;&#0000032;',
        'close a',
      ],
    ],
    ['<a>]] > \t\r\n\x7f \xef\xbf\xbd</a>', ['open a <a>', 'text ]] > \t\r\n\x7f \xef\xbf\xbd', 'close a']],
  ])('%j is told in order', (xml, told) => {
    expect(observed(xml)).toEqual(told);
  });

  it('may hold comments outside of its root element even where none may stand inside', () => {
    expect(observed('<?xml version="1.0"?><!--a--><a/><!--b-->', false)).toEqual(['open a <a/> alone']);
  });

  it('needs no observer', () => {
    expect(check('<a b="1" xmlns="x">t<b/><!-- --></a>')).toEqual([]);
  });
});

describe('a damaged part', () => {
  test.each([
    ['', 'it has no content'],
    [' ', 'it has no content'],
    ['<!-- -->', 'it has no content'],
    ['x', 'text stands outside of its root element'],
    ['x<a/>', 'text stands outside of its root element'],
    ['<a/>x', 'text stands outside of its root element'],
    ['<!-- -->x<a/>', 'text stands outside of its root element'],
    ['<![CDATA[x]]><a/>', 'text stands outside of its root element'],
    ['<a>', '<a> is not closed'],
    ['<a><b>', '<b> is not closed'],
    ['</a>', 'its tags cross'],
    ['</undefined>', 'its tags cross'],
    ['<a></b>', 'its tags cross'],
    ['<a></ab>', 'its tags cross'],
    ['<a></a', 'its tags cross'],
    ['<a></ a>', 'its tags cross'],
    ['<a></a b>', 'its tags cross'],
    ['<a><b></a></b>', 'its tags cross'],
    ['<a/></a>', 'its tags cross'],
    ['< a/>', 'a tag has no name'],
    ['<>', 'a tag has no name'],
    ['<1a/>', 'a tag has no name'],
    ['<a/><b/>', 'something stands behind its end'],
    ['<a></a><b></b>', 'something stands behind its end'],
    ['<a b/>', '<a> is not written correctly'],
    ['<a b=1/>', '<a> is not written correctly'],
    ['<a b="1/>', '<a> is not written correctly'],
    ["<a b='1/>", '<a> is not written correctly'],
    ['<a b="1"c="2"/>', '<a> is not written correctly'],
    ['<a b="<"/>', '<a> is not written correctly'],
    ["<a b='<'/>", '<a> is not written correctly'],
    ['<a 1b="1"/>', '<a> is not written correctly'],
    ['<a / >', '<a> is not written correctly'],
    ['<a//>', '<a> is not written correctly'],
    ['<a', '<a> is not written correctly'],
    ['<a+b/>', '<a> is not written correctly'],
    [`<${'a'.repeat(50)}`, `<${'a'.repeat(40)}> is not written correctly`],
    ['<a b="1" b="2"/>', 'an attribute stands twice in one tag'],
    ['<a b="1" c="" b="2"/>', 'an attribute stands twice in one tag'],
    [
      `<a ${'bcdefghib'
        .split('')
        .map((name) => `${name}=""`)
        .join(' ')}/>`,
      'an attribute stands twice in one tag',
    ],
    ['<a>]]></a>', 'it holds ]]> outside of CDATA'],
    ['<a>x]]>y<b/></a>', 'it holds ]]> outside of CDATA'],
    ['<a><!-- -></a>', 'a comment is not closed'],
    ['<a><!--></a>', 'a comment is not closed'],
    ['<a><?x></a>', 'a comment is not closed'],
    ['<a><?></a>', 'a comment is not closed'],
    ['<a><![CDATA[x]></a>', 'a comment is not closed'],
    ['<a><?xml version="1.0"?></a>', 'its first line stands in the middle'],
    ['<abcdefgh><?xml version="1.0"?></abcdefgh>', 'its first line stands in the middle'],
    [' <?XML\tversion="1.0"?><a/>', 'its first line stands in the middle'],
    ['<a>&</a>', 'it holds an & that begins no known character'],
    ['<a>&nbsp;</a>', 'it holds an & that begins no known character'],
    ['<a b="&amp"/>', 'it holds an & that begins no known character'],
    ['<a>&#12345678;</a>', 'it holds an & that begins no known character'],
    ['<a>&#x1234567;</a>', 'it holds an & that begins no known character'],
    ['<a>&#x;</a>', 'it holds an & that begins no known character'],
    ['<a>&#;</a>', 'it holds an & that begins no known character'],
    ['<a>&#xg;</a>', 'it holds an & that begins no known character'],
    ['<a>&#a;</a>', 'it holds an & that begins no known character'],
    ['<a>&am<!-- -->p;</a>', 'it holds an & that begins no known character'],
    ['<a><!-- -->& <!-- --></a>', 'it holds an & that begins no known character'],
    ['<a><!-- --> <!-- -->&</a>', 'it holds an & that begins no known character'],
  ])('is %j', (xml, why) => {
    expect(check(xml)).toEqual([{ code: 'damaged-file', message: damage(why), where: { around: 'a.xml' } }]);
  });

  test.each(['<a><!-- --></a>', '<a><?p ?></a>', '<a><![CDATA[]]></a>'])(
    'is %j where no comments may stand',
    (xml) => {
      expect(faultsOf(() => observed(xml, false))).toMatchObject([
        { message: damage('it holds a comment, an instruction or CDATA, which Word never writes') },
      ]);
    },
  );

  test.each([
    ...[0, 1, 8, 0x0b, 0x0c, 0x0e, 0x1f].map((code) => `<a>${String.fromCharCode(code)}</a>`),
    '<a>\xef\xbf\xbe</a>',
    '<a>\xef\xbf\xbf</a>',
    ...[
      '0',
      '8',
      '11',
      '12',
      '14',
      '31',
      'xb',
      'x1F',
      'xD800',
      'xdfff',
      'xFFFE',
      'xffff',
      'x110000',
      '1114112',
    ].map((code) => `<a>&#${code};</a>`),
    '<a b="&#32;&#x41;&#0;"/>',
  ])('holds no character in %j', (xml) => {
    expect(check(xml)).toEqual([{ code: 'damaged-file', message: CHARACTERS, where: { around: 'a.xml' } }]);
  });

  test.each([
    '<!DOCTYPE a><a/>',
    '<a><!DOCTYPE b></a>',
    '<a><!ENTITY b "c"></a>',
    '<a><!x></a>',
    '<!doctype a><a/>',
    '<!--<!DOCTYPE a>--><a/>',
    '<!--<!ENTITY a>--><a/>',
  ])('has a DOCTYPE in %j', (xml) => {
    expect(check(xml)).toEqual([{ code: 'has-doctype', message: DOCTYPE, where: { around: 'a.xml' } }]);
  });
});

describe('limits', () => {
  const tooComplex = (message: string) => [{ code: 'too-complex', message, where: { around: 'a.xml' } }];
  const withBudget = (xml: string, budget: Partial<ReturnType<typeof xmlBudget>>) =>
    faultsOf(() => checkXml(xml, 'a.xml', { ...xmlBudget(), ...budget }));

  it('start at those of a whole document', () => {
    expect(xmlBudget()).toEqual({ tags: 400_000, attributes: 1_000_000, references: 100_000 });
  });

  it('count tags and comments', () => {
    const xml = '<?xml version="1.0"?><a><!-- --><b/></a>';
    expect(withBudget(xml, { tags: 5 })).toEqual([]);
    expect(withBudget(xml, { tags: 4 })).toEqual(tooComplex(PIECES));
    expect(withBudget('<a/><!-- -->', { tags: 2 })).toEqual([]);
    expect(withBudget('<a/><!-- -->', { tags: 1 })).toEqual(tooComplex(PIECES));
  });

  it('count attributes', () => {
    const xml = '<a b="" c=""><d e=""/></a>';
    expect(withBudget(xml, { attributes: 3 })).toEqual([]);
    expect(withBudget(xml, { attributes: 2 })).toEqual(tooComplex(PIECES));
  });

  it('count references to characters', () => {
    const xml = '<a>&#32;&amp;&#x20;</a>';
    expect(withBudget(xml, { references: 2 })).toEqual([]);
    expect(withBudget(xml, { references: 1 })).toEqual(tooComplex(PIECES));
  });

  it('hold for all parts together', () => {
    const budget = { ...xmlBudget(), tags: 3 };
    checkXml('<a/>', 'a.xml', budget);
    expect(faultsOf(() => checkXml('<a><b/></a>', 'b.xml', budget))).toMatchObject([
      { message: PIECES, where: { around: 'b.xml' } },
    ]);
  });

  it('allow 200 attributes of one element', () => {
    const xml = (count: number): string =>
      `<a${Array.from({ length: count }, (_, index) => ` b${index}=""`).join('')}/>`;
    expect(check(xml(200))).toEqual([]);
    expect(check(xml(201))).toEqual(tooComplex(PIECES));
  });

  it('allow eight and nine attributes of different names', () => {
    expect(check('<a b="" c="" d="" e="" f="" g="" h="" i=""/>')).toEqual([]);
    expect(check('<a b="" c="" d="" e="" f="" g="" h="" i="" j=""/>')).toEqual([]);
  });

  it('allow a hundred elements in one another', () => {
    const xml = (count: number, inside = ''): string =>
      `${'<a>'.repeat(count)}${inside}${'</a>'.repeat(count)}`;
    expect(check(xml(100, '<b/>'))).toEqual([]);
    expect(check(xml(101))).toEqual(
      tooComplex(
        'The document has elements nested too deeply. Copy its text into a new document and save that.',
      ),
    );
  });
});
