import { describe, expect, test } from 'vitest';
import { monthOf } from '../../shared/domain/plan.ts';
import { faultOf, includedFor, type PriceList, priceLists, quote } from '../../shared/domain/price-list.ts';

const listOf = (id: string, from: string, documentKobo: number): PriceList => ({
  id,
  from,
  plans: {
    free: { monthlyKobo: 0, includedDocuments: 2, documentKobo },
    pro: { monthlyKobo: 1000, includedDocuments: 5, documentKobo: documentKobo - 10 },
    business: { monthlyKobo: 5000, includedDocuments: 50, documentKobo: documentKobo - 20 },
  },
  products: { book: 7000, card: 300 },
});
const lists = [listOf('old', '2026-01-01', 100), listOf('new', '2026-06-01', 250)];
const free = { plan: 'free', left: 0 } as const;

describe('a quote', () => {
  test.each([
    ['2026-01-01T00:00:00.000Z', 'old', 1000],
    ['2026-05-31T23:59:59.999Z', 'old', 1000],
    ['2026-06-01T00:00:00.000Z', 'new', 2500],
  ])('at %s goes by the list %s', (at, priceList, totalKobo) => {
    expect(quote(10, free, new Date(at), lists)).toMatchObject({ priceList, totalKobo, documents: 10 });
  });

  test.each([
    [0, 0, 1000],
    [3, 3, 700],
    [10, 10, 0],
    [11, 10, 0],
    [-4, 0, 1000],
  ])('with %i documents left of the month includes %i', (left, included, totalKobo) => {
    const at = new Date('2026-02-01');
    expect(quote(10, { plan: 'free', left }, at, lists)).toMatchObject({ included, totalKobo });
  });

  test('goes by the plan', () => {
    const at = new Date('2026-02-01');
    expect(quote(1, { plan: 'pro', left: 0 }, at, lists)).toMatchObject({ plan: 'pro', totalKobo: 90 });
  });

  test('of nothing costs nothing', () => {
    expect(quote(0, free, new Date('2026-11-20'), lists).totalKobo).toBe(0);
  });

  test('cannot be made before there was a price', () => {
    expect(() => quote(1, free, new Date('2025-12-31'), lists)).toThrow('no price list is in force');
  });
});

describe('what a month includes', () => {
  const at = new Date('2026-02-01');

  test('is what the list says of the plan', () => {
    expect(includedFor({ plan: 'free', kind: 'personal' }, undefined, at, lists)).toBe(2);
    expect(includedFor({ plan: 'pro', kind: 'organisation' }, undefined, at, lists)).toBe(5);
  });

  test('is nothing for an organisation on the free plan, of which anybody may make many', () => {
    expect(includedFor({ plan: 'free', kind: 'organisation' }, undefined, at, lists)).toBe(0);
  });

  test('is what the stage says on the free plan only', () => {
    expect(includedFor({ plan: 'free', kind: 'personal' }, 100, at, lists)).toBe(100);
    expect(includedFor({ plan: 'free', kind: 'organisation' }, 100, at, lists)).toBe(100);
    expect(includedFor({ plan: 'free', kind: 'personal' }, 0, at, lists)).toBe(0);
    expect(includedFor({ plan: 'business', kind: 'personal' }, 0, at, lists)).toBe(50);
  });
});

test('months begin at midnight in Lagos', () => {
  expect(monthOf(new Date('2026-11-30T22:59:59.999Z'))).toBe('2026-11');
  expect(monthOf(new Date('2026-11-30T23:00:00.000Z'))).toBe('2026-12');
});

test('price lists follow each other, in whole kobo, and no plan gives less than the one before', () => {
  expect(priceLists.map(({ from }) => from).toSorted()).toEqual(priceLists.map(({ from }) => from));
  expect(priceLists.map(faultOf)).toEqual(priceLists.map(() => undefined));
});

test.each([
  ['half a kobo', { documentKobo: 0.5 }],
  ['a negative price', { monthlyKobo: -1 }],
  ['a plan that is dearer for each document', { documentKobo: 1000 }],
  ['a plan that includes less', { includedDocuments: 1 }],
])('a list with %s is found', (_, change) => {
  const list = listOf('bad', '2026-01-01', 100);
  expect(faultOf({ ...list, plans: { ...list.plans, pro: { ...list.plans.pro, ...change } } })).toBeDefined();
  expect(faultOf(list)).toBeUndefined();
});
