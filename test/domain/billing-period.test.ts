import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anchorDayOf,
  creditFor,
  monthAfter,
  monthFrom,
  planAt,
  quotaPeriodAt,
  timeDecidesUpTo,
} from '../../shared/domain/billing-period.ts';

/** Any moment of some years, to the millisecond. */
const moments = fc
  .date({ min: new Date('2026-01-01T00:00:00Z'), max: new Date('2040-01-01T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('a month that is paid for', () => {
  test.each([
    ['2026-11-27T09:00:00.000Z', '2026-12-27T09:00:00.000Z'],
    ['2027-01-31T09:00:00.000Z', '2027-02-28T09:00:00.000Z'],
    ['2028-01-31T09:00:00.000Z', '2028-02-29T09:00:00.000Z'],
    ['2026-12-31T22:59:59.999Z', '2027-01-31T22:59:59.999Z'],
    // In Lagos it is the first of the month already.
    ['2027-01-30T23:30:00.000Z', '2027-02-27T23:30:00.000Z'],
    ['2027-01-31T23:30:00.000Z', '2027-02-28T23:30:00.000Z'],
  ])('from %s lasts until %s', (from, until) => {
    expect(monthAfter(from, anchorDayOf(from))).toBe(until);
  });

  test('comes back to its day after a short one', () => {
    const march = monthAfter(monthAfter('2027-01-31T09:00:00.000Z', 31), 31);
    expect(march).toBe('2027-03-31T09:00:00.000Z');
  });

  test('lasts 28 to 31 whole days, whenever it begins', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 30 }), (begun, months) => {
        const anchorDay = anchorDayOf(begun);
        let { from, until } = monthFrom(begun, anchorDay);
        for (let month = 0; month < months; month++) ({ from, until } = monthFrom(until, anchorDay));
        const days = (Date.parse(until) - Date.parse(from)) / (24 * 60 * 60_000);
        expect(days).toBeGreaterThanOrEqual(28);
        expect(days).toBeLessThanOrEqual(31);
        expect(Number.isInteger(days)).toBe(true);
        expect(anchorDayOf(until)).toBeLessThanOrEqual(anchorDay);
      }),
    );
  });
});

describe('the plan that counts', () => {
  const paid = {
    from: '2026-11-27T09:00:00.000Z',
    until: '2026-12-27T09:00:00.000Z',
    nextPlan: 'pro',
    graceUntil: '2027-01-03T09:00:00.000Z',
  } as const;
  const on = (account: Parameters<typeof planAt>[0], time: string) => planAt(account, new Date(time));

  test.each([
    ['2026-12-27T08:59:59.999Z', 'business'],
    ['2026-12-27T09:00:00.000Z', 'pro'],
    ['2027-01-03T08:59:59.999Z', 'pro'],
    ['2027-01-03T09:00:00.000Z', 'free'],
    ['2036-01-01T00:00:00.000Z', 'free'],
  ])('at %s is %s', (time, plan) => {
    expect(on({ plan: 'business', paid }, time)).toBe(plan);
  });

  test('is none with the end of its month, where it was cancelled', () => {
    const cancelled = { ...paid, nextPlan: 'free' } as const;
    expect(on({ plan: 'business', paid: cancelled }, '2026-12-27T08:59:59.999Z')).toBe('business');
    expect(on({ plan: 'business', paid: cancelled }, '2026-12-27T09:00:00.000Z')).toBe('free');
  });

  test('is for good where an operator gave it', () => {
    expect(on({ plan: 'pro' }, '2036-01-01T00:00:00.000Z')).toBe('pro');
  });

  test('counts documents by its own months, and in the grace still by the last one', () => {
    const account = { plan: 'business', paid } as const;
    const own = { key: paid.from, name: '2026-11-27', from: paid.from };
    expect(quotaPeriodAt(account, new Date('2026-12-26T00:00:00.000Z'))).toEqual({
      ...own,
      until: paid.until,
    });
    const late = quotaPeriodAt(account, new Date('2026-12-30T00:00:00.000Z'));
    expect(late).toEqual({ ...own, until: paid.graceUntil });
  });

  test.each([
    ['free', { plan: 'business', paid }, '2027-02-01T00:00:00.000Z'],
    ['given', { plan: 'pro' }, '2027-02-01T00:00:00.000Z'],
    ['free, at the last moment', { plan: 'free' }, '2027-02-28T22:59:59.999Z'],
    ['free, at the first moment', { plan: 'free' }, '2027-01-31T23:00:00.000Z'],
  ] as const)('counts documents by the months of Lagos where it is %s', (_, account, time) => {
    expect(quotaPeriodAt(account, new Date(time))).toEqual({
      key: '2027-02',
      name: '2027-02',
      from: '2027-01-31T23:00:00.000Z',
      until: '2027-02-28T23:00:00.000Z',
    });
  });
});

describe('what a month is still worth', () => {
  const period = { from: '2026-11-01T09:00:00.000Z', until: '2026-12-01T09:00:00.000Z' };
  const credit = (time: string, used: number, included = 500, worth = 1_500_000) =>
    creditFor(worth, period, { included, used }, new Date(time));

  test.each([
    ['all of it at its first moment', period.from, 0, 1_500_000],
    ['the hour that has begun is gone', '2026-11-01T09:00:00.001Z', 0, 1_497_916],
    ['half of it after half of the time', '2026-11-16T09:00:00.000Z', 0, 750_000],
    ['half of it with half of the documents', period.from, 250, 750_000],
    ['the lesser of the two', '2026-11-16T09:00:00.000Z', 400, 300_000],
    ['nothing without documents', period.from, 500, 0],
    ['nothing with more than all of them', period.from, 700, 0],
    ['nothing at its end', period.until, 0, 0],
    ['nothing after it', '2027-11-01T09:00:00.000Z', 0, 0],
    ['no more than all of it before it', '2026-10-01T09:00:00.000Z', 0, 1_500_000],
  ])('%s', (_, time, used, kobo) => {
    expect(credit(time, used)).toBe(kobo);
  });

  test('only time counts where it includes nothing', () => {
    expect(credit('2026-11-16T09:00:00.000Z', 0, 0)).toBe(750_000);
  });

  test('is whole, never negative, never more than it was, and never grows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000_000 }),
        fc.nat(2000),
        fc.nat(3000),
        fc.nat(40 * 24 * 60),
        fc.nat(24 * 60),
        (worth, included, used, minutes, more) => {
          const at = (minute: number) => new Date(Date.parse(period.from) + minute * 60_000);
          const now = creditFor(worth, period, { included, used }, at(minutes));
          expect(Number.isSafeInteger(now)).toBe(true);
          expect(now).toBeGreaterThanOrEqual(0);
          expect(now).toBeLessThanOrEqual(worth);
          expect(creditFor(worth, period, { included, used: used + 1 }, at(minutes))).toBeLessThanOrEqual(
            now,
          );
          expect(creditFor(worth, period, { included, used }, at(minutes + more))).toBeLessThanOrEqual(now);
        },
      ),
    );
  });

  test.each([
    ['at its first moment', period.from, 0],
    ['after half of the time', '2026-11-16T09:00:00.000Z', 250],
    ['a day before its end', '2026-11-30T09:00:00.000Z', 483],
    ['at its end, when nothing is credited', period.until, Number.MAX_SAFE_INTEGER],
  ])('%s documents take nothing off it up to a number', (_, time, used) => {
    expect(timeDecidesUpTo(1_500_000, period, 500, new Date(time))).toBe(used);
  });

  test('is that of time alone up to a number of documents, and less for each beyond', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000_000 }),
        fc.nat(2000),
        fc.nat(40 * 24 * 60),
        (worth, included, minutes) => {
          const at = new Date(Date.parse(period.from) + minutes * 60_000);
          const creditOf = (used: number) => creditFor(worth, period, { included, used }, at);
          const most = timeDecidesUpTo(worth, period, included, at);
          expect(most).toBeGreaterThanOrEqual(0);
          expect(creditOf(most)).toBe(creditOf(0));
          if (most < Number.MAX_SAFE_INTEGER) expect(creditOf(most + 1)).toBeLessThan(creditOf(0));
        },
      ),
    );
  });
});
