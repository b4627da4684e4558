import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { nairaInWords, wholeNumberInWords } from '../../shared/domain/amount-words.ts';
import { parseDecimal } from '../../shared/domain/decimal.ts';

const words = (amount: string | number): string => {
  const decimal = parseDecimal(amount);
  return decimal ? nairaInWords(decimal) : 'no amount';
};

test.each([
  ['0', 'Zero naira only'],
  ['1', 'One naira only'],
  ['13', 'Thirteen naira only'],
  ['21', 'Twenty-one naira only'],
  ['40', 'Forty naira only'],
  ['100', 'One hundred naira only'],
  ['101', 'One hundred and one naira only'],
  ['999', 'Nine hundred and ninety-nine naira only'],
  ['1000', 'One thousand naira only'],
  ['1001', 'One thousand and one naira only'],
  ['1100', 'One thousand, one hundred naira only'],
  ['12345', 'Twelve thousand, three hundred and forty-five naira only'],
  ['1000000', 'One million naira only'],
  ['1000050', 'One million and fifty naira only'],
  ['1250000', 'One million, two hundred and fifty thousand naira only'],
  ['1250000.50', 'One million, two hundred and fifty thousand naira, fifty kobo only'],
  ['2000001000.01', 'Two billion, one thousand naira, one kobo only'],
  ['0.05', 'Five kobo only'],
  ['-7', 'Minus seven naira only'],
  ['-0.001', 'Zero naira only'],
  ['0.995', 'One naira only'],
  [
    '999999999999.99',
    'Nine hundred and ninety-nine billion, nine hundred and ninety-nine million, nine hundred and ninety-nine ' +
      'thousand, nine hundred and ninety-nine naira, ninety-nine kobo only',
  ],
])('writes %s as “%s”', (amount, text) => {
  expect(words(amount)).toBe(text);
});

/** Reads the words back by adding up, independently of how they were made. */
function read(text: string): bigint {
  const units =
    'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
      ' ',
    );
  const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
  const scales = new Map([
    ['thousand', 1000n],
    ['million', 10n ** 6n],
    ['billion', 10n ** 9n],
    ['trillion', 10n ** 12n],
  ]);
  let total = 0n;
  let group = 0n;
  for (const word of text.split(/[\s,-]+/)) {
    const scale = scales.get(word);
    if (scale) {
      total += group * scale;
      group = 0n;
    } else if (word === 'hundred') group *= 100n;
    else if (word !== 'and')
      group += units.includes(word) ? BigInt(units.indexOf(word)) : BigInt(tens.indexOf(word) * 10 + 20);
  }
  return total + group;
}

describe('every amount', () => {
  it('reads back as the number it was made from', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), (value) => {
        expect(read(wholeNumberInWords(value))).toBe(value);
      }),
      { numRuns: 2000 },
    );
    for (let value = 0n; value < 3000n; value++) expect(read(wholeNumberInWords(value))).toBe(value);
  });

  it('has one form: capital first, “only” last, no double spaces', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999_999_999 }), (kobo) => {
        const digits = String(kobo).padStart(3, '0');
        expect(words(`${digits.slice(0, -2)}.${digits.slice(-2)}`)).toMatch(
          /^[A-Z][a-z]+([ -]|, )([a-z]+([ -]|, ))*only$/,
        );
      }),
    );
  });
});
