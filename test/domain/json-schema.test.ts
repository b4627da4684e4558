// biome-ignore-all lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it, test } from 'vitest';
import { applySettings } from '../../shared/domain/field-settings.ts';
import { jsonSchema, schemaFormats } from '../../shared/domain/json-schema.ts';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { formatCheck } from '../../shared/domain/value-formats.ts';
import { checkValues } from '../../shared/domain/values.ts';
import { fullFieldsOf } from './full-template.ts';

describe('the JSON Schema of a template', () => {
  it('says what a form needs, in the order of the document', () => {
    const fields = applySettings(
      fullFieldsOf('${customer_name} ${amount|naira} ${kind} ${date|default:now}'),
      {
        customer_name: { label: 'Customer', help: 'As in the passport.' },
        kind: { type: 'choice', choices: ['lease', 'sale'], default: 'lease' },
      },
    );
    expect(jsonSchema('Lease', fields)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Lease',
      type: 'object',
      properties: {
        customer_name: {
          title: 'Customer',
          description: 'As in the passport.',
          'x-mytypist': { type: 'text', widget: 'text', confidence: 0.5, order: 0 },
          type: ['string', 'number'],
          format: 'mytypist-text',
        },
        amount: {
          title: 'Amount',
          'x-mytypist': { type: 'money', widget: 'money', confidence: 1, order: 1 },
          type: ['number', 'string'],
          exclusiveMaximum: 1e15,
          exclusiveMinimum: -1e15,
          format: 'mytypist-amount',
        },
        kind: {
          title: 'Kind',
          default: 'lease',
          'x-mytypist': { type: 'choice', widget: 'select', confidence: 1, order: 2 },
          type: ['string', 'null'],
          anyOf: [
            { enum: ['lease', 'sale', null] },
            { type: 'string', pattern: '^\\s*$', format: 'mytypist-text' },
          ],
        },
        date: {
          title: 'Date',
          'x-mytypist': { type: 'date', widget: 'date', confidence: 0.9, order: 3 },
          type: ['string', 'null'],
          format: 'mytypist-date-or-blank',
        },
      },
      required: ['customer_name', 'amount'],
      additionalProperties: false,
    });
  });

  it('has a definition for rows', () => {
    const schema = jsonSchema('Invoice', fullFieldsOf('<row items>${items.name} ${items.price|naira}</row>'));
    expect(schema).toMatchObject({
      properties: {
        items: {
          title: 'Items',
          anyOf: [
            { title: 'Rows', type: 'array', maxItems: 1000, items: { $ref: '#/$defs/items' } },
            { title: 'One group', type: 'object', $ref: '#/$defs/items' },
          ],
        },
      },
      required: ['items'],
      $defs: { items: { type: 'object', required: ['name', 'price'], additionalProperties: false } },
    });
  });

  it('has one if, then and else for a condition', () => {
    const schema = jsonSchema('x', fullFieldsOf('${#if status = "paid"}${paid_by}${else}${reminder}${/if}'));
    expect(schema).toMatchObject({
      required: ['status'],
      properties: { status: { examples: ['paid'] } },
      allOf: [
        {
          if: { required: ['status'] },
          then: { required: ['paid_by'] },
          else: { required: ['reminder'] },
        },
      ],
    });
    expect(schema.allOf).toHaveLength(1);
  });

  it('leaves out what we fill in', () => {
    const fields = fullFieldsOf('${%qr} ${signature:tenant} ${amount} ${amount_in_words}');
    expect(Object.keys(Object(jsonSchema('x', fields).properties))).toEqual(['amount']);
  });

  it('compiles in a strict validator beside the common formats', () => {
    const fields = fullFieldsOf(
      '${email} ${#items}${nin} ${#if a > 5}${b}${/if}${/items} ${%logo} ${kobo|kobo}',
    );
    const schema = jsonSchema('x', fields);
    const ajv = new Ajv2020({
      allowUnionTypes: true,
      strictRequired: false,
      strictTypes: false,
      ownProperties: true,
    });
    addFormats.default(ajv);
    ajv.addKeyword('x-mytypist');
    for (const [name, check] of Object.entries(schemaFormats(schema))) ajv.addFormat(name, check);
    const validate = ajv.compile(schema);
    expect(validate(sampleValues(fields))).toBe(true);
    expect(validate({})).toBe(false);
  });

  it('stays small for sections in sections', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    const open = names.map((name) => `\${#${name}}\${x_${name}}`).join('');
    const close = names
      .map((name) => `\${/${name}}`)
      .reverse()
      .join('');
    expect(JSON.stringify(jsonSchema('x', fullFieldsOf(open + close))).length).toBeLessThan(500_000);
  });
});

describe('the named formats', () => {
  test.each([
    ['mytypist-text', 'any text', '\u0007'],
    ['mytypist-amount', '1,250.50', '1e15'],
    ['mytypist-amount-or-blank', ' ', 'x'],
    ['mytypist-whole', '3.00', '-3'],
    ['mytypist-kobo', '-125050', '12.5'],
    ['mytypist-whole-naira', '12500', '12550'],
    ['mytypist-summand', '999999999999.99', '1000000000000'],
    ['mytypist-date', '20/11/2026', '2026-02-30'],
    ['mytypist-yes-no', ' Yes ', 'maybe'],
    ['mytypist-yes-no', '0', ''],
    ['mytypist-email', 'ada.obi@example.com', 'ada.obi@'],
    ['mytypist-phone', '+234 803 123 4567', '0803'],
    ['mytypist-state', 'Lagos', 'Kent'],
    ['mytypist-lga', 'Ikeja', 'Paris'],
    ['mytypist-rc-number', 'RC 123456', 'RC'],
    ['mytypist-tin', '12345678-0001', '123'],
    ['mytypist-nin', '12345678901', '11111111111'],
    ['mytypist-bvn', '22123456789', '12345678901'],
    ['mytypist-account-number', '0123 456 785', '12345'],
    ['mytypist-picture', 'ast_01hx', '../etc/passwd'],
    ['mytypist-picture', 'logo.png', 'https://example.com/logo.png'],
    ['mytypist-compares:>:1000', '1,000.01', '1000'],
    ['mytypist-compares:=:2026-11-20', '20 November 2026', '2026'],
    ['mytypist-compares:=:a:b', 'A:B', 'a'],
  ])('%s accept “%s” and refuse “%s”', (name, good, bad) => {
    expect([formatCheck(name)?.(good), formatCheck(name)?.(bad)]).toEqual([true, false]);
  });

  it('are the only ones', () => {
    expect([formatCheck('email'), formatCheck('mytypist-x'), formatCheck('mytypist-toString')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('take no longer on hostile texts', () => {
    const hostile = ['0'.repeat(99_000), ' '.repeat(99_000), 'a@'.repeat(40_000), '1,'.repeat(40_000)];
    const fields = fullFieldsOf('${email} ${date} ${phone} ${nin} ${lga} ${state} ${a|naira} ${%logo}');
    for (const text of hostile) {
      const values = Object.fromEntries(fields.map(({ name }) => [name, text]));
      expect(checkValues(fields, values).length).toBeGreaterThan(0);
    }
  });
});
