// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import Docxtemplater from 'docxtemplater';
import PizZip from 'pizzip';
import { describe, expect, it, test } from 'vitest';
import { compileTemplate } from '../../shared/engines/docx/compile-template.ts';
import { readContainer } from '../../shared/engines/docx/container.ts';
import { type DocxContent, docx, p, run, table } from '../support/docx.ts';
import { partOf } from '../support/docx-text.ts';

/**
 * The engine renders one compiled docxtemplater again and again, touching fields private to it. These tests
 * compare each part with what a fresh docxtemplater makes of the untouched template, so that a new version
 * cannot change the result unnoticed.
 */
function freshParts(bytes: Buffer, values: object): Map<string, string> {
  const fresh = new Docxtemplater(new PizZip(bytes), {
    delimiters: { start: '${', end: '}' },
    paragraphLoop: true,
    linebreaks: true,
  });
  const file = fresh.render(values).toBuffer();
  const zip = new PizZip(file);
  return new Map(readContainer(bytes).map(({ name }) => [name, zip.file(name)?.asText() ?? '']));
}

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

describe('every part equals what a fresh docxtemplater makes of it', () => {
  test.each(templates)('%s', (_, content, sets) => {
    const bytes = docx(content);
    const compiled = compileTemplate(bytes);
    for (const values of [...sets, ...sets]) {
      const file = compiled.render(values);
      for (const [name, xml] of freshParts(bytes, values)) {
        if (name !== '[Content_Types].xml') expect(partOf(file, name)).toBe(xml);
      }
    }
  });

  it('also after 300 documents from one compilation', () => {
    const bytes = docx({
      body: p('${name} ${#items}${x}${/items}') + table(['${#items}${x}', '${name}${/items}']),
    });
    const compiled = compileTemplate(bytes);
    for (let index = 0; index < 300; index++) {
      const values = {
        name: `n${index}\nm`,
        items: Array.from({ length: index % 7 }, (_, row) => ({ x: String(row) })),
      };
      const xml = partOf(compiled.render(values));
      if (index % 20 === 0) expect(xml).toBe(freshParts(bytes, values).get('word/document.xml'));
    }
  });
});
