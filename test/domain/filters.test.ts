import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formatDate, parseDate, parseIsoDate } from '../../shared/domain/calendar-date.ts';
import {
  addDecimals,
  compareDecimals,
  formatDecimal,
  isWhole,
  parseDecimal,
} from '../../shared/domain/decimal.ts';
import {
  applyFilters,
  chainInput,
  FILTER_NAMES,
  type FilterCall,
  filterArgumentProblem,
  filterOrderProblem,
  isRich,
  listColumns,
  listItems,
  type Printable,
} from '../../shared/domain/filters.ts';
import { parseFilters } from '../../shared/domain/placeholder.ts';

/** The calls of a valid chain. */
function calls(...chain: string[]): FilterCall[] {
  const parsed = parseFilters(chain);
  if (!parsed) throw new Error(`No valid chain: ${chain.join('|')}`);
  return parsed;
}

const print = (value: Printable | readonly unknown[] | undefined, ...chain: string[]): string | undefined => {
  const printed = applyFilters(value, calls(...chain));
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
    '',
    20261120,
    '0000-01-01',
    '31/04/2026',
    '11/20/2026',
    '20/11-2026',
    '20/11/26',
    '29 February 2026',
    '20 Novembre 2026',
    '20 Mayo 2026',
    'November 31, 2026',
    '2026-11-20T25:00:00Z',
    '2026-11-20 and more',
    `20 November 2026${' '.repeat(60)}`,
  ])('refuses %j', (value) => {
    expect(print(value, 'date:long')).toMatch(/^refused: a date written like 2026-11-20/);
  });

  test.each([
    '2026-11-20',
    ' 2026-11-20 ',
    '2026-11-20T10:00:00Z',
    '2026-11-20T23:30:00.000+01:00',
    '2026-11-20 10:00',
    '20/11/2026',
    '20-11-2026',
    '20 November 2026',
    '20 november, 2026',
    '20th November, 2026',
    '20th of November 2026',
    '20 Nov 2026',
    '20 Nov. 2026',
    '20-Nov-2026',
    'November 20, 2026',
    'Nov 20 2026',
    'NOVEMBER 20th, 2026',
    '20  November\u00A02026',
  ])('reads %j', (value) => {
    expect(print(value, 'date')).toBe('20 November 2026');
  });

  it('takes the day before the month', () => {
    expect(print('5/3/2026', 'date')).toBe('5 March 2026');
    expect(print('05-03-2026', 'date')).toBe('5 March 2026');
    expect(print('5 Sept 2026', 'date:iso')).toBe('2026-09-05');
  });

  it('reads each date it writes as that date', () => {
    const formats = ['long', 'short', 'iso', 'd MMM yyyy', 'dd-MM-yyyy', 'MMMM d, yyyy', 'd/M/yyyy'];
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9999 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 28 }),
        fc.constantFrom(...formats),
        (year, month, day, format) => {
          expect(parseDate(formatDate({ year, month, day }, format))).toEqual({ year, month, day });
        },
      ),
    );
  });

  it('gives every month its length', () => {
    const days = (year: number, month: number): number =>
      Array.from({ length: 31 }, (_, index) => `${index + 1}/${month}/${year}`).filter(parseDate).length;
    const months = Array.from({ length: 12 }, (_, index) => index + 1);
    expect(months.map((month) => days(2026, month))).toEqual([
      31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31,
    ]);
    expect([2000, 2024, 2100].map((year) => days(year, 2))).toEqual([29, 29, 28]);
  });

  it('reads only the ISO form where that is asked for', () => {
    expect(parseIsoDate('2026-11-20')).toEqual({ year: 2026, month: 11, day: 20 });
    expect(parseIsoDate('20/11/2026')).toBeNull();
    expect(parseIsoDate('2026-11-20T10:00:00Z')).toBeNull();
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

describe('kobo', () => {
  test.each([
    [125050, ['kobo'], '₦1,250.50'],
    ['125,050', ['kobo'], '₦1,250.50'],
    ['125050.00', ['kobo'], '₦1,250.50'],
    [0, ['kobo'], '₦0.00'],
    [5, ['kobo'], '₦0.05'],
    [-5, ['kobo'], '-₦0.05'],
    [125050, ['kobo', 'naira'], '₦1,250.50'],
    [125050, ['kobo', 'number'], '1,250.50'],
    [125050, ['kobo', 'number:0'], '1,251'],
    [125050, ['kobo', 'words'], 'One thousand, two hundred and fifty naira, fifty kobo only'],
    [300, ['kobo', 'ordinal'], '3rd'],
    [
      125050,
      ['kobo', 'trim', 'default:0', 'words', 'upper'],
      'ONE THOUSAND, TWO HUNDRED AND FIFTY NAIRA, FIFTY KOBO ONLY',
    ],
    [125050, ['kobo', 'lower'], '₦1,250.50'],
    ['', ['kobo', 'default:free'], 'free'],
    [undefined, ['default:100', 'kobo'], '₦1.00'],
    ['99999999999999999', ['kobo'], '₦999,999,999,999,999.99'],
  ])('prints %j through %j as %s', (value, chain, text) => {
    expect(print(value, ...chain)).toBe(text);
  });

  test.each([1.5, '0.01', 'abc', true, '100000000000000000'])('refuses %j', (value) => {
    expect(print(value, 'kobo')).toMatch(/^refused: a whole number of kobo/);
  });

  it('refuses a part of a naira as an ordinal', () => {
    expect(print(350, 'kobo', 'ordinal')).toBe('refused: a whole number, 0 or more');
  });
});

describe('telephone numbers', () => {
  test.each([
    ['08031234567', ['phone'], '+234 803 123 4567'],
    [8031234567, ['phone'], '+234 803 123 4567'],
    [' 0803 123 4567 ', ['trim', 'phone'], '+234 803 123 4567'],
    ['+44 20 7946 0958', ['phone'], '+44 207 946 0958'],
    ['', ['phone', 'default:none'], 'none'],
    [undefined, ['phone', 'default:none'], 'none'],
    [
      '12345',
      ['phone'],
      'refused: a telephone number such as 0803 123 4567, or +44 20 7946 0958 for another country',
    ],
  ])('prints %j through %j as %s', (value, chain, text) => {
    expect(print(value, ...chain)).toBe(text);
  });
});

describe('lists', () => {
  const items = [
    { name: 'Desk', price: '1,250.50', sold: { units: 2 } },
    { name: 'Chair', price: 0.1, sold: { units: 3 } },
    { name: 'Lamp', price: 0.2, sold: { units: '4' } },
  ];

  test.each([
    [['Ada', 'Obi'], ['join'], 'Ada, Obi'],
    [['Ada', 'Obi'], ['join:" and "'], 'Ada and Obi'],
    [['Ada', 3], ['join:/'], 'Ada/3'],
    [['Ada', 'Obi'], ['join:""'], 'AdaObi'],
    [['Ada', 'Obi'], ['join:", "', 'upper'], 'ADA, OBI'],
    [[], ['join'], ''],
    [[], ['join', 'default:nobody'], 'nobody'],
    [[], ['default:""', 'join'], ''],
    [undefined, ['join', 'default:nobody'], 'nobody'],
    [undefined, ['join'], undefined],
    [items, ['count'], '3'],
    [[], ['count'], '0'],
    [['a', null, []], ['count', 'ordinal'], '3rd'],
    [undefined, ['count', 'default:0'], '0'],
    [items, ['sum:price'], '1,250.80'],
    [items, ['sum:price', 'naira'], '₦1,250.80'],
    [items, ['sum:price', 'number:1'], '1,250.8'],
    [items, ['sum:price', 'words'], 'One thousand, two hundred and fifty naira, eighty kobo only'],
    [items, ['sum:sold.units'], '9'],
    [items, ['sum:sold.units', 'kobo', 'naira'], '₦0.09'],
    [[], ['sum:price', 'naira'], '₦0.00'],
    [[1, '2.5', -4], ['sum'], '-0.5'],
    [[0.1, 0.2], ['sum', 'number'], '0.3'],
  ])('prints %j through %j as %j', (value, chain, text) => {
    expect(print(value, ...chain)).toBe(text);
  });

  test.each([
    [[{ price: 1 }, {}], ['sum:price'], 'a list with a number as “price” in each row; row 2 has no price'],
    [[{ price: ' ' }], ['sum:price'], 'a list with a number as “price” in each row; row 1 has no price'],
    [[{ price: 1 }, 7], ['sum:price'], 'a list with a number as “price” in each row; row 2 has no price'],
    [
      [{ price: 'dear' }],
      ['sum:price'],
      'a list with a number as “price” in each row; the price of row 1 is no number',
    ],
    [[{ a: {} }], ['sum:a.b'], 'a list with a number as “a.b” in each row; row 1 has no a.b'],
    [[1, 'x'], ['sum'], 'a list of numbers; item 2 is no number'],
    [
      [{ price: 1.5 }],
      ['sum:price', 'kobo'],
      'a list that comes to a whole number of kobo below 100,000,000,000,000,000, such as 125050',
    ],
    [
      [9e14, 9e14],
      ['sum', 'naira'],
      'a list that comes to a number below 1,000,000,000,000,000, such as 1250000.50',
    ],
    [['Ada', { name: 'Obi' }], ['join'], 'a list of texts; item 2 is no text'],
    [['Ada', null], ['join'], 'a list of texts; item 2 is no text'],
    ['Ada', ['join'], 'a list of texts'],
    [3, ['count'], 'a list'],
    ['3', ['sum'], 'a list of numbers'],
    ['3', ['sum:price'], 'a list of rows'],
    [['Ada'], [], 'a text or a number, not a list'],
    [['Ada'], ['trim'], 'a text or a number, not a list'],
    [['Ada'], ['upper'], 'text'],
    [[1], ['naira'], 'a number below 1,000,000,000,000,000, such as 1250000.50'],
    [['2026-11-20'], ['date'], 'a date written like 2026-11-20 or 20 November 2026'],
    [[true], ['yesno'], 'true or false'],
  ])('refuses %j through %j: %s', (value, chain, problem) => {
    expect(print(value, ...chain)).toBe(`refused: ${problem}`);
  });

  it('never reads what a row inherits', () => {
    expect(print([{}], 'sum:toString')).toMatch(/row 1 has no toString$/);
  });

  it('adds up to the last kobo whatever the order', () => {
    const cell = fc.bigInt({ min: -(10n ** 11n), max: 10n ** 11n });
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 50 }), (cells) => {
        const rows = cells.map((kobo) => ({ kobo: String(kobo) }));
        const total = cells.reduce((sum, kobo) => sum + kobo, 0n);
        expect(print(rows, 'sum:kobo')?.replaceAll(',', '')).toBe(String(total));
        expect(print(rows.toReversed(), 'sum:kobo', 'kobo')).toBe(print(String(total), 'kobo'));
      }),
    );
  });

  it('adds decimals of different scale exactly', () => {
    const decimal = fc.tuple(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.integer({ min: 0, max: 8 }),
    );
    fc.assert(
      fc.property(decimal, decimal, ([a, scaleA], [b, scaleB]) => {
        const make = (units: bigint, scale: number) => ({
          negative: units < 0n,
          digits: units < 0n ? -units : units,
          scale,
        });
        const sum = addDecimals(make(a, scaleA), make(b, scaleB));
        const units = a * 10n ** BigInt(8 - scaleA) + b * 10n ** BigInt(8 - scaleB);
        expect((sum.negative ? -sum.digits : sum.digits) * 10n ** BigInt(8 - sum.scale)).toBe(units);
        expect(isWhole(sum)).toBe(units % 10n ** 8n === 0n);
      }),
    );
  });
});

describe('decimals', () => {
  test.each([
    ['1', '1.00', 0],
    ['-0', '0', 0],
    ['0.1', '0.09', 1],
    ['-2', '1', -1],
    ['-0.5', '-0.49', -1],
    ['12', '1.2e1', null],
  ])('compare %s with %s as %j', (left, right, order) => {
    const [a, b] = [parseDecimal(left), parseDecimal(right)];
    expect(a && b && compareDecimals(a, b)).toBe(order);
  });
});

describe('a chain', () => {
  test.each<[string[], string]>([
    [[], 'text'],
    [['trim', 'default:x'], 'text'],
    [['rich'], 'text'],
    [['phone'], 'text'],
    [['trim', 'kobo', 'words'], 'number'],
    [['date'], 'date'],
    [['yesno'], 'yes-no'],
    [['join'], 'list'],
    [['count', 'ordinal'], 'list'],
    [['sum:price', 'naira'], 'list'],
  ])('%j takes %s', (chain, input) => {
    expect(chainInput(calls(...chain))).toBe(input);
  });

  test.each<[string[], string[], string | null]>([
    [['sum:price', 'naira'], ['price'], 'rows'],
    [['sum:sold.units'], ['sold.units'], 'rows'],
    [['sum'], [], 'numbers'],
    [['count'], [], 'anything'],
    [['trim', 'join:/'], [], 'texts'],
    [['naira'], [], null],
    [[], [], null],
  ])('%j wants the columns %j of a list of %s', (chain, columns, holds) => {
    expect(listColumns(calls(...chain))).toEqual(columns);
    expect(listItems(calls(...chain))).toBe(holds);
  });

  it('is rich when rich ends it', () => {
    expect(isRich(calls('trim', 'rich'))).toBe(true);
    expect(isRich(calls('trim'))).toBe(false);
    expect(isRich([])).toBe(false);
    expect(print('**Bold**', 'rich')).toBe('**Bold**');
  });

  const call = (name: string, argument: string | null = null): FilterCall => ({
    name,
    argument,
    written: name,
  });

  test.each([
    [[call('naira'), call('words')], /^“words” needs a number, but “naira” before it has already made text/],
    [[call('kobo'), call('date')], /^“date” needs a date, but “kobo” before it has already made a number/],
    [[call('count'), call('yesno')], /^“yesno” needs true or false/],
    [[call('join'), call('count')], /^“count” needs a list/],
    [[call('count'), call('join')], /^“join” needs a list/],
    [[call('upper'), call('phone')], /^“phone” needs the value as it was given/],
    [[call('count'), call('phone')], /^“phone” needs the value as it was given/],
    [[call('rich'), call('upper')], /^Put “rich” last/],
    [[call('rich'), call('default', 'x')], /^Put “rich” last/],
    [[call('rich'), call('rich')], /^Put “rich” last/],
    [[call('kobo'), call('kobo')], /^“kobo” may stand once/],
    [[call('default', 'x'), call('kobo')], /^“x” after default .* a whole number of kobo/],
    [[call('default', 'none'), call('count')], /Put default last/],
    [[call('default', 'none'), call('phone')], /Put default last/],
  ])('%j cannot be', (chain, problem) => {
    expect(filterOrderProblem(chain)).toMatch(problem);
  });

  test.each([
    'kobo|naira',
    'sum:price|kobo|words',
    'count|number',
    'sum|default:0|trim|naira',
    'join:", "|title|rich',
    'phone|lower',
    'default:08031234567|phone',
  ])('%s can be', (chain) => {
    expect(filterOrderProblem(calls(...chain.split('|')))).toBeNull();
  });

  test.each([
    'kobo:2',
    'phone:ng',
    'count:x',
    'rich:x',
    'sum:1',
    'sum:a b',
    'sum:a.',
    'sum:constructor',
    'sum:a.__proto__',
    'words:plain',
  ])('refuses %s', (written) => {
    expect(parseFilters([written])).toBeNull();
  });

  it('never throws and never prints “undefined” or an object, whatever it is given', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(undefined),
      fc.array(fc.oneof(fc.jsonValue(), fc.record({ a: fc.oneof(fc.double(), fc.string()) })), {
        maxLength: 5,
      }),
    );
    const anyCall = fc
      .tuple(fc.constantFrom(...FILTER_NAMES), fc.constantFrom(null, 'a', '2', 'long', 'x/y'))
      .map(([name, argument]) => call(name, argument))
      .filter((each) => filterArgumentProblem(each) === null);
    fc.assert(
      fc.property(value, fc.array(anyCall, { maxLength: 4 }), (given, chain) => {
        const printed = applyFilters(given, chain);
        const said = 'problem' in printed ? printed.problem : (printed.text ?? '');
        if (typeof given !== 'string' && !Array.isArray(given))
          expect(said).not.toMatch(/undefined|\[object/);
        expect(typeof said).toBe('string');
      }),
      { numRuns: 2000 },
    );
  });
});
