import { expect, test } from 'vitest';
import { mostKobo } from '../../shared/domain/ledger/posting.ts';
import { decimalNaira, printedNaira, wholeNaira } from '../../shared/domain/naira.ts';

test.each([
  [0, '0.00', '₦0.00'],
  [5, '0.05', '₦0.05'],
  [-5, '-0.05', '-₦0.05'],
  [100, '1.00', '₦1.00'],
  [123_456_789, '1234567.89', '₦1,234,567.89'],
  [-100_001, '-1000.01', '-₦1,000.01'],
  [mostKobo, '900000000000.00', '₦900,000,000,000.00'],
  [9_007_199_254_740_991, '90071992547409.91', '₦90,071,992,547,409.91'],
])('%i kobo are %s for programs and %s for people', (kobo, decimal, printed) => {
  expect(decimalNaira(kobo)).toBe(decimal);
  expect(printedNaira(kobo)).toBe(printed);
});

test.each([
  [0, 0],
  [99, 0],
  [100, 100],
  [1_497_916, 1_497_900],
])('%i kobo are %i kobo in whole naira', (kobo, whole) => {
  expect(wholeNaira(kobo)).toBe(whole);
});
