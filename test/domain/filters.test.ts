import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatDecimal, parseDecimal } from '../../shared/domain/decimal.ts';
import { applyFilters, type Printable } from '../../shared/domain/filters.ts';
import { parseFilters } from '../../shared/domain/placeholder.ts';

const print = (value: Printable | undefined, ...chain: string[]): string | undefined => {
  const printed = applyFilters(value, parseFilters(chain) ?? []);
  return 'text' in printed ? printed.text : `refused: ${printed.problem}`;
};

describe('text filters', () => {
  test.each([
    ['Ọlá obi', 'upper', 'ỌLÁ OBI'],
    ['ADA', 'lower', 'ada'],
    ['ADA obi-eze', 'title', 'Ada Obi-Eze'],
    ["o'neil’s SHOP", 'title', "O'neil’s Shop"],
    ['ọ̀gá', 'title', 'Ọ̀gá'],
    ['  a b  ', 'trim', 'a b'],
    [12, 'upper', '12'],
  ])('prints %j through %s as %j', (value, filter, text) => {
    expect(print(value, filter)).toBe(text);
  });

  it('prints the default for a missing or empty value only', () => {
    expect(print(undefined, 'default:none')).toBe('none');
    expect(print(' ', 'default:none')).toBe('none');
    expect(print(0, 'default:none')).toBe('0');
    expect(print('', 'naira', 'default:free')).toBe('free');
    expect(print(undefined, 'default:0', 'naira')).toBe('₦0.00');
    expect(print(undefined, 'upper')).toBeUndefined();
  });

  test.each([
    [true, 'yesno:Paid/Due', 'Paid'],
    ['NO', 'yesno:Paid/Due', 'Due'],
    [1, 'yesno', 'Yes'],
    [false, 'yesno:✓/', ''],
    ['true', 'yesno:“a”/“b”', 'a'],
    ['maybe', 'yesno', 'refused: true or false'],
  ])('prints %j through %s as %j', (value, filter, text) => {
    expect(print(value, filter)).toBe(text);
  });
});

describe('dates', () => {
  test.each([
    ['date', '20 November 2026'],
    ['date:long', '20 November 2026'],
    ['date:short', '20/11/2026'],
    ['date:iso', '2026-11-20'],
    ['date:d/M/yy', '20/11/26'],
    ['date:MMM d, yyyy', 'Nov 20, 2026'],
  ])('prints through %s as %s', (filter, text) => {
    expect(print('2026-11-20', filter)).toBe(text);
  });

  it('pads days and months', () => {
    expect(print('2026-03-05', 'date:dd.MM.yyyy d.M')).toBe('05.03.2026 5.3');
  });

  test.each([
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '20/11/2026',
    '2026-11-20T10:00:00Z',
    '',
    20261120,
    '0000-01-01',
  ])('refuses %j', (value) => {
    expect(print(value, 'date:long')).toMatch(/^refused: a date written like 2026-11-20/);
  });

  it('knows leap years', () => {
    expect(print('2028-02-29', 'date:iso')).toBe('2028-02-29');
    expect(print('2000-02-29', 'date:iso')).toBe('2000-02-29');
    expect(print('1900-02-29', 'date:iso')).toMatch(/^refused/);
  });
});

describe('numbers', () => {
  test.each([
    [1250000, 'naira', '₦1,250,000.00'],
    ['1250000.5', 'naira', '₦1,250,000.50'],
    ['1,250,000.505', 'naira', '₦1,250,000.51'],
    [0.1 + 0.2, 'naira', '₦0.30'],
    [1.005, 'naira', '₦1.01'],
    [-3, 'naira', '-₦3.00'],
    ['-0.001', 'naira', '₦0.00'],
    [1e14, 'naira', '₦100,000,000,000,000.00'],
    [1e-7, 'naira', '₦0.00'],
    ['9007199254740.993', 'number:3', '9,007,199,254,740.993'],
    [1234.5, 'number', '1,234.5'],
    [1234.5, 'number:0', '1,235'],
    [7, 'number:2', '7.00'],
    [1, 'ordinal', '1st'],
    [2, 'ordinal', '2nd'],
    ['3', 'ordinal', '3rd'],
    [11, 'ordinal', '11th'],
    [112, 'ordinal', '112th'],
    [121, 'ordinal', '121st'],
    [0, 'ordinal', '0th'],
  ])('prints %j through %s as %s', (value, filter, text) => {
    expect(print(value, filter)).toBe(text);
  });

  test.each([
    'abc',
    '1,25',
    '1.2.3',
    '12,3456',
    '',
    '1e5',
    '0x10',
    '٣',
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e15,
    true,
    '9'.repeat(60),
  ])('refuses %j as an amount', (value) => {
    expect(print(value, 'naira')).toMatch(/^refused: a number/);
  });

  test.each([1.5, -1, '2.01'])('refuses %j as an ordinal', (value) => {
    expect(print(value, 'ordinal')).toBe('refused: a whole number, 0 or more');
  });

  it('formats each whole number of kobo exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 17n - 1n }), (kobo) => {
        const digits = kobo.toString().padStart(3, '0');
        const written = `${digits.slice(0, -2)}.${digits.slice(-2)}`;
        const decimal = parseDecimal(written);
        expect(decimal && formatDecimal(decimal, 2).replaceAll(',', '')).toBe(written);
      }),
    );
  });

  it('reads a number as its shortest decimal form', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e21, max: 1e21 }), (value) => {
        const decimal = parseDecimal(value);
        const digits = decimal?.digits.toString().padStart(decimal.scale + 1, '0') ?? '';
        const split = digits.length - (decimal?.scale ?? 0);
        const text = `${decimal?.negative ? '-' : ''}${digits.slice(0, split)}.${digits.slice(split)}0`;
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
