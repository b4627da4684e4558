// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, it, test } from 'vitest';
import { FieldSchema, FieldSettingsSchema } from '../../shared/domain/field-schema.ts';
import { applySettings, type FieldSettings, settingFaults } from '../../shared/domain/field-settings.ts';
import { checkValues } from '../../shared/domain/values.ts';
import { fieldAt, fullFieldsOf } from './full-template.ts';

const faults = (text: string, settings: Record<string, FieldSettings>): string[] =>
  settingFaults(fullFieldsOf(text), settings).map(({ name, message }) => `${name}: ${message}`);

describe('what an owner decides', () => {
  test.each<[string, string, FieldSettings, object]>([
    [
      '${a}',
      'a',
      { label: 'Tenant', help: 'As in the passport.' },
      { label: 'Tenant', help: 'As in the passport.' },
    ],
    ['${a}', 'a', { type: 'nin' }, { type: 'nin', confidence: 1 }],
    ['${a}', 'a', { type: 'text' }, { type: 'text', confidence: 1 }],
    ['${nin}', 'nin', { type: 'text' }, { type: 'text', confidence: 1 }],
    ['${a|naira}', 'a', { type: 'number' }, { type: 'number' }],
    ['${a}', 'a', { required: false }, { required: false }],
    ['${a}', 'a', { default: 'x' }, { default: 'x', required: false }],
    ['${a|naira}', 'a', { default: 5 }, { default: 5, required: false }],
    ['${a}', 'a', { type: 'choice', choices: ['x', 'y'] }, { type: 'choice', choices: ['x', 'y'] }],
    ['${#a}x${/a}', 'a', { default: false }, { default: false, required: false }],
    ['${#items}${x}${/items}', 'items.x', { type: 'email' }, { type: 'email' }],
    ['${#a}x${/a}${^a}${y}${/a}', 'a.y', { type: 'email' }, { type: 'email' }],
    ['${%logo}', 'logo', { required: false }, { required: false }],
    [
      '${amount|naira} ${amount_in_words}',
      'amount_in_words',
      { type: 'text' },
      { type: 'text', required: true, writtenFrom: undefined },
    ],
    ['${amount} ${amount_in_words}', 'amount_in_words', { label: 'In words' }, { writtenFrom: 'amount' }],
  ])('about %s is kept: %s %j', (text, name, settings, expected) => {
    expect(faults(text, { [name]: settings })).toEqual([]);
    const field = fieldAt(applySettings(fullFieldsOf(text), { [name]: settings }), name);
    const { writtenFrom, ...rest } = field;
    expect({ ...rest, writtenFrom }).toMatchObject(expected);
  });

  test.each<[string, Record<string, FieldSettings>, string]>([
    [
      '${customer_name}',
      { custmer_name: {} },
      'custmer_name: The template has no such field. Did you mean “customer_name”?',
    ],
    ['${a}', { b: {} }, 'b: The template has no such field. Did you mean “a”?'],
    [
      '${a|naira}',
      { a: { type: 'text' } },
      'a: The document uses it in a way that text does not fit; possible are money, number.',
    ],
    ['${a|date}', { a: { type: 'text' } }, 'a: The document uses it as date; its type cannot be changed.'],
    [
      '${#a}x${/a}',
      { a: { type: 'text' } },
      'a: The document uses it as yes-no; its type cannot be changed.',
    ],
    ['${%a}', { a: { type: 'text' } }, 'a: The document uses it as image; its type cannot be changed.'],
    ['${a}', { a: { type: 'choice' } }, 'a: A choice needs its answers: give choices.'],
    ['${a}', { a: { choices: ['x'] } }, 'a: Only a field of type choice has choices.'],
    ['${a}', { a: { type: 'choice', choices: ['x', 'x'] } }, 'a: Give each choice once.'],
    [
      '${a}',
      { a: { required: true, default: 'x' } },
      'a: A field with a default cannot be required; leave one of the two out.',
    ],
    [
      '${a|naira}',
      { a: { default: 'ten' } },
      'a: The default must be a number below 1,000,000,000,000,000, such as 1250000.50.',
    ],
    ['${a}', { a: { type: 'nin', default: '123' } }, 'a: The default must be an 11-digit NIN.'],
    ['${%a}', { a: { default: 'x' } }, 'a: A field of type image has no default.'],
    ['${#a}x${/a}', { a: { default: 'x' } }, 'a: The default of a section is true or false.'],
    [
      '${signature:a}',
      { a: { required: true } },
      'a: It is filled in by us, so it is neither required nor optional.',
    ],
    ['${signature:a}', { a: { default: 'x' } }, 'a: It is filled in by us, so it has no default.'],
  ])('about %s is refused: %j', (text, settings, expected) => {
    expect(faults(text, settings)).toEqual([expected]);
  });

  it('does nothing where the document has changed', () => {
    const fields = fullFieldsOf('${a|date}');
    const settings = { a: { type: 'text' as const, label: 'When' }, gone: { label: 'x' } };
    expect(applySettings(fields, settings)).toMatchObject([{ type: 'date', label: 'When' }]);
  });

  it('stops words from being written when their amount is none any more', () => {
    const fields = fullFieldsOf('${amount} ${amount_in_words}');
    const settled = applySettings(fields, { amount: { type: 'text' } });
    expect(fieldAt(settled, 'amount_in_words')).toMatchObject({ required: true });
    expect(checkValues(settled, { amount: 'ten', amount_in_words: 10 })).toEqual([]);
  });

  it('can be stored and shown', () => {
    const text =
      '${a|naira} ${#if a > 5 and not (b = "x")}${%logo:20:20}${/if} ${#items}${x}${/items} ${items|sum:y}';
    const fields = fullFieldsOf(text);
    expect(fields.map((field) => FieldSchema.parse(field))).toEqual(fields);
    expect(FieldSettingsSchema.safeParse({ type: 'nin', default: '1' }).success).toBe(true);
    expect(FieldSettingsSchema.safeParse({ type: 'nothing' }).success).toBe(false);
    expect(FieldSettingsSchema.safeParse({ colour: 'red' }).success).toBe(false);
  });
});
