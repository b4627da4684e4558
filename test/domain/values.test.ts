// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { checkValues, LONGEST_TEXT, MOST_ROWS } from '../../shared/domain/values.ts';
import { fieldsOf, plainTemplate } from '../support/plain-template.ts';

const faults = (template: string, values: unknown): string[] =>
  checkValues(fieldsOf(template), values).map(({ path, code }) => `${code} ${path}`);

describe('values of plain fields', () => {
  test.each([
    ['${a}', { a: 'x' }],
    ['${a}', { a: '' }],
    ['${a}', { a: 3 }],
    ['${a.b} ${a.c}', { a: { b: 'x', c: 'y' } }],
    ['${a|default:none}', {}],
    ['${a|default:none}', { a: null }],
    ['${a|naira}', { a: '1,250.50' }],
    ['${a|naira|default:free}', { a: '' }],
    ['${a|date:long} ${a}', { a: '2026-11-20' }],
    ['${a|yesno}', { a: true }],
    ['', {}],
  ])('for %s accepts %j', (template, values) => {
    expect(faults(template, values)).toEqual([]);
  });

  test.each([
    ['${a}', {}, ['missing a']],
    ['${a}', { a: null }, ['missing a']],
    ['${a} ${a|default:none}', {}, ['missing a']],
    ['${a.b.c}', {}, ['missing a.b.c']],
    ['${a.b.c}', { a: { b: {} } }, ['missing a.b.c']],
    ['${a.b} ${a.c}', { a: 'x' }, ['wrong-shape a']],
    ['${a.b}', { a: [{ b: 'x' }] }, ['wrong-shape a']],
    ['${a}', { a: { b: 1 } }, ['wrong-shape a']],
    ['${a}', { a: ['x'] }, ['wrong-shape a']],
    ['${a}', { a: true }, ['wrong-shape a']],
    ['${a|yesno} ${a}', { a: true }, ['wrong-shape a']],
    ['${a|naira}', { a: 'ten' }, ['invalid a']],
    ['${a|number:2}', { a: '' }, ['invalid a']],
    ['${a|words}', { a: Number.NaN }, ['invalid a']],
    ['${a}', { a: Number.POSITIVE_INFINITY }, ['invalid a']],
    ['${a|date:long}', { a: '20/11/2026' }, ['invalid a']],
    ['${a}', { a: 'bell \u0007' }, ['invalid a']],
    ['${a}', { a: 'half \ud83d' }, ['invalid a']],
    ['${a}', { a: '\uffff' }, ['invalid a']],
    ['${a}', { a: 'x', b: 'y' }, ['unknown b']],
    ['${a.b}', { a: { b: 'x', z: 1 } }, ['unknown a.z']],
  ])('for %s refuses %j with %j', (template, values, expected) => {
    expect(faults(template, values)).toEqual(expected);
  });

  it('accepts a text of 100,000 characters and refuses one more', () => {
    expect(faults('${a}', { a: 'x'.repeat(LONGEST_TEXT) })).toEqual([]);
    expect(faults('${a}', { a: 'x'.repeat(LONGEST_TEXT + 1) })).toEqual(['invalid a']);
  });

  it('suggests the nearest field for an unknown name', () => {
    const [, unknown] = checkValues(fieldsOf('${candidate_name}'), { candidateNmae: 'x' });
    expect(unknown?.message).toContain('Did you mean “candidate_name”?');
  });

  test.each([null, undefined, 'x', 3, [], new Date(0), new Map()])(
    'refuses %j instead of a group of values',
    (values) => {
      expect(faults('', values)).toEqual(['wrong-shape ']);
    },
  );

  it('sees neither inherited values nor prototypes', () => {
    expect(faults('${a}', JSON.parse('{"__proto__": {"a": "x"}}'))).toEqual([
      'missing a',
      'unknown __proto__',
    ]);
    expect(faults('${toString} ${valueOf.name}', {})).toEqual(['missing toString', 'missing valueOf.name']);
    expect(faults('${a}', Object.create({ a: 'x' }))).toEqual(['wrong-shape ']);
  });
});

describe('values of sections', () => {
  const list = '${#items}${name} ${price|naira}${/items}';

  test.each([
    [list, { items: [{ name: 'a', price: 1 }] }],
    [list, { items: [] }],
    [list, { items: false }],
    [list, { items: { name: 'a', price: 1 } }],
    [list, { items: true, name: 'a', price: 1 }],
    [list, { name: 'all', items: [{ price: 1 }, { price: 2 }] }],
    ['${#a}yes${/a}', { a: true }],
    ['${^a}no${/a}', { a: false }],
    ['${^a}no${/a}', { a: [] }],
    ['${#a}x ${b}${/a}', { a: false }],
    ['${^a}${why}${/a}', { a: true }],
    ['${^a}${why}${/a}', { a: false, why: 'x' }],
    ['${#a}with ${a}${/a}', { a: 'Ada' }],
    ['${#a}with ${a}${/a}', { a: '' }],
    ['${a} ${^a}nobody${/a}', { a: '' }],
    ['${#a}${#b}${x}${/b}${/a}', { a: [{ b: [{ x: 1 }] }, { b: [] }, { b: false }] }],
    ['${#a}${b}${/a} ${a.b}', { a: { b: 'x' } }],
    ['${#order.lines}${x}${/order.lines}', { order: { lines: [{ x: 1 }] } }],
  ])('for %s accepts %j', (template, values) => {
    expect(faults(template, values)).toEqual([]);
  });

  test.each([
    [list, {}, ['missing items']],
    [list, { items: 'x' }, ['wrong-shape items']],
    [list, { items: 3 }, ['wrong-shape items']],
    [list, { items: ['x', null] }, ['wrong-shape items[0]', 'wrong-shape items[1]']],
    [list, { items: [{ name: 'a', price: 1 }, { name: 'b' }] }, ['missing items[1].price']],
    [list, { items: [{ name: 'a', price: 'x' }] }, ['invalid items[0].price']],
    [list, { items: [{ name: 'a', price: 1, prise: 2 }] }, ['unknown items[0].prise']],
    [list, { items: true }, ['missing name', 'missing price']],
    [list, { price: 'x', items: [{ name: 'a' }, { name: 'b' }] }, ['invalid price']],
    ['${#a}yes${/a}', { a: 'yes' }, ['wrong-shape a']],
    ['${#a}yes${/a} ${a|yesno}', { a: 'no' }, ['wrong-shape a']],
    ['${a} ${#a}x${/a}', { a: [{}] }, ['wrong-shape a']],
    ['${^a}${why}${/a}', { a: false }, ['missing why']],
    ['${#a}yes${/a}', { a: { x: 1 } }, ['unknown a.x']],
    ['${#a}yes${/a}', { a: [{ x: 1 }] }, ['unknown a[0].x']],
    ['${#a.b}yes${/a.b}', { a: { b: { x: 1 } } }, ['unknown a.b.x']],
    ['${#a}${#b}${x.y}${/b}${/a}', { a: [{ b: [{ x: {} }] }] }, ['missing a[0].b[0].x.y']],
    [
      '${#a}${person.name}${/a}',
      { person: { name: 'x' }, a: [{ person: { age: 3 } }] },
      ['missing a[0].person.name', 'unknown a[0].person.age'],
    ],
  ])('for %s refuses %j with %j', (template, values, expected) => {
    expect(faults(template, values)).toEqual(expected);
  });

  it('accepts 1,000 rows and refuses 1,001', () => {
    const rows = (count: number) => ({
      items: Array.from({ length: count }, () => ({ name: 'a', price: 1 })),
    });
    expect(faults(list, rows(MOST_ROWS))).toEqual([]);
    expect(faults(list, rows(MOST_ROWS + 1))).toEqual(['invalid items']);
  });

  it('reports 200 faults and then says that there are more', () => {
    const found = checkValues(fieldsOf(list), { items: Array.from({ length: 150 }, () => ({})) });
    expect(found).toHaveLength(201);
    expect(found.at(-1)).toMatchObject({ code: 'more', path: '' });
    expect(checkValues(fieldsOf(list), { items: Array.from({ length: 100 }, () => ({})) })).toHaveLength(200);
  });
});

describe('any values', () => {
  it('never make the check throw, and get at most 201 faults', () => {
    const key = fc.constantFrom(
      'items',
      'order',
      'lines',
      'person',
      'amount',
      '__proto__',
      'constructor',
      'urgent',
    );
    const hostile = fc.oneof(
      fc.anything(),
      fc.dictionary(key, fc.oneof(fc.anything(), fc.array(fc.dictionary(key, fc.anything())))),
    );
    fc.assert(
      fc.property(plainTemplate, hostile, (template, values) => {
        expect(checkValues(fieldsOf(template), values).length).toBeLessThanOrEqual(201);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('sample values', () => {
  it('pass the check for every template', () => {
    fc.assert(
      fc.property(plainTemplate, (template) => {
        const fields = fieldsOf(template);
        expect(checkValues(fields, sampleValues(fields))).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('show what a person would type', () => {
    const template =
      '${customer_name} ${email} ${amount|naira} ${due|date:long} ${#items}${quantity}${/items} ${#spouse}${spouse}${/spouse}';
    expect(sampleValues(fieldsOf(template))).toEqual({
      customer_name: 'Ada Obi',
      email: 'ada.obi@example.com',
      amount: 1_250_000,
      due: '2026-11-20',
      items: [{ quantity: '3' }, { quantity: '3' }],
      spouse: 'Spouse',
    });
  });

  test.each([
    '${a} ${#a}${b}${/a}',
    '${a|date:long} ${#a}${b|naira}${/a}',
    '${#a}${b}${/a} ${a.b} ${a.c}',
    '${a.c} ${#a}${b}${/a}',
    '${x|date:long} ${#a}${a}${x|naira}${/a}',
    '${#a}${#b}${a.c}${/b}${/a}',
    '${a|yesno} ${#a}${b}${/a}${^a}${c}${/a}',
    '${#a.b}${c}${/a.b} ${a.d|ordinal}',
  ])('pass the check for %s', (template) => {
    const fields = fieldsOf(template);
    expect(checkValues(fields, sampleValues(fields))).toEqual([]);
  });
});
