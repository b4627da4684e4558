// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchColumns } from '../../../shared/domain/table/columns.ts';
import { FreeNames } from '../../../shared/domain/table/free-names.ts';
import { readNamePattern } from '../../../shared/domain/table/name-pattern.ts';
import { safeStem } from '../../../shared/domain/table/safe-stem.ts';
import { fieldsOf } from '../../support/plain-template.ts';

describe('the name of a file', () => {
  test.each([
    ['Offer - Ada Obi', 'Offer - Ada Obi'],
    ['Lagos/Ikeja\\Yaba', 'Lagos-Ikeja-Yaba'],
    ['../../etc/passwd', 'etc-passwd'],
    ['..', 'document'],
    ['', 'document'],
    ['   ', 'document'],
    ['a:b*c?d"e<f>g|h', 'a-b-c-d-e-f-g-h'],
    ['12:30', '12-30'],
    ['line\nbreak\ttab\u0000nul', 'line break tabnul'],
    ['-rf', 'rf'],
    ['.hidden', 'hidden'],
    ['ends with dots...', 'ends with dots'],
    ['ends with space ', 'ends with space'],
    ['offer.docx', 'offer'],
    ['offer.pdf', 'offer'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['com1', '_com1'],
    ['LPT³', '_LPT³'],
    ['console', 'console'],
    ['عقد العمل', 'عقد العمل'],
    ['cod\u202Exe.cod', 'codxe.cod'],
    ['\u200Fעברית\u200E', 'עברית'],
    ['e\u0301', '\u00E9'],
    ['lone \uD800 half', 'lone \uFFFD half'],
  ])('makes %j into %j', (text, expected) => {
    expect(safeStem(text)).toBe(expected);
  });

  test('cuts long names between whole characters', () => {
    expect(safeStem('x'.repeat(300))).toBe('x'.repeat(200));
    expect(safeStem('é'.repeat(300))).toBe('é'.repeat(100));
    expect(safeStem('ab'.repeat(100_000))).toHaveLength(200);
    // Five code units of which none may stand without the others.
    expect(safeStem('x'.repeat(199) + '🇳🇬'.repeat(5))).toBe('x'.repeat(199));
  });

  test('is one that every system takes, whatever the text is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const stem = safeStem(text);
        expect(stem).not.toBe('');
        expect(Buffer.byteLength(stem)).toBeLessThanOrEqual(201);
        expect(stem).not.toMatch(/[/\\:*?"<>|\p{Cc}\p{Cf}\p{Cs}]/u);
        expect(stem).not.toMatch(/^[. -]|[. ]$/);
        expect(stem).not.toMatch(/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
      }),
    );
  });
});

describe('a pattern for names', () => {
  const headings = ['candidate_name', 'Salary'];
  const columns = matchColumns(fieldsOf('${candidate_name} ${salary}'), headings).columns;
  const sources = { template: 'offer', headings, columns };
  const row = { number: 7, cells: ['Ada / Obi', '1000'] };

  test.each([
    ['Offer - ${candidate_name} - ${row}', 'Offer - Ada - Obi - 7'],
    ['${Candidate Name}', 'Ada - Obi'],
    ['${template}-${row}', 'offer-7'],
    ['${salary}.docx', '1000'],
    ['${row}}', '7}'],
  ])('gives for %s the name %s', (pattern, expected) => {
    expect(readNamePattern(pattern, sources)(row)).toBe(expected);
  });

  test.each([
    ['Offer', 'The pattern for names holds no name such as ${row}'],
    ['${}', 'The table has no column “”'],
    ['${salery}', 'Did you mean ${Salary}?'],
  ])('refuses %s', (pattern, sentence) => {
    expect(() => readNamePattern(pattern, sources)).toThrow(sentence);
  });
});

describe('free names', () => {
  test('numbers equal names, upper and lower case being equal', () => {
    const names = new FreeNames('.docx');
    const stem = 'Offer Ada';
    expect([names.take(stem), names.take(stem.toUpperCase()), names.take(stem)]).toEqual([
      `${stem}.docx`,
      `${stem.toUpperCase()} (2).docx`,
      `${stem} (3).docx`,
    ]);
  });
});
