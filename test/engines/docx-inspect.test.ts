// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type TemplateFault, TemplateRefused } from '../../shared/domain/template-fault.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import {
  type DocxContent,
  docx,
  docxFiles,
  externalLink,
  p,
  run,
  table,
  textBox,
  zipOf,
} from '../support/docx.ts';

const fieldsOf = (content: DocxContent | string) => inspectTemplate(docx(content)).fields;
const names = (content: DocxContent | string): string[] => fieldsOf(content).map((field) => field.name);

function faultsOf(content: DocxContent | string): TemplateFault[] {
  try {
    inspectTemplate(docx(content));
    return [];
  } catch (error) {
    if (error instanceof TemplateRefused) return [...error.faults];
    throw error;
  }
}
const codes = (content: DocxContent | string): string[] => faultsOf(content).map((fault) => fault.code);

describe('where placeholders are found', () => {
  it('finds them in the body, headers, footers, notes, tables and text boxes', () => {
    const fields = fieldsOf({
      body: `${p('${inBody}') + table(['${inTable}'])}<w:p>${textBox(p('${inBox}'))}</w:p>`,
      header: p('${inHeader}'),
      footer: p('${inFooter}'),
      footnote: p('${inFootnote}'),
      endnote: p('${inEndnote}'),
    });
    expect(
      fields.map(({ name, places }) => [
        name,
        places.map(({ part, inTable, inTextBox }) => [part, inTable, inTextBox]),
      ]),
    ).toEqual([
      ['inBody', [['body', false, false]]],
      ['inTable', [['body', true, false]]],
      ['inBox', [['body', false, true]]],
      ['inHeader', [['header', false, false]]],
      ['inFooter', [['footer', false, false]]],
      ['inFootnote', [['footnotes', false, false]]],
      ['inEndnote', [['endnotes', false, false]]],
    ]);
  });

  test.each([
    ['a content control', `<w:sdt><w:sdtPr/><w:sdtContent>${p('${x}')}</w:sdtContent></w:sdt>`],
    ['a link', `<w:p><w:hyperlink r:id="a">${run('${x}')}</w:hyperlink></w:p>`],
    ['inserted text', `<w:p><w:ins w:id="1">${run('${x}')}</w:ins></w:p>`],
    [
      'moved text, at its new place',
      `<w:p><w:moveFrom w:id="1">${run('${y}')}</w:moveFrom><w:moveTo w:id="2">${run('${x}')}</w:moveTo></w:p>`,
    ],
    ['a field result', `<w:p><w:fldSimple w:instr="AUTHOR">${run('${x}')}</w:fldSimple></w:p>`],
  ])('finds them in %s', (_, body) => {
    expect(names(body)).toEqual(['x']);
  });

  it('ignores deleted text', () => {
    const deleted = '<w:del w:id="1"><w:r><w:delText>${gone}</w:delText></w:r></w:del>';
    const odd = `<w:del w:id="1">${run('${alsoGone}')}</w:del>`;
    expect(names(`<w:p>${deleted}${odd}${run('${x}')}</w:p>`)).toEqual(['x']);
  });

  it('counts a text box that Word wrote twice as one place, and its faults once', () => {
    expect(fieldsOf(`<w:p>${textBox(p('${x} ${x}'))}</w:p>`)[0]?.places).toHaveLength(2);
    expect(codes(`<w:p>${textBox(p('${#a}') + p('${1}') + p('${open'))}</w:p>`)).toEqual([
      'bad-name',
      'unclosed-placeholder',
      'unclosed-section',
    ]);
  });

  it('numbers the paragraphs as a reader counts them', () => {
    const body = `${p('first')}<w:p>${run('second')}${textBox(p('third ${x}'))}</w:p>${table(['fourth ${x}'])}<w:p/>${p('sixth ${x}')}`;
    expect(fieldsOf(body)[0]?.places.map((place) => place.paragraph)).toEqual([3, 4, 6]);
  });

  it('quotes at most 80 characters around a placeholder', () => {
    const place = fieldsOf(p(`${'before '.repeat(30)}\${x}${' after'.repeat(30)}`))[0]?.places[0];
    expect(place?.around).toContain('before ${x} after');
    expect(place?.around.length).toBeLessThanOrEqual(80);
    expect(fieldsOf(p('Dear ${x},'))[0]?.places[0]?.around).toBe('Dear ${x},');
  });
});

describe('how placeholders may be split', () => {
  test.each([
    ['runs', p('$', '{', 'na', 'me', '}')],
    ['runs with other text', p('Dear $', '{name', '}, hello')],
    [
      'spelling marks and bookmarks',
      `<w:p>${run('${na')}<w:proofErr w:type="spellStart"/><w:bookmarkStart w:id="1" w:name="b"/>${run('me}')}</w:p>`,
    ],
    ['a line break', `<w:p><w:r><w:t>\${</w:t><w:br/><w:t>name}</w:t></w:r></w:p>`],
    ['tabs', `<w:p><w:r><w:t>\${name</w:t><w:tab/><w:t>}</w:t></w:r></w:p>`],
    ['a soft hyphen', `<w:p><w:r><w:t>\${na</w:t><w:softHyphen/><w:t>me}</w:t></w:r></w:p>`],
    ['character references', '<w:p><w:r><w:t>&#36;{na&#x6d;e}</w:t></w:r></w:p>'],
    ['a text box in the middle', `<w:p>${run('${na')}${textBox(p('box'))}${run('me}')}</w:p>`],
  ])('reads one split over %s', (_, body) => {
    expect(names(body)).toEqual(['name']);
  });

  it('reads any split of a paragraph like the whole one', () => {
    const text = 'Dear ${name|upper}, pay $5 or ${#items}${price|naira}${/items} $${x} {y} to “${a.b}”';
    const whole = JSON.stringify(fieldsOf(p(text)));
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: text.length - 1 }), { maxLength: 20 }), (cuts) => {
        const sorted = [0, ...cuts.sort((a, b) => a - b), text.length];
        const runs = sorted.slice(1).map((end, index) => text.slice(sorted[index], end));
        expect(JSON.stringify(fieldsOf(p(...runs)))).toBe(whole);
      }),
      { numRuns: 100 },
    );
  });
});

describe('faults', () => {
  it('reports all of them, each with its place and the text around', () => {
    const faults = faultsOf({
      body: p('Dear ${first name},') + p('${}') + p('${x|uper} and ${y|date:DD}'),
      footer: p('Page ${unclosed'),
    });
    expect(faults.map(({ code, where }) => [code, where])).toEqual([
      ['bad-name', { part: 'body', paragraph: 1, around: 'Dear ${first name},' }],
      ['empty-placeholder', { part: 'body', paragraph: 2, around: '${}' }],
      ['unknown-filter', { part: 'body', paragraph: 3, around: '${x|uper} and ${y|date:DD}' }],
      ['bad-filter-argument', { part: 'body', paragraph: 3, around: '${x|uper} and ${y|date:DD}' }],
      ['unclosed-placeholder', { part: 'footer', paragraph: 1, around: 'Page ${unclosed' }],
    ]);
  });

  test.each([
    ['a placeholder split over paragraphs', p('Dear ${na') + p('me}'), ['unclosed-placeholder']],
    ['a placeholder that another one interrupts', p('${a ${b}'), ['unclosed-placeholder']],
    ['a closing tag without a name', p('${#a}x${/}'), ['nameless-close', 'unclosed-section']],
    [
      'a section that starts in the body and ends in a text box',
      `${p('${#a}')}<w:p>${textBox(p('${/a}'))}</w:p>`,
      ['section-crosses-layout', 'unclosed-section'],
    ],
    [
      'a section that starts before a table and ends in it',
      p('${#a}') + table(['${/a}']),
      ['section-crosses-layout'],
    ],
    ['a section over two tables', table(['${#a}']) + table(['${/a}']), ['section-crosses-layout']],
    [
      'a section that starts in a link and ends outside',
      `<w:p><w:hyperlink r:id="a">${run('${#a}')}</w:hyperlink>${run('${/a}')}</w:p>`,
      ['section-crosses-layout'],
    ],
    [
      'a section that starts in a control and ends outside',
      `<w:sdt><w:sdtContent>${p('${#a}')}</w:sdtContent></w:sdt>${p('${/a}')}`,
      ['section-crosses-layout'],
    ],
    ['text that is no placeholder', p('costs $5 {a} {{b}} } $ and #{c}'), []],
  ])('of %s', (_, body, expected) => {
    expect(codes(body)).toEqual(expected);
  });

  it('does not let a section end in another part', () => {
    expect(codes({ body: p('${#a}'), header: p('${/a}') })).toEqual(['unclosed-section', 'unopened-section']);
  });

  it('accepts 5,000 placeholders and refuses 5,001', () => {
    const body = (count: number): string => p('${x}'.repeat(count));
    expect(codes(body(5000))).toEqual([]);
    expect(codes(body(5001))).toEqual(['too-many-placeholders']);
  });

  it('stays quick with a paragraph full of opening braces, and refuses endless paragraphs', () => {
    expect(codes(p('${'.repeat(4000)))).toHaveLength(201);
    expect(codes(p('${'.repeat(49_000)))).toEqual(['too-many-placeholders']);
    expect(codes(p(`\${x}${'x'.repeat(200_000)}`))).toEqual(['paragraph-too-long']);
  });

  it('does not blame the other tags of a section whose first one cannot be read', () => {
    expect(codes(p('${#if (a}yes${else}no${/if}'))).toEqual(['bad-condition']);
    expect(codes(p('${#each items}${/each} ${#items as x}${/items}'))).toEqual(['bad-name', 'bad-name']);
  });

  it('finds sections that overlap in one table row', () => {
    expect(codes(table(['${#a}x', 'y${/a}${#b}', '${/b}']))).toContain('section-crosses-layout');
  });

  it('reports at most 200 faults, and says that there are more', () => {
    const told = codes(p('${}'.repeat(300)));
    expect(told).toHaveLength(201);
    expect(told.at(-1)).toBe('more-faults');
  });

  test.each([
    ['an element that is not closed', '<w:p><w:r>'],
    ['elements that cross', '<w:p><w:r></w:p></w:r>'],
    ['an unknown entity beside a placeholder', '<w:p><w:r><w:t>${x} &nbsp;</w:t></w:r></w:p>'],
    ['a CDATA section', '<w:p><w:r><w:t><![CDATA[${x}]]></w:t></w:r></w:p>'],
    ['an element inside a text', '<w:p><w:r><w:t>a<w:t>${x}</w:t></w:t></w:r></w:p>'],
    ['a tag inside a tag', '<w:p <w:r></w:p>'],
    ['a comment inside a placeholder', '<w:p><w:r><w:t>${na<!-- x -->me}</w:t></w:r></w:p>'],
  ])('refuses damaged XML: %s', (_, body) => {
    expect(codes(body)).toEqual(['damaged-file']);
  });
});

describe('warnings', () => {
  const warnings = (content: DocxContent | string): string[] =>
    inspectTemplate(docx(content)).warnings.map((warning) => warning.code);

  test.each([
    ['a template without placeholders', p('text'), ['no-placeholders']],
    ['a literal', p('${x} $${y}'), ['literal-placeholder']],
  ])('about %s', (_, body, expected) => {
    expect(warnings(body)).toEqual(expected);
  });

  it('gives no warning about what is filled outside the text: properties, links and descriptions', () => {
    const content = {
      body: `${p('${x}')}<w:p><w:r><w:drawing><wp:docPr id="1" name="a" descr="\${seal}"/></w:drawing></w:r></w:p>`,
      files: { 'docProps/core.xml': '<a>${title}</a>' },
      relationships: externalLink('hyperlink', 'https://example.com/$%7Bcode%7D'),
    };
    expect(warnings(content)).toEqual([]);
    expect(fieldsOf(content).map(({ name }) => name)).toEqual(['x', 'seal', 'title', 'code']);
  });
});

describe('any document', () => {
  it('is inspected or refused, never anything else', () => {
    const piece = fc.constantFrom(
      '${',
      '}',
      '$',
      '#',
      '/',
      '^',
      'a',
      '|',
      'upper',
      '</w:t>',
      '<w:t>',
      '<w:br/>',
      '&amp;',
      '&',
      '<',
      '</w:p>',
      '<w:p>',
      '"',
      '.',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const result = codes(`<w:p><w:r><w:t>${pieces.join('')}</w:t></w:r></w:p>`);
        expect(result.every((code) => /^[a-z-]+$/.test(code))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('with damaged bytes is refused or still readable', () => {
    const files = [...docxFiles({ body: p('${x}') })].map(([name, content]) => ({ name, content }));
    const whole = zipOf(files);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        try {
          expect(inspectTemplate(bytes).fields.length).toBeLessThanOrEqual(1);
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateRefused);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
