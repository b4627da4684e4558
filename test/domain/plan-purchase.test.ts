import { describe, expect, test } from 'vitest';
import type { PlanPurpose } from '../../shared/domain/payment.ts';
import { boughtBy, purposeOf, renewalPurpose } from '../../shared/domain/plan-purchase.ts';
import { quotePlan } from '../../shared/domain/plan-quote.ts';
import { missRenewal } from '../../shared/domain/renewal.ts';
import {
  beginSubscription,
  cancelSubscription,
  endSubscription,
  renewSubscription,
  type Subscription,
  switchSubscription,
} from '../../shared/domain/subscription.ts';
import { isForNothing, lowerWorth, raiseWorth, worthPartOf } from '../../shared/domain/subscription-worth.ts';

const start = new Date('2027-01-31T09:00:00.000Z');
const during = new Date('2027-02-10T09:00:00.000Z');
const end = new Date('2027-02-28T09:00:00.000Z');
const none = { included: 500, used: 0 };

const begin = (plan: 'pro' | 'business' = 'pro'): Subscription =>
  beginSubscription(
    {
      accountId: 'acc_1',
      subscriptionId: 'sub_1',
      plan,
      userId: 'usr_1',
      worthKobo: 1_500_000,
      priceList: '2026-11',
    },
    undefined,
    start,
  );

const bought = (
  purpose: PlanPurpose | undefined,
  subscription: Subscription | undefined,
  at: Date,
  creditKobo = 0,
  { included = 0, quotedAt = start } = {},
) =>
  purpose &&
  boughtBy(
    {
      ...{ purpose, accountId: 'acc_1', userId: 'usr_2', priceList: '2026-11' },
      amountKobo: purpose.worthKobo - creditKobo,
      createdAt: quotedAt.toISOString(),
    },
    subscription,
    included,
    at,
  );

/** What is paid for by asking for a plan at a time. */
const quoted = (subscription: Subscription | undefined, plan: 'pro' | 'business', at: Date) =>
  purposeOf(quotePlan(subscription, plan, none, at), subscription, 'sub_2', 7);

describe('what was quoted can be had later', () => {
  test('as a beginning, also after an earlier subscription', () => {
    const purpose = quoted(undefined, 'pro', start);
    expect(bought(purpose, undefined, during)).toMatchObject({
      subscriptionId: 'sub_2',
      number: 1,
      worthKobo: 1_500_000,
      period: { from: during.toISOString() },
    });
    const ended = endSubscription(begin(), during);
    expect(bought(purpose, ended, during)).toMatchObject({ state: 'active', revision: ended.revision + 1 });
  });

  test('as an upgrade, whose month begins when it is paid and is worth its whole price', () => {
    const purpose = quoted(begin(), 'business', start);
    expect(purpose).toMatchObject({ occasion: 'upgrade', subscriptionId: 'sub_1', number: 2, used: 7 });
    expect(bought(purpose, begin(), during)).toMatchObject({
      plan: 'business',
      number: 2,
      worthKobo: 7_500_000,
      period: { from: during.toISOString() },
    });
  });

  test('as an upgrade, unless money that was credited for it has gone back since', () => {
    const purpose = quoted(begin(), 'business', start);
    expect(bought(purpose, begin(), during, 1_500_000)).toMatchObject({ plan: 'business' });
    const lowered = lowerWorth(begin(), 500_000, 'paid');
    expect(lowered).toMatchObject({ worthKobo: 1_000_000, revision: begin().revision + 1 });
    expect(bought(purpose, lowered, during, 1_500_000)).toBeUndefined();
    expect(bought(purpose, lowered, during, 1_000_000)).toMatchObject({ plan: 'business' });
    expect(quotePlan(lowered, 'business', none, start).creditKobo).toBe(1_000_000);
    expect(lowerWorth(lowered, 2_000_000, 'paid').worthKobo).toBe(0);
    const raised = raiseWorth(lowered, { number: 1, part: 'paid', kobo: 500_000 });
    expect(raised).toMatchObject({ worthKobo: 1_500_000, revision: lowered.revision + 1 });
    expect(bought(purpose, raised, during, 1_500_000)).toMatchObject({ plan: 'business' });
    const another = { ...lowered, number: 2, creditKobo: 500_000 };
    expect(raiseWorth(another, { number: 1, part: 'paid', kobo: 500_000 })).toBeUndefined();
  });

  test.each([
    ['time', 0, 750_000, 450_000],
    ['documents', 500, 300_000, 180_000],
  ])(
    'as an upgrade, whose share of %s is no more than that of what was not given back',
    (_, included, before, after) => {
      const quotedAt = new Date('2027-02-14T09:00:00.000Z');
      const documents = { included, used: 400 };
      const quote = quotePlan(begin(), 'business', documents, quotedAt);
      expect(quote.creditKobo).toBe(before);
      const purpose = purposeOf(quote, begin(), 'sub_2', 400);
      const later = new Date('2027-02-20T09:00:00.000Z');
      const boughtOf = (subscription: Subscription, creditKobo: number) =>
        bought(purpose, subscription, later, creditKobo, { included, quotedAt })?.plan;
      const lowered = lowerWorth(begin(), 600_000, 'paid');
      expect(boughtOf(begin(), before)).toBe('business');
      expect([before, after + 100, after].map((kobo) => boughtOf(lowered, kobo))).toEqual([
        undefined,
        undefined,
        'business',
      ]);
    },
  );

  test('as an upgrade, of whose worth a part is what was credited: each falls by its own money', () => {
    const upgraded = bought(quoted(begin(), 'business', start), begin(), during, 1_500_000);
    if (!upgraded) throw new Error('nothing is bought');
    expect(upgraded).toMatchObject({ worthKobo: 7_500_000, creditKobo: 1_500_000 });
    expect([1, 2, 3].map((number) => worthPartOf(upgraded, number))).toEqual(['credit', 'paid', undefined]);
    expect(worthPartOf({ ...begin(), number: 2 }, 1)).toBeUndefined();
    const unpaid = lowerWorth(upgraded, 9_000_000, 'paid');
    expect(unpaid).toMatchObject({ worthKobo: 1_500_000, creditKobo: 1_500_000 });
    expect([isForNothing(unpaid, 'paid'), isForNothing(unpaid, 'credit')]).toEqual([true, false]);
    expect(lowerWorth(unpaid, 1_500_000, 'credit')).toMatchObject({ worthKobo: 0, creditKobo: 0 });
    const less = lowerWorth(upgraded, 9_000_000, 'credit');
    expect(less).toMatchObject({ worthKobo: 6_000_000, creditKobo: 0 });
    expect([isForNothing(less, 'paid'), isForNothing(less, 'credit')]).toEqual([false, false]);
    expect(raiseWorth(less, { number: 2, part: 'credit', kobo: 1_500_000 })).toMatchObject({
      worthKobo: 7_500_000,
      creditKobo: 1_500_000,
    });
    expect(renewSubscription(upgraded, upgraded, end).creditKobo).toBeUndefined();
  });

  test('as the month that is due', () => {
    const due = missRenewal(begin(), end);
    const purpose = quoted(due, 'pro', end);
    expect(purpose).toEqual({ ...renewalPurpose(due, due), used: 7 });
    expect(bought(purpose, due, end)).toMatchObject({
      state: 'active',
      number: 2,
      period: { from: end.toISOString() },
    });
  });

  test('but nothing is paid for by a wish for later', () => {
    expect(quoted(begin('business'), 'pro', during)).toBeUndefined();
  });
});

describe('what has moved on', () => {
  const upgrade = quoted(begin(), 'business', start);
  const due = missRenewal(begin(), end);
  const renewal = renewalPurpose(due, due);

  test.each<[string, PlanPurpose | undefined, Subscription | undefined, Date]>([
    ['a beginning where there is a plan', quoted(undefined, 'pro', start), begin(), during],
    ['an upgrade of nothing', upgrade, undefined, during],
    ['an upgrade of a month that is over', upgrade, begin(), end],
    ['an upgrade that was had already', upgrade, { ...begin('business'), number: 2 }, during],
    ['an upgrade of another subscription', upgrade, { ...begin(), subscriptionId: 'sub_3' }, during],
    ['a renewal of what has ended', renewal, cancelSubscription(due, end), end],
    ['a renewal of what was cancelled', renewal, cancelSubscription(begin(), during), end],
    ['a renewal that was had already', renewal, { ...due, number: 2 }, end],
    ['a renewal with another plan', { ...renewal, plan: 'business' }, due, end],
    [
      'a renewal whose plan has changed',
      renewal,
      switchSubscription(begin('business'), 'business', during),
      end,
    ],
  ])('takes no money for %s', (_, purpose, subscription, at) => {
    expect(bought(purpose, subscription, at)).toBeUndefined();
  });
});
