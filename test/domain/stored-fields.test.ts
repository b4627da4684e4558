import { describe, expect, test } from 'vitest';
import type { Field } from '../../shared/domain/field.ts';
import { fittingFields, mostFieldBytes } from '../../shared/domain/stored-fields.ts';

const field = (name: string, places: number, within: Field[] = []): Field => ({
  name,
  kind: within.length > 0 ? 'section' : 'value',
  label: name,
  type: within.length > 0 ? 'list' : 'text',
  confidence: 0.5,
  required: true,
  help: '',
  choices: [],
  places: Array.from({ length: places }, (_, index) => ({
    part: 'body',
    paragraph: index + 1,
    inTable: false,
    inTextBox: false,
    around: 'a'.repeat(80),
    filters: [],
  })),
  shownThrough: [[]],
  repeatsRow: false,
  comparedWith: [],
  yesNo: false,
  fields: within,
  otherwise: [],
});

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

describe('fields for the table', () => {
  test('keep every place where there are few', () => {
    const fields = [field('a', 3, [field('b', 2)])];
    expect(fittingFields(fields)).toEqual(fields);
  });

  test('lose places, never names, when they are too large', () => {
    const fields = Array.from({ length: 300 }, (_, index) => field(`name_${index}`, 16));
    const kept = fittingFields(fields);
    expect(kept?.map(({ name }) => name)).toEqual(fields.map(({ name }) => name));
    expect(kept?.[0]?.places.length).toBeGreaterThanOrEqual(1);
    expect(bytes(kept)).toBeLessThanOrEqual(mostFieldBytes);
  });

  test('are refused when not even one place of each fits', () => {
    const fields = Array.from({ length: 2000 }, (_, index) => field(`name_${index}`, 1));
    expect(fittingFields(fields)).toBeUndefined();
  });
});
