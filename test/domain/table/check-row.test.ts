// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are placeholders of templates
import { describe, expect, test } from 'vitest';
import { type CheckedRow, RowCheck } from '../../../shared/domain/table/check-row.ts';
import { matchColumns } from '../../../shared/domain/table/columns.ts';
import type { TableRow } from '../../../shared/domain/table/table-row.ts';
import { fieldsOf } from '../../support/plain-template.ts';

function check(template: string, headings: string[], row: Partial<TableRow>): CheckedRow {
  const fields = fieldsOf(template);
  const { columns } = matchColumns(fields, headings);
  return new RowCheck(fields, columns, headings.length).check({ number: 7, cells: [], ...row });
}

/** What one cell becomes, or the message of its fault. */
function become(field: string, cell: string): unknown {
  const name = field.split('|')[0] ?? '';
  const checked = check(`\${${field}}`, [name], { cells: [cell] });
  return 'faults' in checked ? checked.faults.map(({ message }) => message).join(' ') : checked.values[name];
}

describe('a cell as people fill it', () => {
  test.each([
    ['due|date:iso', '20.11.2026', '20/11/2026'],
    ['due|date:iso', '20/11/2026 00:00', '20/11/2026'],
    ['due|date:iso', '20/11/2026 12:00:00 AM', '20/11/2026'],
    ['due|date:iso', "'20/11/2026", '20/11/2026'],
    ['due|date:iso', '2026-11-20 14:30', '2026-11-20 14:30'],
    ['amount|naira', '₦ 1 250 000.00', '₦1250000.00'],
    ['amount|naira', '=N= 1,250,000', 'N1,250,000'],
    ['amount|naira', '(1,250.00)', '-1,250.00'],
    ['amount|naira', '₦(500)', '-500'],
    ['amount|naira', '\u2212500', '-500'],
    ['amount|naira', ' 1,250,000.00 ', '1,250,000.00'],
    ['note', "'=1+1", '=1+1'],
    ['note', "'tis the season", "'tis the season"],
    ['note', '(1,250.00)', '(1,250.00)'],
    ['note', '20.11.2026', '20.11.2026'],
  ])('for %s, %j is taken as %j', (field, cell, expected) => {
    expect(become(field, cell)).toBe(expected);
  });

  test.each([
    ['due|date:iso', '20/11/26', 'Write the year with four digits.'],
    ['due|date:iso', '11/20/2026', 'The day comes first: 20/11/2026.'],
    ['due|date:iso', '46346', 'This may be how a spreadsheet counts days; format the column as a date.'],
    ['due|date:iso', '20/11/2026 12:00', '“Due” must be a date written like 2026-11-20 or 20 November 2026.'],
    ['amount|naira', '1.250.000,00', 'Write a point before the kobo and commas between thousands'],
    ['amount|naira', '1250,5', 'Write a point before the kobo'],
    ['amount|naira', '7.5%', 'Write the number without the sign of percent.'],
    ['account_number', '690000031', 'Spreadsheets drop zeros at the beginning'],
    ['phone', '8.03123E+09', 'The spreadsheet has shortened this number'],
  ])('for %s, %j is a fault with advice', (field, cell, advice) => {
    expect(become(field, cell)).toContain(advice);
  });

  test('is one of the answers whatever its case, but not when two differ in nothing else', () => {
    const fields = fieldsOf('${size}').map((field) => ({ ...field, type: 'choice' as const }));
    const taken = (choices: string[], cell: string) => {
      const own = fields.map((field) => ({ ...field, choices }));
      const rows = new RowCheck(own, matchColumns(own, ['size']).columns, 1);
      return rows.check({ number: 2, cells: [cell] });
    };
    expect(taken(['Large', 'Small'], ' large ')).toMatchObject({ values: { size: 'Large' } });
    expect(taken(['Large', 'LARGE'], 'large')).toHaveProperty('faults');
  });
});

describe('the faults of a row', () => {
  test('name row, column, the beginning of the cell and what to do', () => {
    const checked = check('${name} ${amount|naira}', ['name', 'amount'], { cells: ['', 'x'.repeat(300)] });
    expect(checked).toEqual({
      faults: [
        { row: 7, column: 'name', isInTable: true, value: '', message: '“Name” is missing.' },
        {
          row: 7,
          column: 'amount',
          isInTable: true,
          value: `${'x'.repeat(39)}…`,
          message: '“Amount” must be a number below 1,000,000,000,000,000, such as 1250000.50.',
        },
      ],
    });
  });

  test('tell a column that is missing altogether', () => {
    expect(check('${name} ${city}', ['name'], { cells: ['Ada'] })).toEqual({
      faults: [{ row: 7, column: 'city', isInTable: false, value: '', message: '“City” is missing.' }],
    });
  });

  test('name a cell that could not be read once, and one nobody needs not at all', () => {
    const unread = [
      { index: 0, shown: '#N/A', message: 'An error.' },
      { index: 1, shown: '#REF!', message: 'Another.' },
    ];
    expect(check('${name}', ['name', 'remark'], { cells: ['', ''], unread })).toEqual({
      faults: [{ row: 7, column: 'name', isInTable: true, value: '#N/A', message: 'An error.' }],
    });
  });

  test('say when there are more cells than headings', () => {
    const checked = check('${name}', ['name'], { cells: ['Obi', ' Ada'] });
    expect(checked).toMatchObject({
      faults: [{ column: '', message: expect.stringContaining('2 cells under 1') }],
    });
  });
});

describe('the pictures of a row', () => {
  test('are handed on, and their faults find the column', () => {
    const checked = check('${%logo} ${#items}${%photo}${/items}', ['logo', 'items[1].photo'], {
      cells: ['logo.png', 'p.jpg'],
    });
    if ('faults' in checked) throw new Error('the row should fit');
    expect(checked.pictures.map(({ path, reference }) => [path, reference])).toEqual([
      ['logo', 'logo.png'],
      ['items[0].photo', 'p.jpg'],
    ]);
    expect(checked.pictures[1]?.faultOf('There is none.')).toEqual({
      row: 7,
      column: 'items[1].photo',
      isInTable: true,
      value: 'p.jpg',
      message: 'There is none.',
    });
  });
});
