import { describe, expect, test } from 'vitest';
import { priceLists, quote } from '../../shared/domain/price-list.ts';

const lists = [
  { id: 'old', from: '2026-01-01', documentKobo: 100 },
  { id: 'new', from: '2026-06-01', documentKobo: 250 },
];

describe('a quote', () => {
  test.each([
    ['2026-01-01T00:00:00.000Z', 'old', 1000],
    ['2026-05-31T23:59:59.999Z', 'old', 1000],
    ['2026-06-01T00:00:00.000Z', 'new', 2500],
  ])('at %s goes by the list %s', (at, priceList, totalKobo) => {
    expect(quote(10, new Date(at), lists)).toMatchObject({ priceList, totalKobo, documents: 10 });
  });

  test('of nothing costs nothing', () => {
    expect(quote(0, new Date('2026-11-20'), lists).totalKobo).toBe(0);
  });

  test('cannot be made before there was a price', () => {
    expect(() => quote(1, new Date('2025-12-31'), lists)).toThrow('no price list is in force');
  });
});

test('price lists follow each other, in whole kobo', () => {
  expect(priceLists.map(({ from }) => from).toSorted()).toEqual(priceLists.map(({ from }) => from));
  expect(priceLists.every(({ documentKobo }) => Number.isSafeInteger(documentKobo))).toBe(true);
});
