import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseRichText, type RichBlock } from '../../shared/domain/rich-text.ts';
import { type BlockStyle, writeBlocks, writeFlat, writeInline } from '../../shared/engines/docx/rich-runs.ts';
import { scanXml } from '../../shared/engines/docx/xml-scan.ts';

/** Blocks in short: marks of a span before its text in angle brackets. */
function short(block: RichBlock): string {
  const spans = block.spans.map(({ text, bold, italic, underline, link }) => {
    const marks = `${bold ? 'b' : ''}${italic ? 'i' : ''}${underline ? 'u' : ''}${link ? `=${link}` : ''}`;
    return marks === '' ? text : `<${marks}|${text}>`;
  });
  if (block.type === 'paragraph') return spans.join('');
  const mark = block.type === 'bullet' ? '•' : `#${block.list}.${block.number}`;
  return `${mark}${block.level} ${spans.join('')}`;
}
const read = (text: string): string[] => parseRichText(text).map(short);

describe('rich text', () => {
  test.each<[string, string]>([
    ['plain', 'plain'],
    ['a **bold** word', 'a <b|bold> word'],
    ['*one* and _two_', '<i|one> and <i|two>'],
    ['__under__', '<u|under>'],
    ['***both*** here', '<bi|both> here'],
    ['___both___', '<iu|both>'],
    ['***a** b*', '<bi|a><i| b>'],
    ['***a* b**', '<bi|a><b| b>'],
    ['**a *b***', '<b|a ><bi|b>'],
    ['*a **b***', '<i|a ><bi|b>'],
    ['***a**', '*<b|a>'],
    ['**a***', '<b|a>*'],
    ['**__a__ _b_**', '<bu|a><b| ><bi|b>'],
    ['**a **b** c**', '<b|a b c>'],
    ['“**quoted**”, (_so_).', '“<b|quoted>”, (<i|so>).'],
    ['**Ọ̀ṣun**', '<b|Ọ̀ṣun>'],
    ['𝒜*b*', '𝒜*b*'],
    ['one\n**two\nthree**', 'one\n<b|two\nthree>'],
  ])('reads the marks of %j', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  test.each([
    '2*3*4',
    '2 * 3 * 4',
    'snake_case_names and file_name',
    'un*believ*able',
    '**never closed',
    'never opened**',
    '* ',
    '-',
    '-5 degrees',
    '1.5 metres',
    '2026. was a year',
    'Signed: ________ on ____',
    '**** and *****',
    '[brackets] (and) more](x',
    '[see](the note)',
    '[see](page-4)',
    '[](https://example.ng)',
    'C:\\Users\\Ada',
    'footnote* and **',
  ])('prints %j as it stands', (text) => {
    expect(read(text)).toEqual([text.trimEnd()]);
  });

  test.each<[string, string]>([
    ['\\*not\\* \\_so\\_ \\[x\\] \\\\', '*not* _so_ [x] \\'],
    ['\\- no item', '- no item'],
    ['1\\. no item', '1. no item'],
    ['**a\\*\\*b**', '<b|a**b>'],
  ])('takes marks behind a backslash of %j for letters', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  it('drops the opener inside another pair, because marks do not cross', () => {
    expect(read('**a *b** c*')).toEqual(['<b|a *b> c*']);
  });

  test.each<[string, string]>([
    ['[us](https://a.ng/x?y=1&z=2)', '<=https://a.ng/x?y=1&z=2|us>'],
    ['[a](mailto:a@b.ng) [b](tel:+2348030000000)', '<=mailto:a@b.ng|a> <=tel:+2348030000000|b>'],
    ['**[bold _it_](http://a.ng)**', '<b=http://a.ng|bold ><bi=http://a.ng|it>'],
    ['[wiki](https://a.ng/Lagos_(state))', '<=https://a.ng/Lagos_(state)|wiki>'],
    ['[ọ](https://a.ng/ọ"<)', '<=https://a.ng/%E1%BB%8D%22%3C|ọ>'],
    ['[x](javascript:alert(1)) y', 'x y'],
    ['[x](file:///etc/passwd)', 'x'],
    ['[x](https://)', 'x'],
    ['[a [b](https://a.ng) c](https://b.ng)', '[a <=https://a.ng|b> c](https://b.ng)'],
    ['[a [b] c](https://a.ng)', '<=https://a.ng|a [b] c>'],
    ['[**a](https://a.ng) b**', '<=https://a.ng|**a> b**'],
  ])('reads the links of %j', (text, expected) => {
    expect(read(text)).toEqual([expected]);
  });

  it('starts a paragraph at a blank line and breaks the line at a single one', () => {
    expect(read('\n\none\r\ntwo\n \n\nthree\u2028four\n')).toEqual(['one\ntwo', 'three\nfour']);
    expect(parseRichText(' \n ')).toEqual([]);
  });

  it('reads lists of two levels, each way to write an item', () => {
    expect(read('Bring:\n- a\n* b\n• c\n  - inner\n    - deeper\n\t* tab\n- d\nafter')).toEqual([
      'Bring:',
      '•0 a',
      '•0 b',
      '•0 c',
      '•1 inner',
      '•1 deeper',
      '•1 tab',
      '•0 d',
      'after',
    ]);
  });

  it('counts every numbered list from one, whatever is written', () => {
    const text = '3. a\n\n7) b\n  1. x\n  - y\n  9. z\n1. c\n  1. w\nbreak\n5. d\n- e\n  1. f\n  2. g\n1. h';
    expect(read(text)).toEqual([
      '#0.10 a',
      '#0.20 b',
      '#0.11 x',
      '•1 y',
      '#0.21 z',
      '#0.30 c',
      '#0.11 w',
      'break',
      '#1.10 d',
      '•0 e',
      '#2.11 f',
      '#2.21 g',
      '#3.10 h',
    ]);
  });

  it('keeps indented lines in their item and takes a list that is indented as a whole for the first level', () => {
    expect(read('  - a\n    more **of**\n  - b')).toEqual(['•0 a\nmore <b|of>', '•0 b']);
  });

  test.each<[string, string]>([
    ['asterisks', '*'.repeat(100_000)],
    ['asterisks with words', '*a '.repeat(50_000)],
    ['asterisks that never match', '*a _b '.repeat(25_000) + 'c** '.repeat(25_000)],
    ['opening brackets', '['.repeat(100_000)],
    ['nested brackets', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['half links', '[a]('.repeat(50_000)],
    ['half links with addresses', `[a](https://${'x'.repeat(90)}(`.repeat(3000)],
    ['nested links', `${'[a '.repeat(30_000)}${'](https://a.ng)'.repeat(30_000)}`],
    ['nesting', '**a _b '.repeat(20_000) + 'c_ d** '.repeat(20_000)],
    ['backslashes', '\\'.repeat(100_000)],
    ['spaces before nothing', `- ${' '.repeat(100_000)}`],
    ['items', '- a\n'.repeat(30_000)],
  ])('reads 100,000 hostile characters: %s', (_, text) => {
    const letters = parseRichText(text)
      .flatMap(({ spans }) => spans)
      .reduce((sum, span) => sum + span.text.length, 0);
    expect(letters).toBeLessThanOrEqual(text.length);
  });

  it('loses no letter of any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('*', '**', '_', '[', ']', ' ', 'a', 'b ', '\n'), { maxLength: 40 }),
        (pieces) => {
          const text = pieces.join('');
          const letters = parseRichText(text).flatMap(({ spans }) => spans.map((span) => span.text));
          expect(letters.join('').replace(/[^ab]/g, '')).toBe(text.replace(/[^ab]/g, ''));
        },
      ),
    );
  });
});

/** Writes down which addresses and lists are asked for. */
const style = (over: Partial<BlockStyle> = {}): BlockStyle => {
  let lists = 10;
  return {
    paragraphProperties: null,
    runProperties: null,
    links: { namespace: 'urn:r', idOf: (address) => `id-${address}` },
    lists: { bullets: () => 5, numbered: () => ++lists },
    ...over,
  };
};
const blocks = (text: string, over: Partial<BlockStyle> = {}): string =>
  writeBlocks(parseRichText(text), style(over));
const inline = (text: string, runProperties: string | null = null): string =>
  writeInline(parseRichText(text)[0]?.spans ?? [], runProperties, style().links);

describe('runs of rich text', () => {
  it('extend the formatting of the placeholder in the order of the schema', () => {
    const own =
      '<w:rPr><w:rStyle w:val="A"/><w:b w:val="0"/><w:color w:val="FF0000"/><w:sz w:val="20"/></w:rPr>';
    expect(inline('_x_ **y** __z__', own)).toBe(
      [
        '<w:r><w:rPr><w:rStyle w:val="A"/><w:b w:val="0"/><w:i/><w:iCs/><w:color w:val="FF0000"/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">x</w:t></w:r>',
        `<w:r>${own}<w:t xml:space="preserve"> </w:t></w:r>`,
        '<w:r><w:rPr><w:rStyle w:val="A"/><w:b/><w:bCs/><w:color w:val="FF0000"/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">y</w:t></w:r>',
        `<w:r>${own}<w:t xml:space="preserve"> </w:t></w:r>`,
        '<w:r><w:rPr><w:rStyle w:val="A"/><w:b w:val="0"/><w:color w:val="FF0000"/><w:sz w:val="20"/><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">z</w:t></w:r>',
      ].join(''),
    );
  });

  it('escape the text and write breaks and tabs as elements', () => {
    expect(inline('a\tb < & > c\nd')).toBe(
      '<w:r><w:t xml:space="preserve">a</w:t><w:tab/><w:t xml:space="preserve">b &lt; &amp; &gt; c</w:t><w:br/><w:t xml:space="preserve">d</w:t></w:r>',
    );
  });

  it('put all of a link into one hyperlink, blue and underlined', () => {
    const link = (text: string, more = ''): string =>
      `<w:r><w:rPr>${more}<w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
    expect(inline('[a **b**](https://a.ng)')).toBe(
      `<w:hyperlink xmlns:r="urn:r" r:id="id-https://a.ng" w:history="1">${link('a ')}${link('b', '<w:b/><w:bCs/>')}</w:hyperlink>`,
    );
  });

  it('write the text of links alone where there can be none', () => {
    expect(writeInline(parseRichText('[a](https://a.ng)')[0]?.spans ?? [], '', null)).toBe(
      '<w:r><w:t xml:space="preserve">a</w:t></w:r>',
    );
  });
});

describe('paragraphs of rich text', () => {
  it('keep the properties of the paragraph and put the list where the schema wants it', () => {
    const properties =
      '<w:pPr><w:pStyle w:val="Body"/><w:keepNext/><w:spacing w:after="0"/><w:jc w:val="both"/><w:rPr><w:b/></w:rPr></w:pPr>';
    expect(blocks('a\n\n- b', { paragraphProperties: properties })).toBe(
      `<w:p>${properties}<w:r><w:t xml:space="preserve">a</w:t></w:r></w:p>` +
        '<w:p><w:pPr><w:pStyle w:val="Body"/><w:keepNext/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr><w:spacing w:after="0"/><w:jc w:val="both"/><w:rPr><w:b/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">b</w:t></w:r></w:p>',
    );
  });

  it('let the mark of an item look like its text', () => {
    const written = blocks('- a', { runProperties: '<w:rPr><w:sz w:val="30"/></w:rPr>' });
    expect(written).toContain('</w:numPr><w:rPr><w:sz w:val="30"/></w:rPr></w:pPr><w:r>');
  });

  it('give every numbered list a number of its own', () => {
    const numbers = [
      ...blocks('1. a\n2. b\n  1. c\n\nx\n\n1. d').matchAll(/<w:ilvl w:val="(\d)"\/><w:numId w:val="(\d+)"/g),
    ];
    expect(numbers.map(([, level, number]) => `${level}:${number}`)).toEqual([
      '0:11',
      '0:11',
      '1:11',
      '0:12',
    ]);
  });

  it('add the indent of the paragraph to the indent of the list', () => {
    const written = blocks('- a\n  - b', {
      paragraphProperties: '<w:pPr><w:ind w:left="500" w:firstLine="300" w:right="40"/></w:pPr>',
    });
    expect(written).toContain('<w:ind w:left="1220" w:right="40" w:hanging="360"/>');
    expect(written).toContain('<w:ind w:left="1940" w:right="40" w:hanging="360"/>');
  });

  it('break the page once, and end the section with the last paragraph', () => {
    const written = blocks('a\n\nb\n\nc', {
      paragraphProperties:
        '<w:pPr><w:pageBreakBefore/><w:sectPr><w:pgSz w:w="1" w:h="2"/></w:sectPr></w:pPr>',
    });
    expect(written.match(/pageBreakBefore/g)).toHaveLength(1);
    expect(written.startsWith('<w:p><w:pPr><w:pageBreakBefore/></w:pPr>')).toBe(true);
    expect(written.match(/<w:sectPr>/g)).toHaveLength(1);
    expect(written.lastIndexOf('<w:p>')).toBeLessThan(written.indexOf('<w:sectPr>'));
  });

  it('leave an empty paragraph for an empty text', () => {
    expect(blocks('', { paragraphProperties: '<w:pPr><w:jc w:val="center"/></w:pPr>' })).toBe(
      '<w:p><w:pPr><w:jc w:val="center"/></w:pPr></w:p>',
    );
  });

  it('become lines with marks as letters where the paragraph is shared', () => {
    const flat = writeFlat(parseRichText('Intro\n- a\n  1. b\n1. c\n2. **d**'), style());
    const text = flat.replaceAll('<w:br/>', '\n').replace(/<[^>]+>/g, '');
    expect(text).toBe('Intro\n• a\n\u00a0\u00a0\u00a0\u00a01. b\n1. c\n2. d');
    expect(flat).toContain('<w:b/>');
  });

  it('are well-formed for any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '*',
        '**',
        '_',
        '__',
        '[',
        '](https://a.ng/?a=1&b="<)',
        '\n',
        '\n- ',
        '\n1. ',
        '&',
        '<',
        ']]>',
        '"',
        '\t',
      ),
      fc.string({ unit: 'grapheme', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const parsed = parseRichText(pieces.join(''));
        const xml = `<w:x>${writeBlocks(parsed, style())}${writeFlat(parsed, style())}</w:x>`;
        expect(() => scanXml(xml, { open() {}, close() {}, text() {} })).not.toThrow();
      }),
    );
  });
});
