// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { matchColumns, pathOf } from '../../../shared/domain/table/columns.ts';
import { fieldsOf } from '../../support/plain-template.ts';

describe('columns', () => {
  const match = (template: string, ...headings: string[]) => matchColumns(fieldsOf(template), headings);

  test('find their field whatever the case, spaces and underscores', () => {
    const { columns, strays } = match(
      '${candidate_name} ${person.first_name} ${startDate}',
      'Candidate Name',
      'person.firstname',
      '',
      'START DATE',
    );
    expect(columns.map(({ index, steps }) => [index, pathOf(steps)])).toEqual([
      [0, 'candidate_name'],
      [1, 'person.first_name'],
      [3, 'startDate'],
    ]);
    expect(strays).toEqual([]);
  });

  test('give the rows of a list by number, the first one without', () => {
    const { columns } = match('${#items}${name} ${price}${/items}', 'items.name', 'Items[2].Price');
    expect(columns.map(({ steps }) => pathOf(steps))).toEqual(['items[0].name', 'items[2].price']);
  });

  test.each([
    ['name[0]', 'counts rows, but name is in no list'],
    ['items[1000].price', 'counts over 1000 rows'],
  ])('refuse %s', (heading, sentence) => {
    expect(() => match('${name} ${#items}${price}${/items}', heading)).toThrow(sentence);
  });

  test('refuse a heading that may mean two fields', () => {
    expect(() => match('${first_name} ${firstName}', 'First name')).toThrow(
      'may mean first_name or firstName',
    );
  });

  test('name the field that a stray heading was meant for', () => {
    expect(match('${salary} ${name}', 'sallary', 'name', 'nmae', 'remark').strays).toEqual([
      { heading: 'sallary', meant: 'salary' },
      { heading: 'nmae' },
      { heading: 'remark' },
    ]);
  });
});
