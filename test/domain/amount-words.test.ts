import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { nairaInWords, wholeNumberInWords } from '../../shared/domain/amount-words.ts';
import { parseDecimal } from '../../shared/domain/decimal.ts';
import { applyFilters } from '../../shared/domain/filters.ts';
import { parseFilters } from '../../shared/domain/placeholder.ts';
import { wordsToKobo, wordsToNumber } from './words-to-amount.ts';

const words = (amount: string | number): string => {
  const decimal = parseDecimal(amount);
  return decimal ? nairaInWords(decimal) : 'no amount';
};

const NINES = 'nine hundred and ninety-nine';

test.each([
  ['0', 'Zero naira only'],
  ['0.00', 'Zero naira only'],
  ['0.01', 'One kobo only'],
  ['0.05', 'Five kobo only'],
  ['0.10', 'Ten kobo only'],
  ['0.5', 'Fifty kobo only'],
  ['0.50', 'Fifty kobo only'],
  ['0.99', 'Ninety-nine kobo only'],
  ['1', 'One naira only'],
  ['1.01', 'One naira, one kobo only'],
  ['1.10', 'One naira, ten kobo only'],
  ['2', 'Two naira only'],
  ['3.33', 'Three naira, thirty-three kobo only'],
  ['9', 'Nine naira only'],
  ['10', 'Ten naira only'],
  ['11', 'Eleven naira only'],
  ['12', 'Twelve naira only'],
  ['13', 'Thirteen naira only'],
  ['14', 'Fourteen naira only'],
  ['15', 'Fifteen naira only'],
  ['18', 'Eighteen naira only'],
  ['19', 'Nineteen naira only'],
  ['20', 'Twenty naira only'],
  ['21', 'Twenty-one naira only'],
  ['30', 'Thirty naira only'],
  ['40', 'Forty naira only'],
  ['50', 'Fifty naira only'],
  ['60', 'Sixty naira only'],
  ['70', 'Seventy naira only'],
  ['80', 'Eighty naira only'],
  ['90', 'Ninety naira only'],
  ['99', 'Ninety-nine naira only'],
  ['99.99', 'Ninety-nine naira, ninety-nine kobo only'],
  ['100', 'One hundred naira only'],
  ['101', 'One hundred and one naira only'],
  ['110', 'One hundred and ten naira only'],
  ['111', 'One hundred and eleven naira only'],
  ['112.13', 'One hundred and twelve naira, thirteen kobo only'],
  ['120', 'One hundred and twenty naira only'],
  ['199', 'One hundred and ninety-nine naira only'],
  ['500', 'Five hundred naira only'],
  ['999', 'Nine hundred and ninety-nine naira only'],
  ['1000', 'One thousand naira only'],
  ['1,000.00', 'One thousand naira only'],
  ['1001', 'One thousand and one naira only'],
  ['1010', 'One thousand and ten naira only'],
  ['1099', 'One thousand and ninety-nine naira only'],
  ['1100', 'One thousand, one hundred naira only'],
  ['1101', 'One thousand, one hundred and one naira only'],
  ['1111.11', 'One thousand, one hundred and eleven naira, eleven kobo only'],
  ['1999', 'One thousand, nine hundred and ninety-nine naira only'],
  ['10000', 'Ten thousand naira only'],
  ['12345', 'Twelve thousand, three hundred and forty-five naira only'],
  ['20020', 'Twenty thousand and twenty naira only'],
  ['100000', 'One hundred thousand naira only'],
  ['100001', 'One hundred thousand and one naira only'],
  ['101101', 'One hundred and one thousand, one hundred and one naira only'],
  ['999999', `N${NINES.slice(1)} thousand, ${NINES} naira only`],
  ['1000000', 'One million naira only'],
  ['1000001', 'One million and one naira only'],
  ['1000050', 'One million and fifty naira only'],
  ['1000100', 'One million, one hundred naira only'],
  ['1001000', 'One million, one thousand naira only'],
  ['1001001', 'One million, one thousand and one naira only'],
  ['1250000', 'One million, two hundred and fifty thousand naira only'],
  ['1250000.50', 'One million, two hundred and fifty thousand naira, fifty kobo only'],
  ['10000000', 'Ten million naira only'],
  ['100000000', 'One hundred million naira only'],
  ['1000000000', 'One billion naira only'],
  ['1000000000.01', 'One billion naira, one kobo only'],
  ['2000001000.01', 'Two billion, one thousand naira, one kobo only'],
  ['1001001001', 'One billion, one million, one thousand and one naira only'],
  ['100000000000', 'One hundred billion naira only'],
  [
    '999999999999.99',
    `N${NINES.slice(1)} billion, ${NINES} million, ${NINES} thousand, ${NINES} naira, ninety-nine kobo only`,
  ],
  ['1000000000000', 'One trillion naira only'],
  ['-7', 'Minus seven naira only'],
  ['-0.07', 'Minus seven kobo only'],
  ['-1250000.50', 'Minus one million, two hundred and fifty thousand naira, fifty kobo only'],
  ['-0.001', 'Zero naira only'],
  ['0.004', 'Zero naira only'],
  ['0.005', 'One kobo only'],
  ['0.994', 'Ninety-nine kobo only'],
  ['0.995', 'One naira only'],
  ['1.005', 'One naira, one kobo only'],
  ['999.999', 'One thousand naira only'],
])('writes %s as “%s”', (amount, text) => {
  expect(words(amount)).toBe(text);
});

/** Kobo in the decimal writing of naira: 5n is `0.05`. */
function written(kobo: bigint): string {
  const digits = (kobo < 0n ? -kobo : kobo).toString().padStart(3, '0');
  return `${kobo < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Amounts of every length, so that short ones are as likely as long ones. */
const anyKobo = fc
  .tuple(fc.integer({ min: 1, max: 17 }), fc.bigInt({ min: 0n, max: 10n ** 17n - 1n }), fc.boolean())
  .map(([length, kobo, negative]) => (negative ? -1n : 1n) * (kobo % 10n ** BigInt(length)));

const print = (value: string, ...chain: string[]): string => {
  const printed = applyFilters(value, parseFilters(chain) ?? []);
  return 'text' in printed ? (printed.text ?? 'missing') : printed.problem;
};

describe('every amount', () => {
  it('reads back as the number it was made from', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), (value) => {
        expect(wordsToNumber(wholeNumberInWords(value))).toBe(value);
      }),
      { numRuns: 2000 },
    );
    for (let value = 0n; value < 3000n; value++) {
      expect(wordsToNumber(wholeNumberInWords(value))).toBe(value);
    }
  });

  it('reads back to the kobo over the whole range', () => {
    fc.assert(
      fc.property(anyKobo, (kobo) => {
        expect(wordsToKobo(words(written(kobo)))).toBe(kobo);
      }),
      { numRuns: 3000 },
    );
  });

  it('is the same in figures and in words, whatever the number of decimals', () => {
    fc.assert(
      fc.property(anyKobo, fc.integer({ min: 0, max: 6 }), (units, moreDecimals) => {
        const scale = 10n ** BigInt(moreDecimals);
        const amount = `${written(units / scale)}${
          moreDecimals > 0
            ? String(units % scale)
                .replace('-', '')
                .padStart(moreDecimals, '0')
            : ''
        }`;
        const figures = print(amount, 'naira').replace(/[₦,.]/g, '');
        expect(BigInt(figures)).toBe(wordsToKobo(print(amount, 'words')));
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same in figures and in words when it is given in kobo', () => {
    fc.assert(
      fc.property(anyKobo, (kobo) => {
        const figures = print(String(kobo), 'kobo').replace(/[₦,.]/g, '');
        expect(BigInt(figures)).toBe(kobo);
        expect(wordsToKobo(print(String(kobo), 'kobo', 'words'))).toBe(kobo);
      }),
      { numRuns: 1000 },
    );
  });

  it('has one form: capital first, “only” last, no double spaces', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (kobo) => {
        expect(words(written(BigInt(kobo)))).toMatch(/^[A-Z][a-z]+([ -]|, )([a-z]+([ -]|, ))*only$/);
      }),
    );
  });
});

describe('the reader of these tests', () => {
  test.each([
    'One only',
    'Naira only',
    'One hundred kobo only',
    'One thousand, one million naira only',
    'Onty naira only',
  ])('refuses “%s”', (text) => {
    expect(() => wordsToKobo(text)).toThrow();
  });
});
