import { describe, expect, test } from 'vitest';
import { passwordIndex, passwordProblem } from '../../shared/domain/batch-passwords.ts';
import { CellFaultList, mostListedFaults } from '../../shared/domain/cell-fault-list.ts';
import { TableRefused } from '../../shared/domain/table/table-refused.ts';

const cell = (row: number, column = 'Email') => ({
  row,
  column,
  isInTable: true,
  value: 'x',
  message: 'This is no e-mail address.',
});

describe('the list of faults', () => {
  test('is by row, whenever a fault was found', () => {
    const list = new CellFaultList();
    list.add([cell(7), cell(9)]);
    list.add([cell(3, 'Phone')]);
    expect(list.listed().map(({ row }) => row)).toEqual([3, 7, 9]);
    expect(list.listed()[0]).not.toHaveProperty('isInTable');
    expect(list).toMatchObject({ count: 3, missing: [] });
  });

  test('counts a field that no column feeds once, and puts it first with the rows that want it', () => {
    const list = new CellFaultList();
    for (let row = 2; row < 1502; row++) list.add([{ ...cell(row, 'salary'), isInTable: false }]);
    list.add([{ ...cell(5, 'start'), isInTable: false }, cell(5)]);
    expect(list).toMatchObject({ count: 3, missing: ['salary', 'start'] });
    expect(list.listed()).toMatchObject([
      { row: 0, column: 'salary', value: '', message: expect.stringContaining('1,500 rows need it') },
      { row: 0, column: 'start', message: expect.stringContaining('a row needs it') },
      { row: 5, column: 'Email' },
    ]);
  });

  test('keeps the first ten thousand and counts them all', () => {
    const list = new CellFaultList();
    for (let row = 0; row < mostListedFaults + 5; row++) list.add([cell(row)]);
    list.add([{ ...cell(1, 'salary'), isInTable: false }]);
    expect(list.listed()).toHaveLength(mostListedFaults);
    expect(list.count).toBe(mostListedFaults + 6);
  });
});

describe('a password in a cell', () => {
  test.each(['2580', 'Ọláyínká 1960', 'x'.repeat(127)])('may be %s', (password) => {
    expect(passwordProblem(password)).toBeUndefined();
  });

  test.each([
    ['nothing', ''],
    ['three characters', 'abc'],
    ['a line break', 'abc\ndef'],
    ['128 bytes', 'ọ'.repeat(64)],
  ])('may not be %s', (_, password) => {
    expect(passwordProblem(password)).toMatch(/\.$/);
  });

  test('stands in a column of the table', () => {
    expect(passwordIndex(['Name', 'PIN'], 'PIN')).toBe(1);
    expect(() => passwordIndex(['Name'], 'PIN')).toThrow(TableRefused);
  });
});
