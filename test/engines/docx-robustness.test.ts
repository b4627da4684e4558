// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { prepareValues } from '../../shared/domain/prepare-values.ts';
import { RenderFault } from '../../shared/domain/render-fault.ts';
import { TemplateRefused } from '../../shared/domain/template-fault.ts';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { openDocx } from '../../shared/engines/docx/gate.ts';
import { inspectTemplate } from '../../shared/engines/docx/inspect-template.ts';
import { docx, p, run, table, textBox } from '../support/docx.ts';
import { partOf } from '../support/docx-text.ts';
import { inlinePicture, PIXEL, packageOf, t, webLink } from './golden/package.ts';
import { visibleText } from './golden/visible-text.ts';

const SEED = 20_261_120;

describe('a placeholder that Word split over runs', () => {
  const paragraphs = [
    'Dear ${customer.name|upper}, it is ${day|date:long}; $${not_one} and $5.',
    '${#if status = “paid” and (amount >= 1,000 or not late)}thanks ${name}${else}pay ${amount|naira}${/if}!',
    '${#items}${name|default:"a|b"}: ${price|naira}; ${/items}${^none}nothing${/none}',
    '${#rows}',
    'row ${text} of ${rows_count}',
    '${/rows}',
    '${BLOCK}in ${inner}${/BLOCK} ${items|count}, ${items|sum:price|number:2}',
  ];
  const values = {
    customer: { name: 'Ada & <Obi>' },
    day: '2026-11-20',
    status: 'PAID',
    amount: 1000,
    late: true,
    name: 'Ada',
    items: [
      { name: '', price: 5 },
      { name: 'x', price: 6.5 },
    ],
    none: false,
    rows: [{ text: '1' }, { text: '2' }],
    rows_count: 2,
    BLOCK: [{ inner: 'i' }, { inner: 'j' }],
  };
  const textsOf = (body: string): string[] => visibleText(partOf(compileTemplate(docx(body)).render(values)));
  const whole = textsOf(paragraphs.map((text) => p(text)).join(''));

  /** What Word puts between two pieces of one text. */
  const between = fc.constantFrom(
    '',
    '<w:proofErr w:type="spellStart"/>',
    '<w:proofErr w:type="gramEnd"/>',
    '<w:bookmarkStart w:id="7" w:name="_GoBack"/><w:bookmarkEnd w:id="7"/>',
    '<w:commentRangeStart w:id="1"/>',
    '<w:r><w:rPr><w:b/></w:rPr></w:r>',
    '<w:r><w:lastRenderedPageBreak/></w:r>',
    '<w:del w:id="3" w:author="Ada Obi"><w:r><w:delText>${gone} }</w:delText></w:r></w:del>',
  );
  const format = fc.constantFrom(
    '',
    '<w:b/>',
    '<w:lang w:val="en-NG"/>',
    '<w:rtl w:val="0"/>',
    '<w:color w:val="FF0000"/>',
  );
  /** Around single values only: what encloses one tag of a section and not the other is refused. */
  const wrapping = fc.constantFrom(
    (xml: string) => xml,
    (xml: string) => `<w:ins w:id="9" w:author="Ada Obi">${xml}</w:ins>`,
    (xml: string) => `<w:smartTag w:element="City">${xml}</w:smartTag>`,
    (xml: string) => `<w:sdt><w:sdtContent>${xml}</w:sdtContent></w:sdt>`,
  );
  const cut = fc.record({ at: fc.nat({ max: 120 }), between, format, wrapping });

  const split = (
    text: string,
    cuts: readonly { at: number; between: string; format: string; wrapping: (xml: string) => string }[],
  ): string => {
    let position = 0;
    const hasSections = /\$\{\//.test(text);
    const runs = cuts
      .toSorted((a, b) => a.at - b.at)
      .map((piece) => {
        const end = Math.max(position, Math.min(piece.at, text.length));
        const xml = run(text.slice(position, end), piece.format);
        const wrapped = hasSections ? xml : piece.wrapping(xml);
        position = end;
        return wrapped + piece.between;
      });
    return `<w:p>${runs.join('')}${run(text.slice(position))}</w:p>`;
  };

  it('means the same, however it is split and whatever lies between', () => {
    expect(whole[0]).toBe('Dear ADA & <OBI>, it is 20 November 2026; ${not_one} and $5.');
    fc.assert(
      fc.property(fc.array(fc.array(cut, { maxLength: 12 }), { minLength: 7, maxLength: 7 }), (cuts) => {
        const body = paragraphs.map((text, at) => split(text, cuts[at] ?? [])).join('');
        expect(textsOf(body)).toEqual(whole);
      }),
      { numRuns: 300, seed: SEED, interruptAfterTimeLimit: 20_000 },
    );
  });

  it('means the same with every character in a run of its own', () => {
    const body = paragraphs
      .map((text) => `<w:p>${[...text].map((letter) => run(letter, '<w:i/>')).join('')}</w:p>`)
      .join('');
    expect(textsOf(body)).toEqual(whole);
  });
});

describe('a value of any kind', () => {
  const compiled = compileTemplate(
    packageOf({
      body: `${p('[${x}]')}<w:p>${inlinePicture('rIdP', 'of ${x}!')}</w:p>${table(['${x}'])}<w:p>${textBox(p('${#s}${y}${/s}'))}</w:p><w:p><m:oMath><m:r><m:t>\${x}</m:t></m:r></m:oMath></w:p>`,
      parts: [
        { name: 'word/media/image1.png', content: PIXEL, link: 'image', id: 'rIdP' },
        {
          name: 'word/header1.xml',
          link: 'header',
          type: 'wordprocessingml.header+xml',
          content: `<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r>${t('${x}')}</w:r></w:p></w:hdr>`,
        },
      ],
      links: webLink('rIdW', 'https://example.com/?q=${x}'),
    }),
  );
  const piece = fc.oneof(
    fc.constantFrom(
      ...[
        '<',
        '>',
        '&',
        '"',
        "'",
        ']]>',
        '<![CDATA[',
        '<!--',
        '-->',
        '<?x?>',
        '</w:t>',
        '<w:p/>',
        '&amp;',
        '&#0;',
        '&x;',
      ],
    ),
    fc.constantFrom(...['${', '}', '${x}', '${/s}', '$${x}', '%', '\\', '$&', '$1', '{{x}}', '\u0001x']),
    fc.constantFrom(
      ...[
        '\n',
        '\r\n',
        '\r',
        '\t',
        ' ',
        '\u00a0',
        '\u0085',
        '\u2028',
        '\u2029',
        '\u200f',
        'ọ́',
        '\u{1f600}',
        '\u{10ffff}',
      ],
    ),
    fc.constantFrom(
      ...[
        '\u0000',
        '\u0007',
        '\u000b',
        '\u001f',
        '\u007f',
        '\u009f',
        '\ud800',
        '\udc00',
        '\ufffe',
        '\uffff',
        '\ufdd0',
        '\ufeff',
      ],
    ),
    fc.string({ unit: 'binary', maxLength: 3 }),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML cannot hold.
  const impossible = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
  const lines = (value: string): string => value.replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n');

  it('is printed as it is, or refused; what comes out is always sound', () => {
    let printed = 0;
    let refusals = 0;
    fc.assert(
      fc.property(text, (value) => {
        const shown = value === '' ? [] : [lines(value)];
        let file: Buffer;
        try {
          file = compiled.render({ x: value, s: [{ y: value }, { y: value }] });
        } catch (error) {
          if (!(error instanceof RenderFault)) throw error;
          expect(error.code).toBe('invalid-value');
          expect(error.message.isWellFormed()).toBe(true);
          expect(
            impossible.test(value) || !value.isWellFormed() || /[\u007f-\u009f\ufdd0-\ufdef]/u.test(value),
          ).toBe(true);
          refusals++;
          return;
        }
        printed++;
        expect(openDocx(file).textParts).toHaveLength(2);
        expect(impossible.test(value) || !value.isWellFormed()).toBe(false);
        const [first, ...others] = visibleText(partOf(file));
        expect(first).toBe(`[${lines(value)}]`);
        expect(others.slice(0, shown.length)).toEqual(shown);
        expect(visibleText(partOf(file, 'word/header1.xml'))).toEqual(shown);
      }),
      { numRuns: 1500, seed: SEED, interruptAfterTimeLimit: 20_000 },
    );
    expect(printed).toBeGreaterThan(100);
    expect(refusals).toBeGreaterThan(100);
  });

  test.each([
    undefined,
    null,
    {},
    [],
    [[]],
    Number.NaN,
    Number.POSITIVE_INFINITY,
    () => 'x',
    Symbol('x'),
    10n,
    new Date(0),
  ])('that no form can give is refused before or while it is printed: case %#', (value) => {
    const prepared = prepareValues(compiled.fields, { x: value, s: [] });
    if ('faults' in prepared) {
      expect(prepared.faults[0]?.path).toBe('x');
      expect(prepared.faults[0]?.message).toMatch(/^“X” [^\n]+\.$/);
    } else {
      expect(() => compiled.render(prepared.values)).toThrow(RenderFault);
    }
  });
});

describe('nested lists that would print millions of rows', () => {
  test.each([
    ['short texts', 'too-many-tags'],
    ['long texts', 'output-too-large'],
  ])('of %s end with %s, in 200 MB', async (kind, code) => {
    const worker = new Worker(new URL('./golden/amplification-worker.ts', import.meta.url), {
      workerData: kind,
      resourceLimits: { maxOldGenerationSizeMb: 200 },
    });
    const outcome = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(outcome).toBe(code);
  });
});

describe('a template with faults', () => {
  const faultsOf = (bytes: Buffer) => {
    try {
      inspectTemplate(bytes);
    } catch (error) {
      if (error instanceof TemplateRefused) return error.faults;
      throw error;
    }
    return [];
  };

  it('says all of them, each with its paragraph or cell, the text around it and what to do', () => {
    const faults = faultsOf(
      docx({
        body: `${p('fine ${a}')}${p('Pay ${amount|nara} now')}${table(['x', '${first name}'], ['${#if = 1}', '${/nothing}'])}${p('${unclosed')}${p('${%logo:big}')}`,
        header: p('${signature:two words}'),
        footnote: p('${else}'),
      }),
    );
    expect(
      faults.map(({ code, where }) => [code, where?.part, where?.paragraph, where?.cell, where?.around]),
    ).toEqual([
      ['unknown-filter', 'body', 2, undefined, 'Pay ${amount|nara} now'],
      ['bad-name', 'body', 4, { table: 1, row: 1, column: 2 }, '${first name}'],
      ['bad-condition', 'body', 5, { table: 1, row: 2, column: 1 }, '${#if = 1}'],
      ['unclosed-placeholder', 'body', 7, undefined, '${unclosed'],
      ['bad-picture-size', 'body', 8, undefined, '${%logo:big}'],
      ['unopened-section', 'body', 6, { table: 1, row: 2, column: 2 }, '${/nothing}'],
      ['bad-signature', 'header', 1, undefined, '${signature:two words}'],
      ['misplaced-else', 'footnotes', 1, undefined, '${else}'],
    ]);
    for (const { message } of faults) expect(message).toMatch(/^[\p{Lu}“$][^\n]*\.$/u);
  });
});
