// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import { describe, expect, it, test } from 'vitest';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { type DocxContent, docx, p, run, table } from '../support/docx.ts';
import { paragraphsOf } from '../support/docx-text.ts';

/** What docxtemplater, used as its manual says, makes of a template: our renderer says the same where both can. */
function withDocxtemplater(bytes: Buffer, values: object): Buffer {
  const engine = new Docxtemplater(new PizZip(bytes), {
    delimiters: { start: '${', end: '}' },
    paragraphLoop: true,
    linebreaks: true,
  });
  return engine.render(values).toBuffer();
}

/** Paragraphs with letters: the two put a page break between rows in different ways. */
const lettersOf = (file: Buffer, part: string): string[] =>
  paragraphsOf(file, part).filter((paragraph) => paragraph !== '');

const templates: [string, DocxContent, object[]][] = [
  [
    'values',
    { body: p('Dear ${name},') + p('${a} and ${b} & more'), header: p('${name}') },
    [
      { name: 'Ada & <Obi>', a: 'x', b: ' y ' },
      { name: '', a: '1', b: 'ü' },
    ],
  ],
  [
    'line breaks',
    { body: `<w:p>${run('${a}', '<w:b/><w:i/>')}${run(' and ${b}')}</w:p>` },
    [{ a: 'one\ntwo\n\nthree', b: '\n' }],
  ],
  [
    'paragraph loops',
    { body: p('a') + p('${#items}') + p('${x}') + p('') + p('${/items}') + p('b') },
    [{ items: [{ x: '1' }, { x: '2' }] }, { items: [] }],
  ],
  [
    'inline loops',
    { body: p('${#items}${x}, ${/items}end ${^items}none${/items}') },
    [{ items: [{ x: '1' }, { x: '2' }] }, { items: [] }],
  ],
  [
    'row loops',
    { body: table(['h', 'h'], ['${#items}${x}', '${y}${/items}']) + p('${z}') },
    [
      {
        items: [
          { x: '1', y: '2' },
          { x: '3', y: '4' },
        ],
        z: 'z',
      },
      { items: [], z: '' },
    ],
  ],
  [
    'nested loops',
    { body: p('${#a}') + table(['${#b}${x}', '${y}${/b}']) + p('${#c}${z}${/c}') + p('${/a}') },
    [
      {
        a: [
          { b: [{ x: '1', y: '2' }], c: true, z: 'z' },
          { b: [], c: false, z: 'z' },
        ],
      },
    ],
  ],
  [
    'page breaks and sections',
    { body: `${p('${#a}')}${p('${x}')}<w:p><w:r><w:br w:type="page"/></w:r>${run('${/a}')}</w:p>` },
    [{ a: [{ x: '1' }, { x: '2' }] }, { a: [] }],
  ],
  [
    'cells left empty',
    { body: `<w:tbl><w:tr><w:tc>${p('${#a}')}${p('x')}${p('${/a}')}</w:tc></w:tr></w:tbl>` },
    [{ a: false }, { a: true }],
  ],
];

describe('docxtemplater and our renderer', () => {
  test.each(templates)('say the same: %s', (_, content, sets) => {
    const bytes = docx(content);
    const compiled = compileTemplate(bytes);
    for (const values of [...sets, ...sets]) {
      const ours = compiled.render(values);
      const theirs = withDocxtemplater(bytes, values);
      for (const part of ['word/document.xml', ...(content.header ? ['word/header1.xml'] : [])]) {
        expect(lettersOf(ours, part)).toEqual(lettersOf(theirs, part));
      }
    }
  });

  it('say the same after 300 documents from one compilation', () => {
    const bytes = docx({
      body: p('${name} ${#items}${x}${/items}') + table(['${#items}${x}', '${name}${/items}']),
    });
    const compiled = compileTemplate(bytes);
    for (let index = 0; index < 300; index++) {
      const values = {
        name: `n${index}\nm`,
        items: Array.from({ length: index % 7 }, (_, row) => ({ x: String(row) })),
      };
      const ours = paragraphsOf(compiled.render(values));
      if (index % 20 === 0) expect(ours).toEqual(paragraphsOf(withDocxtemplater(bytes, values)));
    }
  });
});
