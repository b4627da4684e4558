// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { judgeFieldCode, judgeStrayCode, NESTED_FIELD } from '../../../shared/engines/docx/field-codes.ts';

const forbidden = (which: string): string =>
  `The document uses ${which}, which could load something from outside. Remove the field, or replace it by its text with Ctrl+Shift+F9.`;
const NAMELESS = forbidden('a field without a name of its own');

describe('judgeFieldCode', () => {
  test.each([
    '',
    ' ',
    ' page ',
    'PAGE \\* MERGEFORMAT',
    'PAGE\\* MERGEFORMAT',
    'PAGE\tx',
    'REF"a"',
    'REF“a”',
    '=1+2',
    '= 1',
    '=',
    'XE "a"',
    'USERNAME',
    'HYPERLINK',
    'hyperlink "https://example.com"',
    'HYPERLINK https://example.com',
    'HYPERLINK "https://example.com" https://example.com',
    'HYPERLINK \\l "file:x"',
    'HYPERLINK \\T "file:x" \\O file:x',
    'HYPERLINK \\n "https://example.com"',
    'HYPERLINK “https://example.com/a b”',
    'HYPERLINK ""',
    'HYPERLINK "https://example.com/a file:b',
    'HYPERLINK "\\https://example.com"',
    'HYPERLINK "https://example.com/\\"a b\\""',
  ])('allows %j', (code) => {
    expect(judgeFieldCode(code)).toBeNull();
  });

  test.each([
    ['ddeauto x', forbidden('the field DDEAUTO')],
    ['PAGE! 1', forbidden('the field PAGE')],
    ['PAGE.1', forbidden('the field PAGE.1')],
    ['PAGEX', forbidden('the field PAGEX')],
    ['!PAGE', NAMELESS],
    ['1PAGE', NAMELESS],
    ['"PAGE"', NAMELESS],
    [`X${'y'.repeat(30)}`, forbidden(`the field X${'Y'.repeat(28)}…`)],
  ])('forbids %j', (code, message) => {
    expect(judgeFieldCode(code)).toMatchObject({ code: 'forbidden-field', message });
  });

  it('allows what follows a link to have 10,000 characters', () => {
    const link = (length: number): string => `HYPERLINK "https:${'x'.repeat(length - 9)}"`;
    expect(judgeFieldCode(link(10_000))).toBeNull();
    expect(judgeFieldCode(link(10_001))?.message).toBe(forbidden('the field HYPERLINK'));
  });

  it('forbids a nested field where a name or an address belongs, and quotes it as dots', () => {
    expect(judgeFieldCode(`${NESTED_FIELD} x`)).toEqual({
      code: 'forbidden-field',
      message: NAMELESS,
      around: '… x',
    });
    expect(judgeFieldCode(` HYPERLINK "${NESTED_FIELD}${NESTED_FIELD}"`)).toEqual({
      code: 'forbidden-field',
      message: forbidden('the field HYPERLINK'),
      around: 'HYPERLINK "……"',
    });
    expect(judgeFieldCode(`IF ${NESTED_FIELD} = 1`)).toBeNull();
  });

  it('says that a placeholder is not filled', () => {
    expect(judgeFieldCode(' REF ${a} ')).toEqual({
      code: 'unfillable-place',
      message:
        'A placeholder inside a field code is not filled. Remove the field and write the placeholder as ordinary text.',
      around: 'REF ${a}',
    });
  });

  test.each([
    ['HYPERLINK "javascript:1"', 'javascript:1'],
    ['HYPERLINK javascript:1', 'javascript:1'],
    ['HYPERLINK “javascript:1”', 'javascript:1'],
    ['HYPERLINK "javascript:1', 'javascript:1'],
    ['HYPERLINK "file:\\\\\\\\server\\x\\ y\\""', 'file:\\\\serverx y"'],
    ['HYPERLINK \\l a "file:x"', 'file:x'],
    ['HYPERLINK \\l \\n "file:x"', 'file:x'],
    ['HYPERLINK \\n "file:x"', 'file:x'],
    ['HYPERLINK "https://example.com" "file:x"', 'file:x'],
    ['HYPERLINK  file:x"a"', 'file:x'],
  ])('refuses the address in %j', (code, address) => {
    expect(judgeFieldCode(code)).toEqual({
      code: 'external-link',
      message: `The link to “${address}” is not allowed; links may start with https:, http:, mailto: or tel:.`,
      around: code.replace(/\s+/g, ' '),
    });
  });
});

describe('judgeStrayCode', () => {
  test.each(['', 'PAGE', 'LINKED', 'XLINK', '${a}'])('lets %j be', (code) => {
    expect(judgeStrayCode(code)).toBeNull();
  });

  it('finds what is forbidden anywhere', () => {
    expect(judgeStrayCode(`a ${NESTED_FIELD} IncludeText b`)).toEqual({
      code: 'forbidden-field',
      message: forbidden('the field INCLUDETEXT'),
      around: 'a … IncludeText b',
    });
  });
});
