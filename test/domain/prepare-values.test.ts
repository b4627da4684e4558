// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { applySettings, type FieldSettings } from '../../shared/domain/field-settings.ts';
import { prepareValues } from '../../shared/domain/prepare-values.ts';
import { sampleValues } from '../../shared/domain/sample-values.ts';
import { fullFieldsOf, fullTemplate, mutated, mutations, readFull, wordsOf } from './full-template.ts';
import { printPlain } from './print-plain.ts';

function prepared(text: string, values: unknown, settings: Record<string, FieldSettings> = {}): unknown {
  const result = prepareValues(applySettings(fullFieldsOf(text), settings), values);
  return 'values' in result ? result.values : result.faults.map(({ code, path }) => `${code} ${path}`);
}

describe('prepared values', () => {
  test.each<[string, unknown, unknown]>([
    ['${a}', { a: 'x' }, { a: 'x' }],
    ['${a|default:none}', {}, { a: '' }],
    ['${date}', { date: '2026-11-20' }, { date: '20 November 2026' }],
    ['${date|upper}', { date: '20/11/2026' }, { date: '20 November 2026' }],
    ['${date|date:short}', { date: '20 Nov 2026' }, { date: '20 Nov 2026' }],
    ['${phone}', { phone: '08031234567' }, { phone: '+234 803 123 4567' }],
    ['${phone|phone}', { phone: '08031234567' }, { phone: '08031234567' }],
    [
      '${nin} ${bvn}',
      { nin: '123 4567 8901', bvn: '22-123456789' },
      { nin: '12345678901', bvn: '22123456789' },
    ],
    ['${account_number}', { account_number: '0123 456 785' }, { account_number: '0123456785' }],
    ['${tin}', { tin: '123456780001' }, { tin: '12345678-0001' }],
    ['${state}', { state: 'lagos state' }, { state: 'lagos state' }],
    ['${rc_number}', { rc_number: '123456' }, { rc_number: '123456' }],
    ['${email}', { email: ' ada.obi@example.com ' }, { email: 'ada.obi@example.com' }],
    [
      '${amount_in_words}',
      { amount_in_words: 1250.5 },
      { amount_in_words: 'One thousand, two hundred and fifty naira, fifty kobo only' },
    ],
    ['${amount_in_words|words}', { amount_in_words: 5 }, { amount_in_words: 5 }],
    [
      '${amount|naira} ${amount_in_words}',
      { amount: '1,000' },
      { amount: '1,000', amount_in_words: 'One thousand naira only' },
    ],
    ['${amount|naira} ${amount_in_words|words}', { amount: 7 }, { amount: 7, amount_in_words: 7 }],
    ['${fee|kobo} ${fee_in_words}', { fee: 150 }, { fee: 150, fee_in_words: 'One naira, fifty kobo only' }],
    ['${fee|kobo} ${fee_in_words|words}', { fee: 150 }, { fee: 150, fee_in_words: '1.50' }],
    ['${#if urgent}x${/if}', { urgent: 'No' }, { urgent: false }],
    ['${#if urgent}x${/if}', { urgent: 3 }, { urgent: 3 }],
    ['${paid|yesno} ${#if paid}x${/if}', { paid: 'no' }, { paid: false }],
    ['${status} ${#if status = "no"}x${/if}', { status: 'no' }, { status: 'no' }],
    [
      '${#items}${date} ${a|default:x}${/items}',
      { items: [{ date: '1/2/2026' }, { date: '2026-03-01', a: 'y' }] },
      {
        items: [
          { date: '1 February 2026', a: '' },
          { date: '1 March 2026', a: 'y' },
        ],
      },
    ],
    [
      '<row goods>${goods.date}</row>',
      { goods: { date: '2026-11-20' } },
      { goods: { date: '20 November 2026' } },
    ],
    [
      '${#items}${amount} ${amount_in_words}${/items}',
      { items: [{ amount: 1 }] },
      { items: [{ amount: 1, amount_in_words: 'One naira only' }] },
    ],
    ['${a.b|default:x}', {}, { a: { b: '' } }],
    ['${a|default:x} ${#a}y${/a}', {}, ['missing a']],
    ['${names|join}', { names: ['x', 2] }, { names: ['x', 2] }],
    ['${a}', {}, ['missing a']],
  ])('for %s and %j are %j', (text, values, expected) => {
    expect(prepared(text, values)).toEqual(expected);
  });

  test.each<[string, FieldSettings, unknown, unknown]>([
    ['${a}', { default: 'x' }, {}, { a: 'x' }],
    ['${a}', { default: 'x' }, { a: 'y' }, { a: 'y' }],
    ['${a}', { type: 'date', default: '2026-11-20' }, {}, { a: '20 November 2026' }],
    ['${a}', { required: false }, {}, { a: '' }],
    ['${a|naira}', { required: false }, { a: ' ' }, { a: '' }],
    ['${#a}x${/a}', { required: false }, {}, { a: false }],
    ['${#a}${x}${/a}', { required: false }, {}, { a: false }],
    ['<row a>${a.x}</row>', { required: false }, {}, { a: [] }],
    ['${a|count}', { required: false }, {}, { a: [] }],
    ['${a|naira} ${#a}x${/a}', { required: false }, {}, { a: '' }],
    ['${a}', { type: 'yes-no' }, { a: true }, { a: 'Yes' }],
    ['${a}', { type: 'kobo' }, { a: 125_050 }, { a: '₦1,250.50' }],
    ['${a}', { type: 'choice', choices: ['x', 'y'] }, { a: 'y' }, { a: 'y' }],
    ['${a}', { type: 'choice', choices: ['x', 'y'] }, { a: 'z' }, ['invalid a']],
    ['${a}${#if a = "paid"}${x}${/if}', { default: 'paid' }, {}, ['missing x']],
    ['${a}${#if a = "paid"}${x}${/if}', { default: 'open' }, {}, { a: 'open' }],
  ])('for %s with %j and %j are %j', (text, settings, values, expected) => {
    expect(prepared(text, values, { a: settings })).toEqual(expected);
  });

  it('are a copy', () => {
    const given = { items: [{ date: '2026-11-20' }] };
    prepared('${#items}${date}${/items}', given);
    expect(given).toEqual({ items: [{ date: '2026-11-20' }] });
  });

  it('can always be printed', () => {
    const faultless = fullTemplate.map(readFull).filter(({ faults }) => faults.length === 0);
    const cases = fc.tuple(faultless, fc.array(mutations, { minLength: 10, maxLength: 10 }), fc.boolean());
    fc.assert(
      fc.property(cases, ([{ nodes, fields }, changes, optional]) => {
        const settings = Object.fromEntries(fields.map(({ name }) => [name, { required: false }]));
        const settled = optional ? applySettings(fields, settings) : fields;
        const sample = sampleValues(settled);
        for (const change of changes) {
          const result = prepareValues(settled, mutated(sample, change, wordsOf(fields)));
          expect('faults' in result ? '' : printPlain(nodes, result.values)).not.toContain('undefined');
        }
      }),
      { numRuns: 200 },
    );
  });
});
