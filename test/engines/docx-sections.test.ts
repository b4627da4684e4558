// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import { docx, p, run, table } from '../support/docx.ts';
import { paragraphsOf, partOf } from '../support/docx-text.ts';

/** What each paragraph says; the result is one our own gate accepts. */
function text(body: string, values: unknown): string[] {
  const file = compileTemplate(docx(body)).render(values);
  openDocx(file);
  return paragraphsOf(file);
}

const faultsOf = (body: string): readonly { code: string; message: string }[] => {
  try {
    compileTemplate(docx(body));
    return [];
  } catch (error) {
    if (error instanceof TemplateRefused) return error.faults;
    throw error;
  }
};

const PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>';
const cell = (content: string): string => `<w:tc><w:tcPr/>${content}</w:tc>`;
const row = (...cells: string[]): string => `<w:tr>${cells.map(cell).join('')}</w:tr>`;
const tableOf = (...rows: string[]): string => `<w:tbl><w:tblPr/><w:tblGrid/>${rows.join('')}</w:tbl>`;
const two = { x: [{ n: 1 }, { n: 2 }] };

describe('what a section encloses', () => {
  test.each<[string, string, unknown, string[]]>([
    [
      'whole paragraphs when its tags stand first and last in them',
      p('${#x}Name ${n}') + p('Price${/x}') + p('end'),
      two,
      ['Name 1', 'Price', 'Name 2', 'Price', 'end'],
    ],
    [
      'the paragraphs between, when text stands outside the tags',
      p('Dear all: ${#x}') + p('row ${n}') + p('${/x} end'),
      two,
      ['Dear all: ', 'row 1', 'row 2', ' end'],
    ],
    [
      'from tag to tag in the middle of texts',
      p('Items: ${#x}one') + p('two ${n}${/x} end'),
      two,
      ['Items: one', 'two 1one', 'two 2 end'],
    ],
    [
      'nothing of the paragraphs in which several tags stand alone',
      p('${#x}${#y}') + p('${n}') + p('${/y} ${/x}') + p('end'),
      { ...two, y: true },
      ['1', '2', 'end'],
    ],
    [
      'the rows between rows that hold only its tags',
      tableOf(row(p('H')), row(p('${#x}')), row(p('${n}')), row(p(' ${/x}'))),
      two,
      ['H', '1', '2'],
    ],
    [
      'the whole row, with what stands beside its tags in it',
      tableOf(row(p('${head}'), p('${#x}${n}'), p('-${/x}'))),
      { ...two, head: 'h' },
      ['h', '1', '-', 'h', '2', '-'],
    ],
    [
      'nothing of the paragraphs of cells that hold only its tags',
      tableOf(row(p('${#x}') + p('${n}'), p('b') + p('${/x}'))),
      two,
      ['1', 'b', '2', 'b'],
    ],
    [
      'a list inside one cell',
      tableOf(row(p('${#x}') + p('${n}') + p('${/x}'), p('b'))),
      two,
      ['1', '2', 'b'],
    ],
  ])('%s', (_, body, values, expected) => {
    expect(text(body, values)).toEqual(expected);
  });

  it('keeps tables that it repeats apart, and a cell never ends with one', () => {
    const body = p('${#x}') + tableOf(row(p('${n}'))) + p('${/x}');
    const xml = partOf(compileTemplate(docx(body)).render(two));
    expect(xml.match(/<\/w:tbl><w:p>/g)).toHaveLength(2);
    const before = partOf(compileTemplate(docx(body + p('end'))).render(two));
    expect(before.match(/<\/w:tbl><w:p>/g)).toHaveLength(2);
    expect(paragraphsOf(compileTemplate(docx(body + p('end'))).render(two))).toEqual(['1', '', '2', 'end']);
    const inCell = partOf(compileTemplate(docx(tableOf(row(body)))).render(two));
    expect(inCell).toMatch(/<\/w:p><\/w:tc><\/w:tr><\/w:tbl><w:sectPr>/);
  });

  it('puts a page break between the rows of a list, and no empty page behind the last', () => {
    const body = `${p('${#x}')}${p('${n}')}<w:p>${PAGE_BREAK}${run('${/x}')}</w:p>${p('end')}`;
    const breaks = (values: unknown): number =>
      partOf(compileTemplate(docx(body)).render(values)).match(/w:type="page"/g)?.length ?? 0;
    expect(breaks({ x: [{ n: 1 }, { n: 2 }, { n: 3 }] })).toBe(2);
    expect(breaks({ x: [] })).toBe(0);
    expect(breaks({ x: { n: 1 } })).toBe(1);
  });

  it('keeps a paragraph that ends a page layout, and bookmarks of paragraphs that vanish', () => {
    const layout = `<w:p><w:pPr><w:sectPr><w:pgSz w:w="1" w:h="2"/></w:sectPr></w:pPr>${run('${/x}')}</w:p>`;
    const bookmark = '<w:bookmarkStart w:id="4" w:name="here"/><w:bookmarkEnd w:id="4"/>';
    const body = `<w:p>${bookmark}${run('${#x}')}</w:p>${p('${n}')}${layout}${p('end')}`;
    const xml = partOf(compileTemplate(docx(body)).render({ x: [] }));
    expect(xml).toContain('w:name="here"');
    expect(partOf(compileTemplate(docx(body)).render(two)).match(/w:pgSz w:w="1"/g)).toHaveLength(2);
  });

  it('does not repeat the numbers Word gives paragraphs', () => {
    const body = `${p('${#x}')}<w:p w14:paraId="0A" xmlns:w14="urn:w14" w14:textId="7">${run('${n}')}</w:p>${p('${/x}')}`;
    expect(partOf(compileTemplate(docx(body)).render(two))).not.toContain('w14:paraId');
  });

  test.each([
    ['two sections in one row', table(['${#a}x', 'y${/a}${#b}', '${/b}'])],
    ['from a cell to behind the table', table(['${#a}', 'x']) + p('${/a}')],
    ['from a paragraph into a cell', p('${#a}') + table(['${/a}', 'x'])],
    ['a condition across cells with else in the same row', table(['${#if a}', '${else}', '${/if}'])],
  ])('is refused: %s', (_, body) => {
    const faults = faultsOf(body);
    expect(faults.map(({ code }) => code)).toContain('section-crosses-layout');
    expect(faults[0]?.message).toContain('Put both tags');
  });
});

describe('conditions', () => {
  const answer = (status: unknown): string[] =>
    text(p('${#if status = "paid"}Thank you.${else}Please pay.${/if}'), { status });

  it('keep one of two branches within a paragraph', () => {
    expect(answer('Paid ')).toEqual(['Thank you.']);
    expect(answer('open')).toEqual(['Please pay.']);
  });

  test.each<[string, string, string[], string[]]>([
    [
      'paragraphs, each tag alone',
      p('${#if a}') + p('yes') + p('${else}') + p('no') + p('${/if}'),
      ['yes'],
      ['no'],
    ],
    [
      'paragraphs, tags attached',
      p('${#if a}yes') + p('more') + p('${else}no') + p('less${/if}') + p('end'),
      ['yes', 'more', 'end'],
      ['no', 'less', 'end'],
    ],
    [
      'table rows',
      tableOf(row(p('${#if a}')), row(p('yes')), row(p('${else}')), row(p('no')), row(p('${/if}'))),
      ['yes'],
      ['no'],
    ],
    ['nested ones', p('${#if a}${#if b}ab${else}a${/if}${else}none${/if}'), ['a'], ['none']],
  ])('keep one of two branches: %s', (_, body, yes, no) => {
    expect(text(body, { a: true, b: false })).toEqual(yes);
    expect(text(body, { a: false, b: false })).toEqual(no);
  });

  it('ask about the row they stand in', () => {
    const body = p('${#x}${#if n >= 2}big ${else}small ${/if}${/x}');
    expect(text(body, two)).toEqual(['small big ']);
  });
});

describe('a table row that repeats by itself', () => {
  const items = {
    items: [
      { name: 'Chair', price: 5 },
      { name: 'Desk', price: 7 },
    ],
    currency: 'NGN',
  };

  it('does so for dotted names that share a list, with other names looked up around it', () => {
    const body = table(['Item', 'Price'], ['${items.name}', '${currency} ${items.price}']);
    expect(text(body, items)).toEqual(['Item', 'Price', 'Chair', 'NGN 5', 'Desk', 'NGN 7']);
    expect(text(body, { ...items, items: [] })).toEqual(['Item', 'Price']);
  });

  it('does so below another name, and beside conditions about the row', () => {
    const body = table(['${order.no}: ${order.lines.name}', '${#if order.lines.price > 5}dear${/if}']);
    const order = { no: 'A', lines: items.items };
    expect(text(body, { order })).toEqual(['A: Chair', '', 'A: Desk', 'dear']);
  });

  it('stays single for one person, whose name also stands elsewhere or has words beside it', () => {
    const person = { person: { name: 'Ada Obi', phone: '1' } };
    const form = table(['Name', '${person.name}'], ['Phone', '${person.phone}']);
    expect(text(form, person)).toEqual(['Name', 'Ada Obi', 'Phone', '1']);
    const beside = p('${person.name}') + table(['${person.name}', '${person.phone}']);
    expect(text(beside, person)).toEqual(['Ada Obi', 'Ada Obi', '1']);
  });

  it('takes a name of one word for a list when two cells hold nothing else', () => {
    const body = table(['${staff.name}', '${staff.price}']);
    expect(text(body, { staff: items.items })).toEqual(['Chair', '5', 'Desk', '7']);
  });

  it('is refused when two lists share it', () => {
    const [fault] = faultsOf(table(['${items.name}', '${taxes.name}']));
    expect(fault?.code).toBe('conflicting-use');
    expect(fault?.message).toContain('rows of their own');
  });
});

describe('tracked changes', () => {
  it('may hold one tag of a section and not the other', () => {
    const inserted = `<w:ins w:id="3" w:author="A">${run(' ${n};${/x} end')}</w:ins>`;
    const xml = partOf(compileTemplate(docx(`<w:p>${run('${#x}Row')}${inserted}</w:p>`)).render(two));
    const words = [...xml.matchAll(/<w:t[^>]*>([^<]*)<\/w:t>/g)].map((match) => match[1]).join('');
    expect(words).toBe('Row 1;Row 2; end');
    expect(xml.match(/<w:ins w:id="3" w:author="A">/g)).toHaveLength(3);
  });
});

describe('rich text in a section', () => {
  const render = (body: string): string =>
    partOf(compileTemplate(docx(body)).render({ s: [{ a: '- one\n- two' }], t: true, a: '**b**' }));

  it('stays in the line between tags of one paragraph', () => {
    expect(render(p('${#s}${a|rich}${/s}'))).toMatch(/• .*one.*<w:br\/>.*• .*two/);
    expect(render(p('${#if t}${a|rich}${/if}'))).toContain('<w:b/>');
  });

  it('becomes paragraphs between tags in other paragraphs', () => {
    expect(render(p('${#s}${a|rich}') + p('x${/s}'))).toMatch(/<w:numPr>.*<w:numPr>/);
  });
});
