// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { checkValues, LONGEST_TEXT, MOST_ROWS } from '../../shared/domain/values.ts';
import { fieldsOf, plainTemplate } from '../support/plain-template.ts';
import { fullFieldsOf } from './full-template.ts';

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
    ['${a|date:long}', { a: '31/11/2026' }, ['invalid a']],
    ['${a|date:long}', { a: 20261120 }, ['invalid a']],
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
    [`\${name} ${list}`, { name: 'all', items: [{ price: 1 }, { name: 'b', price: 2 }] }],
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
    [list, { name: 'all', items: [{ price: 1 }] }, ['missing items[0].name']],
    [`\${price} ${list}`, { price: 'x', items: [{ name: 'a' }] }, ['missing items[0].price']],
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

describe('values of typed fields', () => {
  const message = (template: string, values: unknown): string[] =>
    checkValues(fullFieldsOf(template), values).map(({ path, message: text }) => `${path}: ${text}`);

  test.each([
    ['${nin}', { nin: '123' }, 'nin: “NIN” must be an 11-digit NIN.'],
    ['${nin}', { nin: 12345678901 }, 'nin: “NIN” must be a text: an 11-digit NIN.'],
    ['${bvn}', { bvn: '11111111111' }, 'bvn: “BVN” must be an 11-digit BVN, which begins with 22.'],
    ['${email}', { email: 'ada' }, 'email: “Email” must be an e-mail address, such as ada.obi@example.com.'],
    [
      '${date}',
      { date: '2026-02-30' },
      'date: “Date” must be a date written like 2026-11-20 or 20 November 2026.',
    ],
    ['${state}', { state: 'Kent' }, 'state: “State” must be a state of Nigeria, such as Lagos or Akwa Ibom.'],
    [
      '${%logo}',
      { logo: 'https://example.com/x.png' },
      'logo: “Logo” must be the name of a picture that was uploaded, such as ast_sample, not an address or path.',
    ],
    [
      '${%logo}',
      { logo: 5 },
      'logo: “Logo” must be a text: the name of a picture that was uploaded, such as ast_sample, not an address or path.',
    ],
    ['${a} ${#if a > 5}x${/if}', { a: 'ten' }, 'a: “A” must be a number, such as 1250000.50.'],
    ['${#if a}x${/if}', { a: 'perhaps' }, 'a: “A” must be true or false, or yes or no.'],
    [
      '${amount} ${amount_in_words}',
      { amount: 5, amount_in_words: 'five' },
      'amount_in_words: “Amount in words” is written from amount; leave it out.',
    ],
    ['${signature:tenant}', { tenant: 'Ada Obi' }, 'tenant: “Tenant” is signed later; leave it out.'],
    ['${%qr}', { qr: 'x' }, 'qr: “QR” is made by us; leave it out.'],
    ['${names|join}', { names: 'x' }, 'names: “Names” must be a list.'],
    [
      '${names|join}',
      { names: ['x', true] },
      'names[1]: “Names” must be a text or number, not true or false.',
    ],
    [
      '${items|sum:price}',
      { items: [{ price: 1 }, { price: 'x' }] },
      'items[1].price: “Price” must be a number below 1,000,000,000,000, so that it can be added up.',
    ],
    ['${items|sum:price}', { items: [{}] }, 'items[0].price: “Price” is missing.'],
    [
      '${items|sum:price}',
      { items: [{ price: 1, cost: 2 }] },
      'items[0].cost: The template has no field “cost”. Did you mean “price”?',
    ],
    ['<row items>${items.x}</row>', { items: true }, 'items: “Items” must be a list of rows.'],
    ['<row items>${items.x}</row> ${x}', { x: 1, items: [{}] }, 'items[0].x: “X” is missing.'],
  ])('for %s and %j are refused: %s', (template, values, expected) => {
    expect(message(template, values).map((text) => text.replace(' Did you mean “price”?', ''))).toEqual([
      expected.replace(' Did you mean “price”?', ''),
    ]);
  });

  test.each([
    ['${phone} ${tin} ${rc_number}', { phone: '08031234567', tin: '1234567890', rc_number: 'RC 12' }],
    ['${%logo}', { logo: 'ast_01hx' }],
    ['${tenant_email}', { tenant_email: 'to follow' }],
    ['${names|join}', { names: [] }],
    ['${items|count}', { items: [1, null, { x: [{}] }] }],
    ['<row items>${items.x}</row>', { items: { x: 1 } }],
    ['${signature:tenant} ${tenant}', { tenant: 'Ada Obi' }],
    ['${#if person}${person.name}${/if}', {}],
    ['${#if person}${person.name}${/if}', { person: { name: 'Ada Obi' } }],
    ['${email|default:none}', { email: '' }],
  ])('for %s accept %j', (template, values) => {
    expect(message(template, values)).toEqual([]);
  });
});

describe('values under conditions', () => {
  const codesOf = (template: string, values: unknown): string[] =>
    checkValues(fullFieldsOf(template), values).map(({ path, code }) => `${code} ${path}`);
  const branches = '${#if status = "paid"}${paid_by}${else}${reminder|date}${/if}';

  test.each([
    [branches, { status: 'Paid', paid_by: 'Ada Obi' }],
    [branches, { status: 'open', reminder: '2026-11-20' }],
    [branches, { status: 'open', reminder: '2026-11-20', paid_by: '' }],
    [branches, { status: 'paid', paid_by: 'Ada Obi', reminder: '' }],
    ['${#if a = "x"}${#if b > 5}${c}${/if}${/if}', { a: 'y' }],
    ['${#if a = "x"}${#if b > 5}${c}${/if}${/if}', { a: 'x', b: 3 }],
    ['${vip} ${#items}${#if vip = "yes"}${price}${/if}${/items}', { vip: 'no', items: [{}] }],
    [
      '${vip} ${#items}${#if vip = "yes"}${price}${/if}${/items}',
      { vip: 'yes', items: [{ vip: 'no' }, { price: 1 }] },
    ],
    ['${#if show}x${/if} ${#items}${#show}${price}${/show}${/items}', { show: false, items: [{}] }],
    ['${#if show}x${/if} ${#items}${#show}${price}${/show}${/items}', { show: true, items: [{ price: 1 }] }],
  ])('for %s accept %j', (template, values) => {
    expect(codesOf(template, values)).toEqual([]);
  });

  test.each([
    [branches, {}, ['missing status', 'missing reminder']],
    [branches, { status: 'paid' }, ['missing paid_by']],
    [branches, { status: 'paid', paid_by: 'x', reminder: 'soon' }, ['invalid reminder']],
    [branches, { status: 'open', reminder: '' }, ['invalid reminder']],
    ['${#if a = b}${c}${/if}', { a: 1, b: 2 }, ['missing c']],
    [
      '${vip} ${#items}${#if vip = "yes"}${price}${/if}${/items}',
      { vip: 'yes', items: [{}] },
      ['missing items[0].price'],
    ],
    [
      '${#show}x${/show} ${#items}${#show}${price}${/show}${/items}',
      { show: [{}], items: [{}] },
      ['missing items[0].show'],
    ],
  ])('for %s refuse %j with %j', (template, values, expected) => {
    expect(codesOf(template, values)).toEqual(expected);
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
