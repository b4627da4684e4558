import fc from 'fast-check';
import { expect, test } from 'vitest';
import { koboOf, majorOf, roundedKoboOf } from '../../shared/payments/wire-amount.ts';

test('every amount of kobo goes over the wire and comes back, as number and as text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (kobo) => {
      const wire = JSON.stringify({ amount: majorOf(kobo) });
      const naira = `${Math.floor(kobo / 100)}.${String(kobo % 100).padStart(2, '0')}`;
      expect(Number(JSON.parse(wire).amount).toFixed(2)).toBe(naira);
      expect(koboOf(JSON.parse(wire).amount)).toBe(kobo);
      expect(koboOf(naira)).toBe(kobo);
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  [0.1, 10],
  [19.99, 1_999],
  [2462.37, 246_237],
  [1.005, undefined],
  [0.1 + 0.2, undefined],
  ['7500', 750_000],
  ['7500.5', 750_050],
  ['7500.500', 750_050],
  ['7500.505', undefined],
  ['', undefined],
  ['7,500', undefined],
  [' 7500', undefined],
  ['NGN 7500', undefined],
  ['0x10', undefined],
  ['1e3', undefined],
  ['-1', undefined],
  [-1, undefined],
  [Number.NaN, undefined],
  [Number.POSITIVE_INFINITY, undefined],
  [9_999_999_999_999.99, 999_999_999_999_999],
  [10_000_000_000_000, undefined],
  [1e21, undefined],
  [null, undefined],
  [undefined, undefined],
  [{}, undefined],
])('%j is %s kobo', (amount, kobo) => {
  expect(koboOf(amount)).toBe(kobo);
});

test('fees are rounded to the kobo', () => {
  expect([14.42, 2.625, 0.004, '3.999'].map(roundedKoboOf)).toEqual([1_442, 263, 0, 400]);
  expect(roundedKoboOf(-1)).toBeUndefined();
});

test.each([-1, 0.5, 1e15, Number.NaN, Number.MAX_SAFE_INTEGER])('%d kobo do not go over the wire', (kobo) => {
  expect(() => majorOf(kobo)).toThrow('is not an amount of kobo');
});
