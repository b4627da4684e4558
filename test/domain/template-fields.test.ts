// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import type { Field } from '../../shared/domain/field.ts';
import { labelOf } from '../../shared/domain/field-tree.ts';
import { fieldsOf, readPlain } from '../support/plain-template.ts';

/** A short notation: `items[price, name]^[reason]`. */
function outline(fields: readonly Field[]): string {
  return fields
    .map((field) => {
      const inside = field.kind === 'section' ? `[${outline(field.fields)}]` : '';
      return field.name + inside + (field.otherwise.length > 0 ? `^[${outline(field.otherwise)}]` : '');
    })
    .join(', ');
}
const codes = (text: string): string[] => readPlain(text).faults.map((fault) => fault.code);

describe('the fields of a template', () => {
  test.each([
    ['${a} ${b.c} ${a}', 'a, b.c'],
    ['${#items}${price}${/items} ${total}', 'items[price], total'],
    ['${#items}${price}${/items}${^items}${reason}${/items}', 'items[price]^[reason]'],
    ['${#a}${#b}${x}${/b}${y}${/a}', 'a[b[x], y]'],
    ['${#a}${x}${/a} ${#a}${y}${/a}', 'a[x, y]'],
    ['${BLOCK}${x}${/BLOCK}', 'BLOCK[x]'],
    ['${BLOCK} ${BLOCK}${x}${/BLOCK}', 'BLOCK[x]'],
    ['${A}${B}${x}${/B}${/A}', 'A[B[x]]'],
    ['${#a}${B}${x}${/B}${/a}', 'a[B[x]]'],
    ['${#a}<box>${x}</box>${/a}', 'a[x]'],
  ])('of %s are %s', (text, fields) => {
    expect(outline(fieldsOf(text))).toBe(fields);
  });

  it('tells values, filtered values and sections apart', () => {
    const kinds = fieldsOf('${a} ${b|upper} ${b} ${#c}${d}${/c} ${^e}none${/e}').map(
      ({ name, kind, yesNo }) => [name, kind, yesNo],
    );
    expect(kinds).toEqual([
      ['a', 'value', false],
      ['b', 'filter', false],
      ['c', 'section', false],
      ['e', 'section', true],
    ]);
  });

  it('lists each filter chain once', () => {
    expect(fieldsOf('${a|naira} ${a|words} ${a|naira} ${a}')[0]?.shownThrough).toEqual([
      ['naira'],
      ['words'],
      [],
    ]);
  });

  it('counts an opening tag as a place, a closing tag not', () => {
    expect(fieldsOf('${#a}x${/a} ${#a}y${/a}')[0]?.places).toHaveLength(2);
  });

  test.each([
    ['candidate_name', 'Candidate name'],
    ['candidateName', 'Candidate name'],
    ['person.home.city', 'Person home city'],
    ['RC_number', 'RC number'],
    ['TIN', 'TIN'],
    ['tenant_nin', 'Tenant NIN'],
    ['BLOCK', 'Block'],
    ['line2', 'Line2'],
  ])('a form calls %s “%s”', (name, label) => {
    expect(labelOf(name)).toBe(label);
  });
});

describe('faults of sections', () => {
  test.each([
    ['${#a}', ['unclosed-section']],
    ['${^a}', ['unclosed-section']],
    ['${/a}', ['unopened-section']],
    ['${a|upper} ${/a}', ['unopened-section']],
    ['${#a}${#b}${/a}${/b}', ['crossed-sections']],
    ['${A}${#b}${/A}${/b}', ['crossed-sections']],
    ['${#a}${#b}${#c}${/a}${/c}${/b}', ['crossed-sections']],
    ['${#a}<box>${/a}</box>', ['section-crosses-layout', 'unclosed-section']],
    ['<box>${#a}</box>${/a}', ['unclosed-section', 'unopened-section']],
    ['${#a} ${/b} ${#c}', ['unopened-section', 'unclosed-section', 'unclosed-section']],
  ])('of %s are %j', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it('allows eight levels and refuses nine, also as blocks', () => {
    const nested = (depth: number, sign: string): string => {
      const names = Array.from({ length: depth }, (_, index) => `s${index}`);
      return (
        names.map((name) => `\${${sign}${name}}`).join('') +
        names
          .reverse()
          .map((name) => `\${/${name}}`)
          .join('')
      );
    };
    expect(codes(nested(8, '#'))).toEqual([]);
    expect(codes(nested(9, '#'))).toEqual(['sections-too-deep']);
    expect(codes(nested(8, ''))).toEqual([]);
    expect(codes(nested(9, ''))).toEqual(['sections-too-deep']);
  });

  it('stays quick with thousands of tags in the wrong order', () => {
    const open = Array.from({ length: 2000 }, (_, index) => `\${#s${index}}`).join('');
    expect(codes(open + open.replaceAll('#', '/'))).toContain('crossed-sections');
  });
});

describe('uses that no value could satisfy', () => {
  test.each([
    '${a|naira} ${a|date:long}',
    '${a|naira} ${a|yesno}',
    '${a} ${a.b}',
    '${a.b|upper} ${#a.b.c}x${/a.b.c}',
  ])('refuses %s', (text) => {
    expect(codes(text)).toEqual(['conflicting-use']);
  });

  test.each([
    '${a} ${#a}x${/a}',
    '${#a}${b}${/a} ${a.b}',
    '${a|naira} ${#s}${a|date:long}${/s}',
    '${a} ${a|naira} ${a|words}',
  ])('accepts %s', (text) => {
    expect(codes(text)).toEqual([]);
  });

  it('accepts 500 fields and refuses 501', () => {
    const text = (count: number): string =>
      Array.from({ length: count }, (_, index) => `\${f${index}}`).join(' ');
    expect(codes(text(500))).toEqual([]);
    expect(codes(text(501))).toEqual(['too-many-fields']);
  });
});
