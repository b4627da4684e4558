import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Account } from '../../shared/domain/account.ts';
import { creditFor, planAt, quotaPeriodAt } from '../../shared/domain/billing-period.ts';
import { Fault } from '../../shared/domain/fault.ts';
import { isAbove, type PaidPlan, paidPlans } from '../../shared/domain/plan.ts';
import { quotePlan, requirePrice } from '../../shared/domain/plan-quote.ts';
import { includedFor, type PriceList, priceListAt, priceLists } from '../../shared/domain/price-list.ts';
import {
  awaitRenewal,
  chargeCard,
  isAwaitedLong,
  isLastTry,
  missRenewal,
  nextTryOf,
} from '../../shared/domain/renewal.ts';
import {
  beginSubscription,
  cancelSubscription,
  endSubscription,
  foresee,
  graceUntil,
  isRunning,
  nextPlanOf,
  renewSubscription,
  resumeSubscription,
  type Subscription,
  switchSubscription,
  upgradeSubscription,
  withSubscription,
} from '../../shared/domain/subscription.ts';

const start = new Date('2027-01-31T09:00:00.000Z');
const end = '2027-02-28T09:00:00.000Z';
const on = (day: string, time = '09:00:00.000'): Date => new Date(`2027-${day}T${time}Z`);

const account: Account = {
  accountId: 'acc_1',
  name: 'Obi & Sons',
  kind: 'personal',
  ownerId: 'usr_1',
  plan: 'free',
  createdAt: '2026-01-01T00:00:00.000Z',
  revision: 7,
};

const begin = (change: { plan?: PaidPlan; at?: Date; previous?: Subscription } = {}): Subscription =>
  beginSubscription(
    {
      accountId: 'acc_1',
      subscriptionId: 'sub_1',
      plan: change.plan ?? 'pro',
      userId: 'usr_1',
      worthKobo: 1_500_000,
      priceList: '2026-11',
    },
    change.previous,
    change.at ?? start,
  );

/** What a refusal is called. Throws when there is none. */
function codeOf(refused: () => unknown): string {
  try {
    refused();
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
  throw new Error('this was not refused');
}

const price = { worthKobo: 1_500_000, priceList: '2026-11' };

describe('a subscription', () => {
  test('begins with a month, and is looked at before that ends', () => {
    expect(begin()).toMatchObject({
      state: 'active',
      number: 1,
      period: { from: start.toISOString(), until: end },
      anchorDay: 31,
      lookAt: '2027-02-25T09:00:00.000Z',
      revision: 1,
    });
  });

  test('makes the account what was paid for, and takes it back when it ends', () => {
    const subscription = begin();
    const paying = withSubscription(account, subscription);
    expect(paying).toMatchObject({ plan: 'pro', paid: { until: end, nextPlan: 'pro' }, revision: 8 });
    const over = withSubscription(paying, endSubscription(subscription, start));
    expect(over).toEqual({ ...account, paid: undefined, revision: 9 });
  });

  test('is one at a time; another one follows one that has ended', () => {
    expect(codeOf(() => begin({ previous: begin() }))).toBe('subscription-state');
    const ended = endSubscription(begin(), start);
    expect(begin({ previous: ended })).toMatchObject({ state: 'active', revision: ended.revision + 1 });
  });

  test('is renewed without a gap, on the day it began', () => {
    const second = renewSubscription(begin(), price, new Date(end));
    expect(second).toMatchObject({ number: 2, period: { from: end, until: '2027-03-31T09:00:00.000Z' } });
    const late = renewSubscription(begin(), price, on('03-04'));
    expect(late.period).toEqual(second.period);
  });

  test('that is paid for after the grace begins anew, so that nobody pays for what they did not have', () => {
    expect(renewSubscription(begin(), price, on('03-07')).period).toEqual({
      from: '2027-03-07T09:00:00.000Z',
      until: '2027-04-07T09:00:00.000Z',
    });
  });

  test('is looked ahead for once in a month', () => {
    const seen = foresee(begin());
    expect(seen).toMatchObject({ isForeseen: true, lookAt: end });
    expect(renewSubscription(seen, price, new Date(end))).toMatchObject({ isForeseen: false });
  });
});

describe('a month that is not paid', () => {
  test('is tried again after 1, 3, 5 and 7 days, and then the plan has ended', () => {
    let subscription = begin();
    const tries: unknown[] = [];
    for (let at = end; subscription.state !== 'ended'; at = subscription.lookAt ?? '') {
      tries.push([at.slice(5, 10), subscription.state, isLastTry(subscription)]);
      subscription = missRenewal(subscription, new Date(at));
    }
    expect(tries).toEqual([
      ['02-28', 'active', false],
      ['03-01', 'past-due', false],
      ['03-03', 'past-due', false],
      ['03-05', 'past-due', false],
      ['03-07', 'past-due', true],
    ]);
    expect(subscription).toMatchObject({ endedAt: '2027-03-07T09:00:00.000Z', lookAt: undefined });
  });

  test('is not tried more often where the clock was late', () => {
    expect(missRenewal(begin(), on('03-04', '12:00:00.000')).lookAt).toBe('2027-03-05T09:00:00.000Z');
    expect(missRenewal(begin(), on('03-20')).state).toBe('ended');
  });

  test('leaves nothing but paying and cancelling', () => {
    const due = missRenewal(begin(), new Date(end));
    const at = on('03-01');
    for (const refused of [
      () => upgradeSubscription(due, 'business', price, at),
      () => switchSubscription(due, 'business', at),
      () => resumeSubscription(due, at),
      () => quotePlan(due, 'business', { included: 500, used: 0 }, at),
    ])
      expect(codeOf(refused)).toBe('subscription-state');
    expect(cancelSubscription(due, at).state).toBe('ended');
    expect(quotePlan(due, 'pro', { included: 500, used: 0 }, at)).toMatchObject({
      occasion: 'renewal',
      totalKobo: 1_500_000,
      period: { from: end },
    });
  });
});

describe('a charge that is awaited', () => {
  const charged = chargeCard(begin(), 'pay_1', new Date(end));

  test('is awaited long after a day', () => {
    expect(isAwaitedLong(end, on('03-01', '08:59:59.999'))).toBe(false);
    expect(isAwaitedLong(end, on('03-01'))).toBe(true);
  });

  test('leaves the month past due, then warned of, then ended, each once, and is not made again', () => {
    const unpaid = awaitRenewal(charged, end, on('03-01'));
    expect(unpaid).toMatchObject({
      state: 'past-due',
      renewalId: 'pay_1',
      lookAt: on('03-01', '10:00:00.000').toISOString(),
    });
    if (!unpaid) throw new Error('nothing has changed');
    expect(nextTryOf(unpaid)).toBe(unpaid.lookAt);
    expect(awaitRenewal(unpaid, end, on('03-05', '08:59:59.999'))).toBeUndefined();
    const warned = awaitRenewal(unpaid, end, on('03-05'));
    expect(warned).toMatchObject({ isWarned: true, renewalId: 'pay_1' });
    if (!warned) throw new Error('nothing has changed');
    expect(nextTryOf(warned)).toBe(graceUntil(warned));
    expect(awaitRenewal(warned, end, on('03-07', '08:59:59.999'))).toBeUndefined();
    expect(awaitRenewal(warned, end, on('03-07'))).toMatchObject({ state: 'ended', renewalId: undefined });
    expect(renewSubscription(warned, price, on('03-06'))).toMatchObject({ isWarned: undefined, number: 2 });
  });

  test('has two days, also after the grace', () => {
    const late = { ...charged, state: 'past-due', isWarned: true } as const;
    const triedAt = on('03-07').toISOString();
    expect(awaitRenewal(late, triedAt, on('03-09', '08:59:59.999'))).toBeUndefined();
    expect(awaitRenewal(late, triedAt, on('03-09'))?.state).toBe('ended');
  });
});

describe('a cancelled subscription', () => {
  const at = on('02-10');
  const cancelled = cancelSubscription(begin(), at);

  test('lasts as long as its month, and is never renewed', () => {
    expect(cancelled).toMatchObject({ state: 'active', lookAt: end });
    expect(withSubscription(account, cancelled).paid?.nextPlan).toBe('free');
    expect(codeOf(() => renewSubscription(cancelled, price, new Date(end)))).toBe('subscription-state');
  });

  test('can be resumed until then, once', () => {
    const resumed = resumeSubscription(cancelled, on('02-28', '08:59:59.999'));
    expect(resumed.cancelAtPeriodEnd).toBe(false);
    expect(codeOf(() => resumeSubscription(resumed, at))).toBe('subscription-state');
    expect(codeOf(() => resumeSubscription(cancelled, new Date(end)))).toBe('subscription-state');
    expect(codeOf(() => cancelSubscription(cancelled, at))).toBe('subscription-state');
  });

  test('takes no other plan for later, and keeps its end with a dearer one', () => {
    expect(codeOf(() => switchSubscription(cancelled, 'business', at))).toBe('subscription-state');
    expect(upgradeSubscription(cancelled, 'business', price, at)).toMatchObject({
      plan: 'business',
      number: 2,
      cancelAtPeriodEnd: true,
    });
  });
});

describe('an quote', () => {
  const none = { included: 500, used: 0 };
  test('takes what the month is still worth off the price of a dearer plan, which begins now', () => {
    const at = on('02-14');
    expect(quotePlan(begin(), 'business', none, at)).toEqual({
      occasion: 'upgrade',
      plan: 'business',
      priceList: '2026-11',
      monthlyKobo: 7_500_000,
      creditKobo: 750_000,
      totalKobo: 6_750_000,
      period: { from: at.toISOString(), until: '2027-03-14T09:00:00.000Z' },
    });
  });

  test('of a cheaper plan costs nothing and begins with the next month', () => {
    const business = begin({ plan: 'business' });
    expect(quotePlan(business, 'pro', none, on('02-14'))).toMatchObject({
      occasion: 'switch',
      totalKobo: 0,
      period: { from: end },
    });
    const wished = switchSubscription(business, 'pro', on('02-14'));
    expect(withSubscription(account, wished)).toMatchObject({ plan: 'business', paid: { nextPlan: 'pro' } });
    expect(renewSubscription(wished, price, new Date(end))).toMatchObject({
      plan: 'pro',
      nextPlan: undefined,
    });
    expect(switchSubscription(wished, 'business', on('02-14')).nextPlan).toBeUndefined();
  });

  test('of the plan that there is, is refused', () => {
    expect(codeOf(() => quotePlan(begin(), 'pro', none, on('02-14')))).toBe('subscription-state');
  });

  test('of a dearer plan is whole naira at any time, and keeps less than one of what the month is worth', () => {
    const moment = fc.integer({ min: 0, max: 27 * 24 * 60 });
    const worth = fc.integer({ min: 0, max: 9_000_000 });
    fc.assert(
      fc.property(moment, worth, fc.nat(500), (minutes, worthKobo, used) => {
        const at = new Date(start.getTime() + minutes * 60_000);
        const month = { ...begin(), worthKobo };
        const documents = { included: 500, used };
        const { totalKobo, creditKobo, monthlyKobo } = quotePlan(month, 'business', documents, at);
        expect([totalKobo % 100, totalKobo + creditKobo]).toEqual([0, monthlyKobo]);
        const exact = Math.min(monthlyKobo, creditFor(worthKobo, month.period, documents, at));
        expect(creditKobo).toBeLessThanOrEqual(exact);
        expect(exact - creditKobo).toBeLessThan(100);
      }),
    );
  });

  test('and what everything costs is whole naira, because the provider is asked for it', () => {
    for (const { plans, products } of priceLists)
      for (const kobo of [...paidPlans.map((plan) => plans[plan].monthlyKobo), ...Object.values(products)])
        expect(kobo % 100).toBe(0);
  });

  test('never costs less than nothing', () => {
    const dear = { ...begin(), worthKobo: 100_000_000 };
    expect(quotePlan(dear, 'business', none, start)).toMatchObject({ creditKobo: 7_500_000, totalKobo: 0 });
  });

  test('must be confirmed to the kobo', () => {
    const quote = quotePlan(undefined, 'pro', none, start);
    expect(codeOf(() => requirePrice(quote, 1_499_999))).toBe('price-changed');
    expect(() => requirePrice(quote, 1_500_000)).not.toThrow();
  });
});

/** A month that was paid for, and until when it was had. */
interface Month {
  from: string;
  until: string;
  worthKobo: number;
  creditKobo: number;
  paidKobo: number;
}

type Step =
  | { do: 'take'; plan: PaidPlan }
  | { do: 'cancel' | 'resume' }
  | { do: 'clock'; hasMoney: boolean }
  | { do: 'use'; documents: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({ do: fc.constant('take' as const), plan: fc.constantFrom(...paidPlans) }),
    weight: 3,
  },
  { arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'resume' as const) }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant('clock' as const), hasMoney: fc.boolean() }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant('use' as const), documents: fc.nat(900) }), weight: 2 },
);

const history = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), steps), { maxLength: 40 });

/** Prices that change in the middle of histories. */
const listsOf = (dearer: number): PriceList[] => {
  const list = priceListAt(start);
  const { pro, business } = list.plans;
  const later = { ...pro, monthlyKobo: dearer };
  return [
    list,
    { ...list, id: '2027-06', from: '2027-06-01', plans: { ...list.plans, pro: later, business } },
  ];
};

/** What becomes of an account whose owner, clock and money do these things. */
class Model {
  account = account;
  subscription: Subscription | undefined;
  readonly months: Month[] = [];
  readonly #used = new Map<string, number>();
  readonly #lists: PriceList[];

  constructor(lists: PriceList[]) {
    this.#lists = lists;
  }

  step(step: Step, at: Date): void {
    try {
      if (step.do === 'take') this.#take(step.plan, at);
      if (step.do === 'cancel' && this.subscription) this.#become(cancelSubscription(this.subscription, at));
      if (step.do === 'resume' && this.subscription) this.#become(resumeSubscription(this.subscription, at));
      if (step.do === 'clock') this.#clock(step.hasMoney, at);
      if (step.do === 'use') this.#use(step.documents, at);
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'subscription-state') throw error;
    }
  }

  usedIn(key: string): number {
    return this.#used.get(key) ?? 0;
  }

  room(at: Date): number {
    return includedFor(this.account, undefined, at, this.#lists);
  }

  #use(documents: number, at: Date): void {
    const { key } = quotaPeriodAt(this.account, at);
    const most = Math.max(this.usedIn(key), this.room(at));
    this.#used.set(key, Math.min(most, this.usedIn(key) + documents));
  }

  #take(plan: PaidPlan, at: Date): void {
    const { subscription } = this;
    const used = this.usedIn(subscription?.period.from ?? '');
    const quote = quotePlan(subscription, plan, { included: this.room(at), used }, at, this.#lists);
    const bought = { worthKobo: quote.monthlyKobo, priceList: quote.priceList };
    if (quote.occasion === 'switch' && subscription) this.#become(switchSubscription(subscription, plan, at));
    else if (quote.occasion === 'upgrade' && subscription)
      this.#pay(upgradeSubscription(subscription, plan, bought, at), quote.creditKobo, at);
    else if (quote.occasion === 'renewal' && subscription)
      this.#pay(renewSubscription(subscription, bought, at), 0, at);
    else this.#pay(begin({ plan, at, ...(subscription ? { previous: subscription } : {}) }), 0, at);
    if (quote.occasion === 'switch') return;
    expect(quote.totalKobo).toBe(quote.monthlyKobo - quote.creditKobo);
    expect(this.subscription?.period).toEqual(quote.period);
  }

  /** As the job does. */
  #clock(hasMoney: boolean, at: Date): void {
    const { subscription } = this;
    if (!subscription?.lookAt || subscription.lookAt > at.toISOString()) return;
    if (isRunning(subscription, at)) this.#become(foresee(subscription));
    else if (subscription.cancelAtPeriodEnd) this.#become(endSubscription(subscription, at));
    else if (hasMoney) this.#renew(subscription, at);
    else this.#become(missRenewal(subscription, at));
  }

  #renew(subscription: Subscription, at: Date): void {
    const { id, plans } = priceListAt(at, this.#lists);
    const worthKobo = plans[nextPlanOf(subscription)].monthlyKobo;
    this.#pay(renewSubscription(subscription, { worthKobo, priceList: id }, at), 0, at);
  }

  #pay(next: Subscription, creditKobo: number, at: Date): void {
    const last = this.months.at(-1);
    // Who takes a dearer plan gives the rest of the month back, whatever that is worth.
    if (
      last &&
      this.subscription &&
      isAbove(next.plan, this.subscription.plan) &&
      next.period.from === at.toISOString()
    )
      last.until = at.toISOString() < last.until ? at.toISOString() : last.until;
    const { worthKobo } = next;
    this.months.push({ ...next.period, worthKobo, creditKobo, paidKobo: worthKobo - creditKobo });
    this.#become(next);
  }

  #become(next: Subscription): void {
    expect(next.revision).toBe((this.subscription?.revision ?? 0) + 1);
    this.subscription = next;
    this.account = withSubscription(this.account, next);
  }
}

describe('whatever somebody, the clock and their money do', () => {
  const play = (check: (model: Model, at: Date) => void) =>
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 3_000_000 }), (made, dearer) => {
        const model = new Model(listsOf(dearer));
        let time = start.getTime();
        for (const [hours, step] of made) {
          time += hours * 60 * 60_000;
          model.step(step, new Date(time));
          check(model, new Date(time));
        }
      }),
      { numRuns: 300 },
    );

  test('no time is paid for twice, and every credit was paid before', () => {
    play(({ months }) => {
      for (const [index, month] of months.entries()) {
        const before = months[index - 1];
        if (before) expect(month.from >= before.until).toBe(true);
        expect(month.paidKobo).toBeGreaterThanOrEqual(0);
        expect(month.creditKobo).toBeLessThanOrEqual(before?.worthKobo ?? 0);
      }
    });
  });

  test('there is no plan without a month that was paid for, or its grace', () => {
    play(({ account: now, months, subscription }, at) => {
      const last = months.at(-1);
      const isCovered =
        last !== undefined && subscription !== undefined && at.toISOString() < graceUntil(subscription);
      if (planAt(now, at) !== 'free') expect(isCovered).toBe(true);
      if (!subscription || subscription.state === 'ended') expect(planAt(now, at)).toBe('free');
    });
  });

  test('a document counts in one period, and periods do not share what they include', () => {
    play((model, at) => {
      const { key, from, until } = quotaPeriodAt(model.account, at);
      expect(from <= at.toISOString() && at.toISOString() < until).toBe(true);
      const keys = model.months.map((month) => month.from);
      expect(new Set(keys).size).toBe(keys.length);
      if (planAt(model.account, at) !== 'free') expect(key).toBe(model.subscription?.period.from);
    });
  });
});
