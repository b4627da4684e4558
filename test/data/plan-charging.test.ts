import { describe, expect, test } from 'vitest';
import { Members } from '../../shared/data/members.ts';
import * as payments from '../../shared/data/payments.ts';
import * as quotas from '../../shared/data/quota.ts';
import * as refunds from '../../shared/data/refunds.ts';
import { commit } from '../../shared/data/write.ts';
import { beginPayment, namesNoPayer } from '../../shared/domain/payment.ts';
import { payingWith } from '../../shared/domain/subscription.ts';
import { askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { Charge, Outcome, PaymentProvider, Transaction } from '../../shared/payments/provider.ts';
import { sealToken } from '../../shared/pipeline/card-sealing.ts';
import { leavePayments } from '../../shared/pipeline/payment-leaving.ts';
import { settlePayment } from '../../shared/pipeline/payment-settling.ts';
import { forgetCardOf } from '../../shared/pipeline/plan-belonging.ts';
import { beginPlan, changePlan } from '../../shared/pipeline/plan-order.ts';
import { planPurchaseOf } from '../../shared/pipeline/plan-purchase.ts';
import { renewalWork } from '../../shared/pipeline/plan-renewing.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { begun, changeBy, newAccount, subscribe, subscriberOf } from '../support/plans.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const log = { info: () => {}, warn: () => {}, error: () => {} };
const unknown = { kind: 'unavailable', reason: 'no-answer', says: 'it has said nothing' } as const;
const refused = { kind: 'refused', says: 'it does not want to' } as const;

/** What the provider says of a card. */
const cardThere = { lastDigits: '4242', brand: 'VISA', expiry: '09/32', token: 'flw-t1nf-2' };

/** A provider that says what a test wants, and how often it was asked to charge. */
function scripted(answer: Outcome<Charge>) {
  const made: Transaction[] = [];
  const script = {
    answer,
    made,
    charges: 0,
    listing: true,
    status: 'pending' as Transaction['status'],
    card: undefined as Transaction['card'],
  };
  const provider: PaymentProvider = {
    ...flutterwave(askingNobody),
    chargeToken: async ({ txRef, amountKobo, currency }) => {
      script.charges++;
      const nothing = {
        chargedKobo: undefined,
        feeKobo: undefined,
        settledKobo: undefined,
        email: undefined,
        providerRef: undefined,
      };
      const said = { txRef, amountKobo, currency, status: script.status, method: 'card', card: script.card };
      if (script.listing)
        made.push({ ...nothing, ...said, id: `${Date.now()}${script.charges}`, createdAt: undefined });
      return script.answer;
    },
    findTransactions: async (txRef) => {
      const value = made.filter((each) => each.txRef === txRef);
      return value.length > 0 ? { kind: 'found', value } : { kind: 'not-found', says: 'nobody has tried' };
    },
    findTransaction: async (id) => {
      const value = made.find((each) => each.id === id);
      return value ? { kind: 'found', value } : { kind: 'not-found', says: 'there is none' };
    },
  };
  return { script, provider };
}

/** An account whose plan a card pays for, and the clock that looks at it. */
async function charged(provider: PaymentProvider) {
  const accountId = await newAccount();
  await subscribe(accountId, 'pro');
  const card = { token: sealToken(accountId, 'flw-t1nf-1'), email: 'buyer@example.com' };
  await changeBy(accountId, (before) => payingWith({ ...before, revision: before.revision + 1 }, card));
  const told: string[] = [];
  const tick = async (time: string, asked = provider): Promise<string> =>
    renewalWork({
      provider: asked,
      now: () => new Date(time),
      newId,
      log,
      tell: async (kind) => {
        told.push(kind);
        return true;
      },
    }).handle((await subscriberOf(accountId)).subscription);
  return { accountId, told, tick };
}

const monthEnd = '2031-02-28T09:00:00.000Z';

describe('a card that was refused', () => {
  test.each<[string, Outcome<Charge>]>([
    ['', refused],
    [' because nobody knows it any more', { kind: 'not-found', says: 'the token does not exist' }],
  ])('is believed to be so%s where no transaction is known', async (_, answer) => {
    const { script, provider } = scripted(answer);
    script.listing = false;
    const { tick } = await charged(provider);
    expect(await tick(monthEnd)).toBe('past-due');
  });

  test('is waited for where a transaction is pending all the same', async () => {
    const { script, provider } = scripted(refused);
    const { accountId, tick } = await charged(provider);
    expect(await tick(monthEnd)).toBe('waiting');
    expect(await tick('2031-03-01T09:00:00.000Z')).toBe('waiting');
    for (const each of script.made) each.status = 'paid';
    expect(await tick('2031-03-01T10:00:00.001Z')).toBe('renewed');
    expect([script.charges, (await subscriberOf(accountId)).subscription.number]).toEqual([1, 2]);
  });

  test('is waited for while nobody can be asked', async () => {
    const { script, provider } = scripted(refused);
    const { tick } = await charged(provider);
    expect(await tick(monthEnd, { ...provider, findTransactions: async () => unknown })).toBe('waiting');
    expect(script.charges).toBe(1);
  });
});

test('a charge that succeeds when its month is paid for already goes back to the card', async () => {
  const { script, provider } = scripted(unknown);
  script.listing = false;
  const { accountId, tick } = await charged(provider);
  expect(await tick(monthEnd)).toBe('waiting');
  const { renewalId = '' } = (await subscriberOf(accountId)).subscription;
  expect(await tick('2031-03-02T10:00:00.000Z')).toBe('past-due');
  await fund(accountId, 1_500_000);
  expect(await tick('2031-03-03T09:00:00.000Z')).toBe('renewed');
  // The bank was late, by days.
  script.listing = true;
  script.status = 'paid';
  await provider.chargeToken({
    token: '',
    email: '',
    txRef: renewalId,
    amountKobo: 1_500_000,
    currency: 'NGN',
    narration: '',
  });
  const settling = { provider, now: () => new Date('2031-03-03T10:00:00.000Z'), newId, log };
  for (const _ of [1, 2]) await settlePayment(renewalId, settling);
  expect((await payments.get(renewalId)).state).toBe('paid');
  expect(await refunds.listOf(renewalId)).toMatchObject([
    { reason: 'again', kobo: 1_500_000, state: 'queued' },
  ]);
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 1_500_000 });
  expect((await ledgerOf(accountId)).filter(({ content }) => content.source === 'plan')).toHaveLength(1);
});

describe('a dearer plan that costs nothing', () => {
  test.each([
    ['checkout', true],
    ['wallet', false],
  ] as const)('with %s keeps the card: %s', async (payWith, isKept) => {
    const { provider } = scripted(unknown);
    const { accountId } = await charged(provider);
    await changeBy(accountId, (before) => ({
      ...before,
      worthKobo: 9_000_000,
      revision: before.revision + 1,
    }));
    const ordering = { accountId, userId: freshId('usr'), newId, provider, at: begun, log };
    await changePlan({ plan: 'business', totalKobo: 0, payWith }, ordering);
    const { subscription } = await subscriberOf(accountId);
    expect([subscription.plan, subscription.card !== undefined]).toEqual(['business', isKept]);
  });
});

test('a month that is due is not taken for paid because the one before cost the same', async () => {
  const { provider } = scripted(unknown);
  const accountId = await newAccount();
  await fund(accountId, 3_000_000);
  const order = { plan: 'pro', totalKobo: 1_500_000, payWith: 'wallet' } as const;
  const ordering = { accountId, userId: freshId('usr'), newId, provider, log };
  await beginPlan(order, { ...ordering, at: begun });
  for (const _ of [1, 2]) await changePlan(order, { ...ordering, at: new Date('2031-03-01T09:00:00.000Z') });
  expect((await subscriberOf(accountId)).subscription.number).toBe(2);
  expect((await balanceOf(accountId)).available).toBe(0);
});

describe('the card of somebody who has left', () => {
  test('is not charged: its owner hears that the wallet pays, and then it does', async () => {
    const { script, provider } = scripted(unknown);
    const { accountId, told, tick } = await charged(provider);
    await fund(accountId, 1_500_000);
    await changeBy(accountId, (before) => ({
      ...before,
      card: before.card && { ...before.card, userId: freshId('usr') },
      revision: before.revision + 1,
    }));
    expect(await tick(monthEnd)).toBe('forgotten');
    expect((await subscriberOf(accountId)).subscription.card).toBeUndefined();
    const done = [await tick('2031-02-28T09:15:00.000Z'), await tick('2031-02-28T09:30:00.000Z')];
    expect([done, told]).toEqual([
      ['told', 'renewed'],
      ['plan-card-gone', 'plan-paid'],
    ]);
    expect(script.charges).toBe(0);
  });

  test('is forgotten while it is being charged, and what it was charged still pays', async () => {
    const { script, provider } = scripted(unknown);
    // The provider says the token of every card that it has charged.
    script.card = cardThere;
    const { accountId, told, tick } = await charged(provider);
    expect(await tick(monthEnd)).toBe('waiting');
    const { userId } = (await subscriberOf(accountId)).subscription;
    await forgetCardOf(accountId, userId, new Date('2031-02-28T09:30:00.000Z'));
    for (const each of script.made) each.status = 'paid';
    expect(await tick('2031-02-28T09:45:00.000Z')).toBe('told');
    expect(await tick('2031-02-28T10:00:00.001Z')).toBe('renewed');
    const { subscription } = await subscriberOf(accountId);
    expect([subscription.number, subscription.card, told[0]]).toEqual([2, undefined, 'plan-card-gone']);
  });

  test('is theirs after it was charged for a plan that somebody else has begun', async () => {
    const { script, provider } = scripted(unknown);
    Object.assign(script, { card: cardThere, status: 'paid' });
    const { accountId, tick } = await charged(provider);
    const userId = freshId('usr');
    const member = {
      accountId,
      userId,
      role: 'manager',
      createdAt: begun.toISOString(),
      revision: 1,
    } as const;
    await commit([Members.insertion(member)]);
    const before = await changeBy(accountId, (found) => ({
      ...found,
      card: found.card && { ...found.card, userId },
      revision: found.revision + 1,
    }));
    expect(await tick(monthEnd)).toBe('renewed');
    const { subscription } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ number: 2, card: before.card });
    const [{ txRef } = { txRef: '' }] = script.made;
    expect(await payments.get(txRef)).toMatchObject({ userId, email: 'buyer@example.com' });
    await forgetCardOf(accountId, userId, new Date(monthEnd));
    await leavePayments(userId);
    expect((await subscriberOf(accountId)).subscription.card).toBeUndefined();
    expect(namesNoPayer(await payments.get(txRef))).toBe(true);
  });

  test('stays theirs where somebody else leaves', async () => {
    const { provider } = scripted(unknown);
    const { accountId } = await charged(provider);
    await forgetCardOf(accountId, freshId('usr'), begun);
    expect((await subscriberOf(accountId)).subscription.card).toBeDefined();
  });
});

test('a charge of the fifth day that nobody knows of until the seventh is tried once more, and its owner warned', async () => {
  const { script, provider } = scripted(refused);
  script.listing = false;
  const { told, tick } = await charged(provider);
  const days = ['02-28', '03-01', '03-03'];
  for (const day of days) expect(await tick(`2031-${day}T09:00:00.000Z`)).toBe('past-due');
  script.answer = unknown;
  expect(await tick('2031-03-05T09:00:00.000Z')).toBe('waiting');
  expect(await tick('2031-03-07T10:00:00.000Z')).toBe('past-due');
  expect(told).toEqual(['plan-unpaid', 'plan-ending']);
  expect(await tick('2031-03-07T10:15:00.000Z')).toBe('left');
  script.answer = refused;
  expect(await tick('2031-03-08T10:00:00.000Z')).toBe('ended');
  expect(told).toEqual(['plan-unpaid', 'plan-ending', 'plan-ended']);
  expect(script.charges).toBe(5);
});

describe('a charge that nobody knows of for long', () => {
  /** Lets the clock come by every six hours. */
  const hours = async (tick: (time: string) => Promise<string>, from: string, until: string) => {
    const done: string[] = [];
    for (let time = Date.parse(from); time <= Date.parse(until); time += 6 * 60 * 60_000)
      done.push(await tick(new Date(time).toISOString()));
    return done;
  };

  test.each(['pending there', 'not to be asked about'])(
    'keeps its owner neither from hearing nor the plan from ending: %s',
    async (how) => {
      const { script, provider } = scripted(unknown);
      const silent = { ...provider, findTransactions: async () => unknown };
      const { accountId, told, tick } = await charged(how === 'pending there' ? provider : silent);
      expect(await tick(monthEnd)).toBe('waiting');
      await hours(tick, '2031-02-28T15:00:00.000Z', '2031-03-01T08:00:00.000Z');
      expect(told).toEqual([]);
      await hours(tick, '2031-03-01T09:00:00.000Z', '2031-03-05T08:00:00.000Z');
      expect(told).toEqual(['plan-unpaid']);
      await hours(tick, '2031-03-05T09:00:00.000Z', '2031-03-07T08:00:00.000Z');
      expect(told).toEqual(['plan-unpaid', 'plan-ending']);
      expect(await tick('2031-03-07T09:00:00.000Z')).toBe('ended');
      expect(told).toEqual(['plan-unpaid', 'plan-ending', 'plan-ended']);
      expect([script.charges, (await subscriberOf(accountId)).account.plan]).toEqual([1, 'free']);
    },
  );

  test('lets the wallet pay from the day after, and goes back to the card', async () => {
    const { script, provider } = scripted(unknown);
    const { accountId, told, tick } = await charged(provider);
    expect(await tick(monthEnd)).toBe('waiting');
    const { renewalId = '' } = (await subscriberOf(accountId)).subscription;
    await fund(accountId, 1_500_000);
    expect(await tick('2031-03-01T08:59:59.999Z')).toBe('waiting');
    expect(await tick('2031-03-01T09:59:59.999Z')).toBe('renewed');
    expect(told).toEqual(['plan-paid']);
    for (const each of script.made) each.status = 'paid';
    await settlePayment(renewalId, { provider, now: () => new Date('2031-03-04T09:00:00.000Z'), newId, log });
    expect(await refunds.listOf(renewalId)).toMatchObject([{ reason: 'again', kobo: 1_500_000 }]);
    const { subscription } = await subscriberOf(accountId);
    expect([subscription.number, subscription.period.from, script.charges]).toEqual([2, monthEnd, 1]);
  });

  test('of the last day ends the plan two days later, and its money stays in the wallet', async () => {
    const { script, provider } = scripted(refused);
    script.listing = false;
    const { accountId, told, tick } = await charged(provider);
    for (const day of ['02-28', '03-01', '03-03', '03-05'])
      expect(await tick(`2031-${day}T09:00:00.000Z`)).toBe('past-due');
    Object.assign(script, { listing: true, answer: unknown });
    expect(await tick('2031-03-07T09:00:00.000Z')).toBe('waiting');
    expect(await tick('2031-03-08T09:00:00.000Z')).toBe('waiting');
    const { renewalId = '' } = (await subscriberOf(accountId)).subscription;
    expect(await tick('2031-03-09T09:00:00.000Z')).toBe('ended');
    expect(told).toEqual(['plan-unpaid', 'plan-ending', 'plan-ended']);
    for (const each of script.made) each.status = 'paid';
    await settlePayment(renewalId, { provider, now: () => new Date('2031-03-09T10:00:00.000Z'), newId, log });
    expect((await subscriberOf(accountId)).subscription.state).toBe('ended');
    expect(await balanceOf(accountId)).toEqual({ available: 1_500_000, held: 0 });
  });
});

test('documents that are used while an upgrade is settled are not credited and lost', async () => {
  const accountId = await newAccount();
  const { subscriptionId, period } = await subscribe(accountId, 'pro');
  const upgrade = { plan: 'business', occasion: 'upgrade', subscriptionId, number: 2 } as const;
  const purpose = { kind: 'plan', ...upgrade, worthKobo: 7_500_000, used: 0 } as const;
  const by = { paymentId: newId('pay'), accountId, userId: freshId('usr'), email: 'buyer@example.com' };
  const payment = beginPayment({ ...by, purpose, priceList: '2026-11', amountKobo: 6_000_000 }, begun);
  const paid = { method: 'card', card: undefined, feeKobo: undefined, createdAt: undefined } as const;
  const amounts = {
    amountKobo: 6_000_000,
    chargedKobo: undefined,
    settledKobo: undefined,
    providerRef: undefined,
  };
  const said = { id: '1', txRef: by.paymentId, status: 'paid', currency: 'NGN', email: undefined } as const;
  const later = new Date(begun.getTime() + 60_000);
  const bought = await planPurchaseOf({ ...payment, purpose }, { ...said, ...paid, ...amounts }, later);
  await commit([quotas.take(accountId, period.from, 5, 500)]);
  expect(await commit(bought?.writes ?? [])).toBe(false);
  expect((await subscriberOf(accountId)).subscription.plan).toBe('pro');
});
