// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { faultsOf, mappedColumns, mergeMapping, proposedMapping } from '../../shared/domain/batch-mapping.ts';
import { Fault } from '../../shared/domain/fault.ts';
import { fieldsOf } from '../support/plain-template.ts';

const fields = fieldsOf('${name} ${email} ${#items}${price}${/items}');
const headings = ['Name', '', 'E-mail', 'Items Price', 'Other'];
const present = proposedMapping(fields, headings);

/** The inputs a merge names as wrong; empty when it can be made. */
function refused(given: Parameters<typeof mergeMapping>[3]): string[] {
  try {
    mergeMapping(fields, headings, present, given);
    return [];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return error.fields.map(({ field }) => field);
  }
}

describe('a proposal', () => {
  test('has a line for each heading, with its reason, and none for a column without one', () => {
    expect(present.map(({ column }) => column)).toEqual(['Name', 'E-mail', 'Items Price', 'Other']);
    expect(present[0]).toEqual({ column: 'Name', field: 'name', reason: 'same-name' });
    expect(present.at(-1)).toEqual({ column: 'Other', field: null, reason: 'nothing-fits' });
  });

  test('can be used as it stands', () => {
    expect(mappedColumns(fields, headings, present).length).toBeGreaterThanOrEqual(2);
  });
});

describe('a decision', () => {
  test('replaces the line of its column and takes the reason away', () => {
    const merged = mergeMapping(fields, headings, present, [{ column: 'Other', field: 'items[1].price' }]);
    expect(merged.at(-1)).toEqual({ column: 'Other', field: 'items[1].price' });
    expect(merged.slice(0, 3)).toEqual(present.slice(0, 3));
  });

  test('takes a field from a column it was only proposed for, however it is written', () => {
    const first = mergeMapping(fields, headings, present, [
      { column: 'Items Price', field: 'items[0].price' },
    ]);
    expect(refused([{ column: 'Other', field: 'name' }])).toEqual([]);
    const merged = mergeMapping(fields, headings, present, [{ column: 'Other', field: 'name' }]);
    expect(merged[0]).toMatchObject({ column: 'Name', field: null });
    expect(first[2]).toEqual({ column: 'Items Price', field: 'items[0].price' });
  });

  test('does not take a field from a column that a person decided on', () => {
    const decided = mergeMapping(fields, headings, present, [{ column: 'Name', field: 'name' }]);
    expect(() => mergeMapping(fields, headings, decided, [{ column: 'Other', field: 'name' }])).toThrow(
      /both give name/,
    );
  });

  test.each([
    ['an unknown column', [{ column: 'Nowhere', field: 'name' }], ['mapping[0]']],
    ['an unknown field', [{ column: 'Name', field: 'nome' }], ['mapping[0]']],
    ['a column without a heading', [{ column: '', field: 'name' }], ['mapping[0]']],
    [
      'a column twice',
      [
        { column: 'Name', field: 'name' },
        { column: 'Name', field: 'email' },
      ],
      ['mapping[1]'],
    ],
    [
      'a field twice',
      [
        { column: 'Name', field: 'email' },
        { column: 'Other', field: 'email' },
      ],
      ['mapping[1]'],
    ],
  ])('is refused: %s', (_, given, named) => {
    expect(refused(given)).toEqual(named);
  });
});

test('what is no refusal of a table is not taken for one', () => {
  const defect = new Error('a defect');
  expect(() =>
    faultsOf('mapping', () => {
      throw defect;
    }),
  ).toThrow(defect);
});
