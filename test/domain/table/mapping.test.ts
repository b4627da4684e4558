// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { columnLetters } from '../../../shared/domain/table/column-letters.ts';
import { pathOf } from '../../../shared/domain/table/columns.ts';
import { applyMapping, type MappedColumn, proposeMapping } from '../../../shared/domain/table/mapping.ts';
import { fieldsOf } from '../../support/plain-template.ts';

const propose = (template: string, ...headings: string[]) =>
  proposeMapping(fieldsOf(template), headings).map(({ path, why }) => [path, why]);

describe('a proposed mapping', () => {
  test('finds names, labels, other words for the same and near spellings', () => {
    const fields = fieldsOf('${candidate_name} ${start} ${phone} ${last_name} ${salary} ${gender}');
    const labelled = fields.map((field) =>
      field.name === 'start' ? { ...field, label: 'Day of resumption' } : field,
    );
    const headings = [
      'candidate_name',
      'Day of Resumption',
      'Phone No.',
      'SURNAME',
      'Sallary',
      'Sex',
      'Remark',
      '',
    ];
    expect(proposeMapping(labelled, headings)).toEqual([
      { index: 0, heading: 'candidate_name', path: 'candidate_name', confidence: 1, why: 'exact-name' },
      { index: 1, heading: 'Day of Resumption', path: 'start', confidence: 0.9, why: 'label' },
      { index: 2, heading: 'Phone No.', path: 'phone', confidence: 0.8, why: 'synonym' },
      { index: 3, heading: 'SURNAME', path: 'last_name', confidence: 0.8, why: 'synonym' },
      { index: 4, heading: 'Sallary', path: 'salary', confidence: 0.6, why: 'near-spelling' },
      { index: 5, heading: 'Sex', path: 'gender', confidence: 0.8, why: 'synonym' },
      { index: 6, heading: 'Remark', path: null, confidence: 0, why: 'nothing-fits' },
      { index: 7, heading: '', path: null, confidence: 0, why: 'nothing-fits' },
    ]);
  });

  test('gives a field to the surer column only', () => {
    expect(propose('${phone}', 'Mobile No', 'Phone', 'phone')).toEqual([
      [null, 'nothing-fits'],
      [null, 'nothing-fits'],
      ['phone', 'exact-name'],
    ]);
  });

  test('leaves open what may mean two fields', () => {
    expect(propose('${first_name} ${firstName}', 'First name')).toEqual([[null, 'nothing-fits']]);
  });

  test('finds the rows of lists', () => {
    expect(propose('${#items}${price}${/items} ${name}', 'Items[1].Price', 'items.price', 'name[3]')).toEqual(
      [
        ['items[1].price', 'same-name'],
        ['items[0].price', 'exact-name'],
        [null, 'nothing-fits'],
      ],
    );
  });

  test('never gives two columns the same path, and can always be applied', () => {
    const fields = fieldsOf(
      '${name} ${phone} ${email} ${#items}${price} ${quantity}${/items} ${date_of_birth}',
    );
    const heading = fc.oneof(
      fc.constantFrom(
        'name',
        'Name',
        'names',
        'phone',
        'GSM',
        'mail',
        'qty',
        'items[0].price',
        'items[1].qty',
        'dob',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(heading), (headings) => {
        const proposed = proposeMapping(fields, headings);
        const given = proposed.filter(({ path }) => path !== null);
        const columns = applyMapping(
          fields,
          headings,
          given.map(({ index, path }) => ({ column: index, path })),
        );
        expect(columns.map(({ steps }) => pathOf(steps))).toEqual(given.map(({ path }) => path));
        expect(new Set(given.map(({ path }) => path)).size).toBe(given.length);
      }),
    );
  });
});

describe('a mapping that a person has settled', () => {
  const fields = fieldsOf('${name} ${#items}${price}${/items}');
  const headings = ['Who', 'How much', ''];
  const apply = (...mapping: MappedColumn[]) => applyMapping(fields, headings, mapping);

  test('takes headings and positions, and leaves out the rest', () => {
    const columns = apply({ column: 'How much', path: 'items[2].price' }, { column: 0, path: 'name' });
    expect(columns.map(({ index, steps }) => [index, pathOf(steps)])).toEqual([
      [1, 'items[2].price'],
      [0, 'name'],
    ]);
    expect(apply({ column: 'Who', path: null })).toEqual([]);
  });

  test.each([
    [
      [{ column: 'Whom', path: 'name' }],
      'unknown-column',
      'The table has no column “Whom”; choose one of its headings.',
    ],
    [
      [{ column: 7, path: 'name' }],
      'unknown-column',
      'The table has no column 8; choose one of its headings.',
    ],
    [
      [{ column: -1, path: 'name' }],
      'unknown-column',
      'The table has no column 0; choose one of its headings.',
    ],
    [
      [{ column: 2, path: 'name' }],
      'unknown-column',
      'The table has no column 3; choose one of its headings.',
    ],
    [
      [{ column: 'Who', path: 'nam' }],
      'unknown-field',
      'The template has no field “nam”. Did you mean name?',
    ],
    [
      [{ column: 'Who', path: 'Name' }],
      'unknown-field',
      'The template has no field “Name”. Did you mean name?',
    ],
    [[{ column: 'Who', path: '__proto__' }], 'unknown-field', 'The template has no field “__proto__”.'],
    [[{ column: 'Who', path: 'name[1]' }], 'unknown-field', /no field “name\[1\]”/],
    [
      [
        { column: 'Who', path: 'name' },
        { column: 0, path: null },
      ],
      'column-mapped-twice',
      /“Who” is mapped twice/,
    ],
    [
      [
        { column: 0, path: 'name' },
        { column: 1, path: 'name' },
      ],
      'field-mapped-twice',
      /both give name/,
    ],
  ])('is refused: %j', (mapping, code, message) => {
    expect(() => apply(...mapping)).toThrow(expect.objectContaining({ name: 'TableRefused', code }));
    expect(() => apply(...mapping)).toThrow(message);
  });
});

test('columns are lettered as spreadsheets do it', () => {
  expect([0, 25, 26, 701, 702, 16_383].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA', 'XFD']);
});
