import { expect, test } from 'vitest';
import { nextPriceList, type PriceList, requireSeenPrice } from '../../shared/domain/price-list.ts';
import { offerOf } from '../../shared/domain/price-offer.ts';

const plans = {
  free: { monthlyKobo: 0, includedDocuments: 2, documentKobo: 100 },
  pro: { monthlyKobo: 1000, includedDocuments: 5, documentKobo: 90 },
  business: { monthlyKobo: 5000, includedDocuments: 50, documentKobo: 80 },
};
const products = { book: 7000, card: 300 };
const lists: PriceList[] = [
  { id: 'old', from: '2026-01-01', plans, products },
  { id: 'new', from: '2026-06-01', plans, products },
];

test('a list is told with what it means in accounts of each kind, and with limits of the stage', () => {
  const [list] = lists;
  if (!list) throw new Error('there are lists');
  const { plans: offered, ...rest } = offerOf(list, { freeDocuments: undefined, limitFactor: 2 });
  expect(rest).toEqual({ priceList: 'old', from: '2026-01-01', products });
  expect(offered.map(({ includedDocuments }) => includedDocuments)).toEqual([
    { personal: 2, organisation: 0 },
    { personal: 5, organisation: 5 },
    { personal: 50, organisation: 50 },
  ]);
  expect(offered.map(({ limits }) => limits.generateRequestsPerHour)).toEqual([200, undefined, undefined]);
  expect(offered[0]?.features).not.toContain('unlimited-requests');
  expect(offered[1]?.features).toContain('unlimited-requests');
});

test.each([
  ['2025-12-31T12:00:00.000Z', 'old'],
  ['2026-01-01T00:00:00.000Z', 'new'],
  ['2026-05-31T23:59:59.999Z', 'new'],
  ['2026-06-01T00:00:00.000Z', undefined],
])('at %s the list announced is %s', (at, id) => {
  expect(nextPriceList(new Date(at), lists)?.id).toBe(id);
});

test.each([
  [undefined, true],
  [300, true],
  [301, true],
  [299, false],
  [0, false],
])('whoever has seen %s kobo pays 300: %s', (seen, agrees) => {
  const quote = {
    priceList: 'old',
    plan: 'free',
    documents: 3,
    included: 0,
    unitKobo: 100,
    totalKobo: 300,
  } as const;
  const judge = (): void => requireSeenPrice(quote, seen);
  if (agrees) expect(judge).not.toThrow();
  else
    expect(judge).toThrow(
      expect.objectContaining({
        code: 'price-changed',
        fields: [expect.objectContaining({ field: 'maxKobo' })],
      }),
    );
});

test('whoever repeats an order that was made in part agrees to all of it, or is told how the rest is had', () => {
  const quote = { priceList: 'old', plan: 'free', included: 0, unitKobo: 100, totalKobo: 300 } as const;
  const judge = (seen: number): void =>
    requireSeenPrice({ ...quote, documents: 3 }, seen, { documents: 2, kobo: 150 });
  expect(() => judge(450)).not.toThrow();
  expect(() => judge(449)).toThrow(
    expect.objectContaining({
      code: 'price-changed',
      message: expect.stringContaining('made 2 of these documents; the other 3 cost'),
      fields: [{ field: 'maxKobo', message: 'All of them come to 450.' }],
    }),
  );
});
