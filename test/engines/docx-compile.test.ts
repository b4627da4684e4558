// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { RenderFault } from '../../shared/domain/render-fault.ts';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import { scanXml } from '../../shared/engines/docx/xml-scan.ts';
import { type DocxContent, docx, p, run, table, textBox } from '../support/docx.ts';
import { paragraphsOf, partOf } from '../support/docx-text.ts';

/** Renders and makes sure that the result is a well-formed document our own gate accepts. */
function render(content: DocxContent | string, values: unknown): Buffer {
  const file = compileTemplate(docx(content)).render(values);
  for (const part of openDocx(file).textParts) scanXml(part.xml, { open() {}, close() {}, text() {} });
  return file;
}
const text = (content: DocxContent | string, values: unknown): string[] =>
  paragraphsOf(render(content, values));

function faultOf(content: DocxContent | string, values: unknown): string {
  try {
    compileTemplate(docx(content)).render(values);
    return 'none';
  } catch (error) {
    if (error instanceof RenderFault) return error.code;
    throw error;
  }
}

describe('values', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['Dear ${name},', { name: 'Ada' }, 'Dear Ada,'],
    [
      '${person.name} of ${person.home.city}',
      { person: { name: 'Ada', home: { city: 'Ikeja' } } },
      'Ada of Ikeja',
    ],
    [
      '${amount|naira} (${amount|words})',
      { amount: '1250000.5' },
      '₦1,250,000.50 (One million, two hundred and fifty thousand naira, fifty kobo only)',
    ],
    ['${day|date:long|upper}', { day: '2026-11-20' }, '20 NOVEMBER 2026'],
    ['${note|default:“none”}.', {}, 'none.'],
    ['${a}${a}${b}', { a: '', b: 0 }, '0'],
    ['$${name} ${name}', { name: 'Ada' }, '${name} Ada'],
    ['$$${name} $5 {x} } $', { name: 'Ada' }, '$${name} $5 {x} } $'],
    ['${a}', { a: '<w:p/> & "quotes" \'single\' ]]>' }, '<w:p/> & "quotes" \'single\' ]]>'],
    ['${a}', { a: '${b} ${#c} ${/mt0} ${mt0}' }, '${b} ${#c} ${/mt0} ${mt0}'],
    ['${a}', { a: '𝒜 Ọ̀ 日本' }, '𝒜 Ọ̀ 日本'],
  ])('fill %j', (template, values, expected) => {
    expect(text(p(template), values)[0]).toBe(expected);
  });

  it('keep the formatting of the run a placeholder starts in', () => {
    const body = `<w:p>${run('Dear ${na', '<w:b/>')}${run('me}', '<w:i/>')}</w:p>`;
    expect(partOf(render(body, { name: 'Ada' }))).toContain(
      '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">Dear Ada</w:t>',
    );
  });

  it('break lines as Word does, with the formatting of the run', () => {
    const xml = partOf(render(`<w:p>${run('${a}', '<w:b/>')}</w:p>`, { a: 'one\ntwo\r\nthree\u2028four' }));
    expect(xml.match(/<w:br\/>/g)).toHaveLength(3);
    expect(xml).toMatch(/<w:r><w:rPr><w:b\/><\/w:rPr>(<w:t[^>]*>\w+<\/w:t>(<w:br\/>)?){4}<\/w:r>/);
  });

  it('fill headers, footers, notes and both copies of a text box', () => {
    const file = render(
      {
        body: `<w:p>${textBox(p('${x}'))}</w:p>`,
        header: p('${x}'),
        footer: p('${x}'),
        footnote: p('${x}'),
        endnote: p('${x}'),
      },
      { x: 'filled' },
    );
    expect(paragraphsOf(file)).toEqual(['filled', 'filled']);
    for (const part of ['header', 'footer', 'footnotes', 'endnotes']) {
      expect(paragraphsOf(file, `word/${part}1.xml`)).toEqual(['filled']);
    }
  });

  it('replace a placeholder split by a line break as a whole', () => {
    const xml = partOf(
      render('<w:p><w:r><w:t>a ${</w:t><w:br/><w:t>name} b</w:t></w:r></w:p>', { name: 'Ada' }),
    );
    expect(xml).not.toContain('<w:br/>');
    expect(xml).toMatch(/a Ada<\/w:t><w:t[^>]*> b</);
  });

  it('leave deleted text and everything else in the part as it is', () => {
    const deleted = `<w:del w:id="1">${run('${x} $')}</w:del>`;
    const other = '<w:p w:rsidR="00A1"><w:r><w:t>a &gt; b $ </w:t></w:r></w:p>';
    const before = `<w:p><w:r><w:t xml:space="preserve">`;
    const bytes = docx(`${before}\${x} $</w:t></w:r>${deleted}</w:p>${other}${p('{x}')}`);
    const filled = compileTemplate(bytes).render({ x: 'X' });
    expect(partOf(filled)).toBe(partOf(bytes).replace('${x}', 'X'));
  });

  it('fill descriptions, equations and texts of drawings', () => {
    const drawing = '<w:r><w:drawing><wp:docPr id="1" name="a" descr="Seal of ${x}"/></w:drawing></w:r>';
    const equation = '<m:oMath xmlns:m="urn:m"><m:r><m:t>${x}</m:t></m:r></m:oMath>';
    const xml = partOf(render(`<w:p>${drawing}${equation}</w:p>`, { x: 'A "B" & C' }));
    expect(xml).toContain('descr="Seal of A &quot;B&quot; &amp; C"');
    expect(xml).toContain('<m:t>A &quot;B&quot; &amp; C</m:t>');
  });

  it('fill tags written in unusual ways', () => {
    const body = '<w:p\n><w:r\t><w:t\n  xml:space="preserve"\n>${x}</w:t  ></w:r\n></w:p>';
    expect(partOf(render(body, { x: 'filled' }))).toContain('>filled</w:t  >');
  });

  it('win over the data a content control is bound to', () => {
    const control = (inside: string): string =>
      `<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent>${inside}</w:sdtContent></w:sdt>`;
    expect(partOf(render(control(p('${x}')), { x: 'X' }))).not.toContain('dataBinding');
    expect(partOf(render(control(p('x')) + p('${x}'), { x: 'X' }))).toContain('dataBinding');
  });
});

describe('sections', () => {
  test.each<[string, string, Record<string, unknown>, string[]]>([
    [
      'repeats inside a paragraph',
      p('${#items}${x}, ${/items}end'),
      { items: [{ x: 1 }, { x: 2 }] },
      ['1, 2, end'],
    ],
    [
      'removes the paragraphs its tags stand alone in',
      p('a') + p('${#items}') + p('${x}') + p('${/items}') + p('b'),
      { items: [{ x: 1 }, { x: 2 }] },
      ['a', '1', '2', 'b'],
    ],
    [
      'removes them also with spaces around',
      p('a') + p(' ${#items}', ' ') + p('${x}') + p('\t${/items}') + p('b'),
      { items: [] },
      ['a', 'b'],
    ],
    [
      'repeats the row when it ends in another cell',
      table(['head', 'h2'], ['${#items}${x}', '${y}${/items}'], ['sum', 's2']),
      {
        items: [
          { x: 1, y: 2 },
          { x: 3, y: 4 },
        ],
      },
      ['head', 'h2', '1', '2', '3', '4', 'sum', 's2'],
    ],
    [
      'repeats several rows',
      table(['${#items}a', '${x}'], ['b', '${x}${/items}']),
      { items: [{ x: 1 }, { x: 2 }] },
      ['a', '1', 'b', '1', 'a', '2', 'b', '2'],
    ],
    [
      'repeats inside a cell',
      table(['${#items}${x} ${/items}', 'z']),
      { items: [{ x: 1 }, { x: 2 }] },
      ['1 2 ', 'z'],
    ],
    [
      'removes the table when no row is left',
      p('a') + table(['${#items}${x}', '${/items}']),
      { items: [] },
      ['a'],
    ],
    [
      'nests',
      p('${#a}') + p('${n}') + p('${#b}') + p('${n}.${m}') + p('${/b}') + p('${/a}'),
      {
        a: [
          { n: 1, b: [{ m: 1 }, { m: 2 }] },
          { n: 2, b: [] },
        ],
      },
      ['1', '1.1', '1.2', '2'],
    ],
    ['shows the inverted side for an empty list', p('${^a}none${/a}${#a}some${/a}'), { a: [] }, ['none']],
    ['shows its own side for yes', p('${^a}none${/a}${#a}some${/a}'), { a: true }, ['some']],
    [
      'understands blocks of PHPWord',
      p('${BLOCK}') + p('kept ${x}') + p('${/BLOCK}') + p('b'),
      { BLOCK: true, x: 1 },
      ['kept 1', 'b'],
    ],
    [
      'leaves blocks of PHPWord out',
      p('${BLOCK}') + p('kept') + p('${/BLOCK}') + p('b'),
      { BLOCK: false },
      ['b'],
    ],
    [
      'finds outer values inside',
      p('${#a}${x}${y} ${/a}'),
      { x: 'o', a: [{ y: 1 }, { y: 2, x: 'i' }] },
      ['o1 i2 '],
    ],
    [
      'never mixes two levels of a dotted name',
      p('${#a}${p.n|default:-}${/a}'),
      { p: { n: 'outer' }, a: [{ p: {} }] },
      ['-'],
    ],
    [
      'is decided by a text that it prints',
      p('${#spouse}Married to ${spouse}${/spouse}${^spouse}Single${/spouse}'),
      { spouse: 'Ada' },
      ['Married to Ada'],
    ],
    [
      'is hidden by an empty text',
      p('${#spouse}Married to ${spouse}${/spouse}${^spouse}Single${/spouse}'),
      { spouse: '' },
      ['Single'],
    ],
    ['opens a group', p('${#person}${name}${/person}'), { person: { name: 'Ada' } }, ['Ada']],
  ])('%s', (_, body, values, expected) => {
    expect(text(body, values)).toEqual(expected);
  });

  it('leaves no text box, note, header or cell without a paragraph', () => {
    const hidden = p('${#a}') + p('x') + p('${/a}');
    const file = render(
      {
        body: `<w:p>${textBox(hidden)}</w:p><w:tbl><w:tr><w:tc>${hidden}</w:tc></w:tr></w:tbl>`,
        header: hidden,
        footnote: hidden,
      },
      { a: false },
    );
    expect(partOf(file).match(/<w:txbxContent><w:p\/><\/w:txbxContent>/g)).toHaveLength(2);
    expect(partOf(file)).toContain('<w:tc><w:p/></w:tc>');
    expect(partOf(file, 'word/header1.xml')).toMatch(/<w:hdr[^>]*><w:p\/><\/w:hdr>/);
    expect(partOf(file, 'word/footnotes1.xml')).toContain('<w:p/></w:footnote>');
  });

  it('gives repeated pictures numbers of their own', () => {
    const picture =
      '<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="P"/></wp:inline></w:drawing></w:r></w:p>';
    const xml = partOf(render(p('${#a}') + picture + p('${/a}'), { a: [{}, {}, {}] }));
    expect([...xml.matchAll(/wp:docPr id="(\d+)"/g)].map((match) => match[1])).toEqual(['1', '2', '3']);
  });

  it('refuses sections that cannot be laid out, naming them', () => {
    const body = table(['${#a}x', 'y${/a}${#b}', '${/b}']);
    try {
      compileTemplate(docx(body));
      expect.unreachable();
    } catch (error) {
      const faults = error instanceof TemplateRefused ? error.faults : [];
      expect(faults.map(({ code }) => code)).toContain('section-crosses-layout');
      expect(faults[0]?.where?.part).toBe('body');
    }
  });
});

describe('refusals while rendering', () => {
  test.each<[string, unknown, string]>([
    ['${a}', {}, 'missing-value'],
    ['${a}', null, 'wrong-shape'],
    ['${a}', { a: {} }, 'wrong-shape'],
    ['${a|naira}', { a: 'x' }, 'invalid-value'],
    ['${a}', { a: 'bell \u0007' }, 'invalid-value'],
    ['${a}', { a: '\ud800' }, 'invalid-value'],
    ['${a}', { a: '\ufffe' }, 'invalid-value'],
    ['${#a}x${/a}', { a: [1] }, 'wrong-shape'],
    ['${#a}x${/a}', {}, 'missing-value'],
    ['${toString}', {}, 'missing-value'],
    ['${a.length}', { a: 'text' }, 'missing-value'],
    ['${valueOf.name}', {}, 'missing-value'],
  ])('of %s with %j is %s', (template, values, code) => {
    expect(faultOf(p(template), values)).toBe(code);
  });

  it('stops rows in rows in rows at 200,000 values', () => {
    const rows = Array.from({ length: 1000 }, () => ({}));
    const body = p('${#a}${#b}${#c}${x}${/c}${/b}${/a}');
    expect(faultOf(body, { a: rows, b: rows, c: rows, x: 'x' })).toBe('too-many-tags');
  });

  it('stops at 50 MB', () => {
    const rows = Array.from({ length: 1000 }, () => ({}));
    expect(faultOf(p('${#a}${x}${/a}'), { a: rows, x: 'x'.repeat(100_000) })).toBe('output-too-large');
    expect(faultOf(p('${#a}') + p('static text '.repeat(5000)).repeat(2) + p('${/a}'), { a: rows })).toBe(
      'output-too-large',
    );
  });

  it('does not disturb the next document', () => {
    const template = compileTemplate(
      docx(`<w:p>${run('${#a}${x}\u00a0', '<w:b/>')}${run('${y}${/a}', '<w:i/>')}</w:p>`),
    );
    const good = { a: [{ x: 'one\ntwo', y: 'z' }] };
    const before = template.render(good);
    expect(() => template.render({ a: [{ x: '1', y: '2' }, { x: 'only' }] })).toThrow(RenderFault);
    expect(template.render(good).equals(before)).toBe(true);
  });
});

describe('equal values', () => {
  it('give equal bytes, also from another compilation', () => {
    const bytes = docx(p('${a} ${#b}${c}${/b}'));
    const values = { a: 'x', b: [{ c: 1 }, { c: 2 }] };
    const template = compileTemplate(bytes);
    const first = template.render(values);
    expect(template.render({ a: 'other', b: [] }).equals(first)).toBe(false);
    expect(template.render(values).equals(first)).toBe(true);
    expect(compileTemplate(bytes).render(structuredClone(values)).equals(first)).toBe(true);
  });

  it('render a template without placeholders unchanged', () => {
    const bytes = docx(p('text'));
    expect(partOf(compileTemplate(bytes).render({}))).toBe(partOf(bytes));
  });
});
