// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { matchColumns } from '../../../shared/domain/table/columns.ts';
import { rowValues } from '../../../shared/domain/table/row-values.ts';
import { fieldsOf } from '../../support/plain-template.ts';

describe('the values of a row', () => {
  const valuesOf = (template: string, headings: string[], cells: string[]) =>
    rowValues(matchColumns(fieldsOf(template), headings).columns, cells);

  test('are texts, and nothing for an empty cell', () => {
    const row = valuesOf(
      '${name} ${age} ${person.city}',
      ['name', 'age', 'person.city'],
      [' Ada ', '', 'Jos'],
    );
    expect(row.values).toEqual({ name: 'Ada', person: { city: 'Jos' } });
    expect(row.faults).toEqual([]);
  });

  test.each([
    ['yes', true],
    ['TRUE', true],
    ['1', true],
    ['x', true],
    ['no', false],
    ['False', false],
    ['0', false],
    ['perhaps', 'perhaps'],
  ])('say whether a section shows: %s', (cell, expected) => {
    expect(valuesOf('${#urgent}Now!${/urgent}', ['urgent'], [cell]).values).toEqual({ urgent: expected });
  });

  test('leave the word “yes” alone where it is printed', () => {
    expect(valuesOf('${#vat}VAT${/vat} ${vat}', ['vat'], ['yes']).values).toEqual({ vat: 'yes' });
  });

  test('close gaps in lists and remember the columns', () => {
    const headings = ['items[0].name', 'items[0].price', 'items[3].name', 'items[3].price'];
    const row = valuesOf('${#items}${name} ${price}${/items}', headings, ['', '', 'Rice', '']);
    expect(row.values).toEqual({ items: [{ name: 'Rice' }] });
    expect(row.columns.get('items[0].price')?.heading).toBe('items[3].price');
  });

  test('take JSON for lists, and say when it is none', () => {
    const template = '${#items}${name}${/items}';
    expect(valuesOf(template, ['items'], ['[{"name": "Rice"}]']).values).toEqual({
      items: [{ name: 'Rice' }],
    });
    const broken = valuesOf(template, ['items'], ['[{"name": ']);
    expect(broken.values).toEqual({});
    expect(broken.faults[0]?.message).toContain('begins like JSON and is none');
  });

  test('take no JSON for a plain text', () => {
    expect(valuesOf('${note}', ['note'], ['[sic]']).values).toEqual({ note: '[sic]' });
  });

  test('let a section told “no” stay hidden, and one told “yes” hold its columns', () => {
    const template = '${#items}${name}${/items}';
    const headings = ['items', 'items.name'];
    expect(valuesOf(template, headings, ['no', 'Rice']).values).toEqual({ items: false });
    expect(valuesOf(template, headings, ['yes', 'Rice']).values).toEqual({ items: [{ name: 'Rice' }] });
  });

  test('find no way to a prototype', () => {
    const template = '${#items}${name}${/items}';
    const row = valuesOf(template, ['items'], ['{"__proto__": {"polluted": true}, "name": "x"}']);
    expect(row.values).not.toHaveProperty('polluted');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
