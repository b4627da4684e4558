import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import { dynamo } from '../../shared/data/client.ts';
import * as members from '../../shared/data/members.ts';
import * as payments from '../../shared/data/payments.ts';
import * as quotas from '../../shared/data/quota.ts';
import * as refunds from '../../shared/data/refunds.ts';
import * as subscriptions from '../../shared/data/subscriptions.ts';
import { commit } from '../../shared/data/write.ts';
import { closeOrganisation } from '../../shared/domain/account.ts';
import {
  beginPayment,
  type PlanPayment,
  type PlanPurpose,
  withCheckout,
} from '../../shared/domain/payment.ts';
import {
  cancelSubscription,
  forgetCard,
  payingWith,
  type Subscription,
} from '../../shared/domain/subscription.ts';
import { asking } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { PaymentProvider } from '../../shared/payments/provider.ts';
import { openToken, sealToken } from '../../shared/pipeline/card-sealing.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { giveBack } from '../../shared/pipeline/giving-back.ts';
import { type Settling, settlePayment } from '../../shared/pipeline/payment-settling.ts';
import { renewalWork } from '../../shared/pipeline/plan-renewing.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { balanceOf, fund, ledgerOf } from '../support/money.ts';
import { type PaymentsSandbox, secretKey, startPaymentsSandbox } from '../support/payments-sandbox.ts';
import {
  begun,
  changeBy,
  freshSubscriptionId,
  newAccount,
  subscribe,
  subscriberOf,
} from '../support/plans.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

let sandbox: PaymentsSandbox;
let provider: PaymentProvider;
beforeAll(async () => {
  sandbox = await startPaymentsSandbox();
  provider = flutterwave(asking({ url: sandbox.api, secretKey, timeout: 5_000 }));
});
afterAll(() => sandbox.stop());
afterEach(async () => {
  dynamo.middlewareStack.remove('crash');
  await sandbox.control('clear-faults');
  await sandbox.control('settings', { tokenCharge: 'successful' });
});

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const settling = (change: Partial<Settling> = {}): Settling => ({
  provider,
  now: () => begun,
  newId,
  log: quiet,
  ...change,
});

const monthEnd = '2031-02-28T09:00:00.000Z';

/** A payment for a plan with a page of the provider, for a price that somebody was quoted. */
async function ordered(
  accountId: string,
  purpose: Partial<PlanPurpose> = {},
  { amountKobo = 1_500_000, at = begun, planId }: { amountKobo?: number; at?: Date; planId?: number } = {},
): Promise<PlanPayment> {
  const whole = {
    kind: 'plan',
    plan: 'pro',
    occasion: 'start',
    subscriptionId: freshSubscriptionId(),
    number: 1,
    worthKobo: 1_500_000,
    used: 0,
    ...purpose,
  } as const;
  const userId = (await accounts.find(accountId))?.ownerId ?? '';
  const ids = { paymentId: newId('pay'), accountId, userId, email: 'buyer@example.com' };
  const payment = beginPayment({ ...ids, purpose: whole, priceList: '2026-11', amountKobo }, at);
  const page = { tx_ref: payment.paymentId, amount: amountKobo / 100 };
  const address = await sandbox.checkout(planId === undefined ? page : { ...page, payment_plan: planId });
  const opened = withCheckout(payment, address, at);
  await payments.insert(opened);
  return { ...opened, purpose: whole };
}

const pay = (payment: PlanPayment, choice: object = {}) =>
  sandbox.pay(payment.checkout?.address ?? '', { method: 'card', webhook: 'never', ...choice });

const settle = (payment: PlanPayment, change: Partial<Settling> = {}) =>
  settlePayment(payment.paymentId, settling(change));

/** An account whose plan was begun with a card. */
async function byCard(): Promise<{ accountId: string; subscription: Subscription }> {
  const accountId = await newAccount();
  const payment = await ordered(accountId);
  await pay(payment);
  await settle(payment);
  return { accountId, subscription: (await subscriberOf(accountId)).subscription };
}

/** Lets the clock look at an account at a time. */
function clockOf(accountId: string, change: Partial<Settling> = {}) {
  const told: unknown[] = [];
  const tick = async (time: string): Promise<string> => {
    const work = renewalWork({
      ...settling(change),
      newId,
      now: () => new Date(time),
      tell: async (kind, _, { agreeAt }) => {
        told.push(agreeAt === undefined ? kind : [kind, agreeAt]);
        return true;
      },
    });
    return work.handle((await subscriberOf(accountId)).subscription);
  };
  return { told, tick };
}

const chargesOf = async (accountId: string): Promise<number[]> =>
  (await ledgerOf(accountId))
    .flatMap(({ content }) => content.lines)
    .flatMap(({ account, kobo }) => (account === 'revenue' ? [kobo] : []));

describe('a plan that is paid for on a page', () => {
  test('begins with its payment, in one, and the card pays from then on', async () => {
    const { accountId, subscription } = await byCard();
    expect(subscription).toMatchObject({
      state: 'active',
      plan: 'pro',
      number: 1,
      period: { from: begun.toISOString() },
      card: { email: 'buyer@example.com', lastDigits: expect.stringMatching(/^\d{4}$/) },
      // Nobody has to look for money before the month ends.
      lookAt: monthEnd,
    });
    expect((await subscriberOf(accountId)).account.plan).toBe('pro');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    const [entry] = await ledgerOf(accountId);
    expect(entry?.content).toMatchObject({ kind: 'top-up', source: 'plan', plan: 'pro' });
  });

  test('keeps the card so that neither the table nor another account opens it', async () => {
    const { accountId, subscription } = await byCard();
    const sealed = subscription.card?.token ?? '';
    expect(openToken(accountId, sealed)).toMatch(/^flw-t1nf-/);
    expect(JSON.stringify(subscription)).not.toContain('flw-t');
    expect(() => openToken('acc_other', sealed)).toThrow();
  });

  test('is paid out of the wallet from then on where no card was used', async () => {
    const accountId = await newAccount();
    const payment = await ordered(accountId);
    await pay(payment, { method: 'bank_transfer' });
    await settle(payment);
    const { subscription } = await subscriberOf(accountId);
    expect([subscription.number, subscription.card]).toEqual([1, undefined]);
  });

  test.each([
    ['a dearer plan at once', { occasion: 'upgrade', plan: 'business', worthKobo: 7_500_000 }, 6_000_000],
    ['the month that is due', { occasion: 'renewal' }, 1_500_000],
  ] as const)(
    'is paid out of the wallet from then on where %s was paid for without a card: the earlier one is forgotten',
    async (_, purpose, amountKobo) => {
      const { accountId, subscription } = await byCard();
      const { subscriptionId } = subscription;
      const isDue = purpose.occasion === 'renewal';
      const at = new Date(isDue ? '2031-03-01T09:00:00.000Z' : '2031-01-31T09:30:00.000Z');
      const payment = await ordered(accountId, { ...purpose, subscriptionId, number: 2 }, { amountKobo });
      await pay(payment, { method: 'bank_transfer' });
      await settle(payment, { now: () => at });
      const after = (await subscriberOf(accountId)).subscription;
      expect([after.number, after.card]).toEqual([2, undefined]);
      // Somebody has to look for money before its month ends.
      expect((after.lookAt ?? '') < after.period.until).toBe(true);
    },
  );

  test('keeps the card that there was where somebody has paid who has left meanwhile', async () => {
    const { accountId, subscription } = await byCard();
    const { subscriptionId } = subscription;
    const due = { occasion: 'renewal', subscriptionId, number: 2 } as const;
    const payment = { ...(await ordered(accountId, due)), userId: freshId('usr') };
    const stored = await payments.get(payment.paymentId);
    const theirs = { ...stored, userId: payment.userId, revision: stored.revision + 1 };
    expect(await payments.replace(stored, theirs)).toBe(true);
    await pay(payment, { method: 'bank_transfer' });
    await settle(payment, { now: () => new Date('2031-03-01T09:00:00.000Z') });
    const after = (await subscriberOf(accountId)).subscription;
    expect([after.number, after.card]).toEqual([2, subscription.card]);
  });

  test('is not had twice: the money of the second stays in the wallet', async () => {
    const accountId = await newAccount();
    const [first, second] = [await ordered(accountId), await ordered(accountId)];
    await Promise.all([pay(first), pay(second)]);
    await Promise.all([settle(first), settle(second), settle(first), settle(second)]);
    expect((await subscriberOf(accountId)).subscription.number).toBe(1);
    expect(await balanceOf(accountId)).toEqual({ available: 1_500_000, held: 0 });
    expect(await chargesOf(accountId)).toEqual([1_500_000]);
  });

  test('that was upgraded counts in its new month what was used since the quote', async () => {
    const accountId = await newAccount();
    const { subscriptionId, period } = await subscribe(accountId, 'pro');
    await commit([quotas.take(accountId, period.from, 20, 500)]);
    const upgrade = { plan: 'business', occasion: 'upgrade', worthKobo: 7_500_000 } as const;
    const payment = await ordered(
      accountId,
      { ...upgrade, subscriptionId, number: 2, used: 20 },
      { amountKobo: 6_060_000 },
    );
    await commit([quotas.take(accountId, period.from, 400, 500)]);
    await pay(payment);
    const later = new Date('2031-02-01T09:00:00.000Z');
    await settle(payment, { now: () => later });
    const { subscription } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ plan: 'business', number: 2, worthKobo: 7_500_000 });
    expect(await quotas.usedIn(accountId, subscription.period.from)).toBe(400);
  });

  test('that was upgraded has more in its new month where some came to nothing since the quote', async () => {
    const accountId = await newAccount();
    const { subscriptionId, period } = await subscribe(accountId, 'pro');
    await commit([quotas.take(accountId, period.from, 20, 500)]);
    const upgrade = { plan: 'business', occasion: 'upgrade', worthKobo: 7_500_000 } as const;
    const payment = await ordered(
      accountId,
      { ...upgrade, subscriptionId, number: 2, used: 20 },
      { amountKobo: 6_060_000 },
    );
    await commit(await quotas.givingBack(accountId, period.from, 15));
    await pay(payment);
    await settle(payment, { now: () => new Date('2031-02-01T09:00:00.000Z') });
    const { subscription } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ plan: 'business', number: 2 });
    expect(await quotas.usedIn(accountId, subscription.period.from)).toBe(-15);
    // Of the month that was credited nothing more is taken.
    expect(await commit([quotas.take(accountId, period.from, 1, 500)])).toBe(false);
    expect(await chargesOf(accountId)).toEqual([6_060_000]);
  });

  test('that was upgraded late in a month counts nothing that took nothing off the credit', async () => {
    const accountId = await newAccount();
    const { subscriptionId, period } = await subscribe(accountId, 'pro');
    // A day is left of 28, which is worth less than 18 of 500 documents.
    const quotedAt = new Date('2031-02-27T09:00:00.000Z');
    const payment = await ordered(
      accountId,
      { plan: 'business', occasion: 'upgrade', worthKobo: 7_500_000, subscriptionId, number: 2 },
      { amountKobo: 7_446_500, at: quotedAt },
    );
    await commit([quotas.take(accountId, period.from, 485, 500)]);
    await pay(payment);
    await settle(payment, { now: () => new Date('2031-02-27T09:30:00.000Z') });
    const { subscription } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ plan: 'business', creditKobo: 53_500 });
    // By 482 of them the credit would be no less.
    expect(await quotas.usedIn(accountId, subscription.period.from)).toBe(3);
  });

  test.each<[string, Partial<PlanPurpose>]>([
    ['an upgrade of a month that is over', { occasion: 'upgrade', plan: 'business' }],
    ['another month than the next', { occasion: 'renewal', number: 3 }],
    ['another subscription', { occasion: 'renewal', subscriptionId: freshSubscriptionId() }],
    ['another plan than the next month has', { occasion: 'renewal', plan: 'business' }],
  ])('is not changed by money for %s, which stays in the wallet', async (_, purpose) => {
    const accountId = await newAccount();
    const { subscriptionId } = await subscribe(accountId, 'pro');
    const payment = await ordered(accountId, { subscriptionId, number: 2, ...purpose });
    await pay(payment);
    expect((await settle(payment, { now: () => new Date(monthEnd) })).payment.state).toBe('paid');
    expect((await subscriberOf(accountId)).subscription).toMatchObject({ number: 1, plan: 'pro' });
    expect(await balanceOf(accountId)).toEqual({ available: 1_500_000, held: 0 });
  });

  test('begins, and keeps no card, where whoever paid has left meanwhile', async () => {
    const accountId = await newAccount();
    const payment = await ordered(accountId);
    await pay(payment);
    const owner = await members.find(accountId, payment.userId);
    await commit(owner ? [members.Members.removal(owner)] : []);
    await settle(payment);
    const { subscription } = await subscriberOf(accountId);
    expect([subscription.number, subscription.card]).toEqual([1, undefined]);
  });

  test.each(['an organisation that was closed', 'somebody who is about to be deleted'])(
    'is not begun for %s: the money stays in the wallet',
    async (what) => {
      const accountId = await newAccount();
      const payment = await ordered(accountId);
      await pay(payment);
      const account = await accounts.get(accountId);
      if (what.startsWith('an org')) await accounts.replace(account, closeOrganisation(account, begun));
      // Of whom there is no trace any more.
      else await accounts.replace(account, { ...account, kind: 'personal', revision: account.revision + 1 });
      await settle(payment);
      expect((await subscriptions.meet(accountId))?.subscription).toBeUndefined();
      expect(await balanceOf(accountId)).toEqual({ available: 1_500_000, held: 0 });
    },
  );

  test('that is past due goes on without a gap, and with the new card', async () => {
    const { accountId, subscription } = await byCard();
    await sandbox.control('settings', { tokenCharge: 'failed' });
    const { tick } = clockOf(accountId);
    expect(await tick(monthEnd)).toBe('past-due');
    const payment = await ordered(accountId, {
      occasion: 'renewal',
      subscriptionId: subscription.subscriptionId,
      number: 2,
    });
    await pay(payment);
    await settle(payment, { now: () => new Date('2031-03-02T09:00:00.000Z') });
    const after = (await subscriberOf(accountId)).subscription;
    expect(after).toMatchObject({ state: 'active', number: 2, period: { from: monthEnd } });
    expect(after.card?.token).not.toBe(subscription.card?.token);
  });
});

describe('a month that the card is charged for', () => {
  test('is paid once, however many clocks there are', async () => {
    const { accountId } = await byCard();
    const { tick } = clockOf(accountId);
    const done = await Promise.all([tick(monthEnd), tick(monthEnd), tick(monthEnd)]);
    expect(done.toSorted()).toEqual(['left', 'left', 'renewed']);
    const { number, period, renewalId, card } = (await subscriberOf(accountId)).subscription;
    expect([number, period.from, renewalId]).toEqual([2, monthEnd, undefined]);
    expect(card).toBeDefined();
    expect(await chargesOf(accountId)).toEqual([1_500_000, 1_500_000]);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
  });

  test.each(['failed', 'declined'])(
    'is past due where the card has %s, and tried again',
    async (tokenCharge) => {
      const { accountId } = await byCard();
      await sandbox.control('settings', { tokenCharge });
      const { told, tick } = clockOf(accountId);
      expect(await tick(monthEnd)).toBe('past-due');
      expect(await tick('2031-02-28T12:00:00.000Z')).toBe('left');
      await sandbox.control('settings', { tokenCharge: 'successful' });
      expect(await tick('2031-03-01T09:00:00.000Z')).toBe('renewed');
      expect(told).toEqual(['plan-unpaid']);
      expect((await subscriberOf(accountId)).subscription.period.from).toBe(monthEnd);
      expect(await chargesOf(accountId)).toHaveLength(2);
    },
  );

  test('waits for the owner of the card, who is told where to agree', async () => {
    const { accountId } = await byCard();
    await sandbox.control('settings', { tokenCharge: 'agreement-needed' });
    const { told, tick } = clockOf(accountId);
    expect(await tick(monthEnd)).toBe('waiting');
    expect(told).toEqual([['plan-agree', expect.stringMatching(/^http/)]]);
    expect(await tick('2031-02-28T10:00:00.000Z')).toBe('waiting');
    const [, address] = [told].flat(2);
    await fetch(String(address), {
      method: 'POST',
      body: new URLSearchParams({ agree: 'yes' }),
      redirect: 'manual',
    });
    expect(await tick('2031-02-28T11:00:00.001Z')).toBe('renewed');
    expect(await chargesOf(accountId)).toHaveLength(2);
  });

  test('that was charged although the answer was lost is found, and not charged again', async () => {
    const { accountId } = await byCard();
    await sandbox.control('fault', { kind: 'reset', times: 1, path: '/tokenized-charges', after: true });
    const { tick } = clockOf(accountId);
    expect(await tick(monthEnd)).toBe('renewed');
    expect(await chargesOf(accountId)).toHaveLength(2);
  });

  test('is not charged again while nobody knows whether it was', async () => {
    const { accountId } = await byCard();
    await sandbox.control('fault', { kind: 'unavailable-html', times: 3 });
    const { tick } = clockOf(accountId);
    expect(await tick(monthEnd)).toBe('waiting');
    const { renewalId = '' } = (await subscriberOf(accountId)).subscription;
    await sandbox.control('clear-faults');
    expect(await tick('2031-02-28T10:00:00.000Z')).toBe('waiting');
    // Two days later nothing has come.
    expect(await tick('2031-03-02T10:00:00.000Z')).toBe('past-due');
    expect((await payments.get(renewalId)).state).toBe('expired');
    expect(await tick('2031-03-03T09:00:00.000Z')).toBe('renewed');
  });

  test('is paid out of a wallet that was filled in the grace, and the card stays', async () => {
    const { accountId } = await byCard();
    await sandbox.control('settings', { tokenCharge: 'failed' });
    const { told, tick } = clockOf(accountId);
    await fund(accountId, 1_499_999);
    expect(await tick(monthEnd)).toBe('past-due');
    expect(await tick('2031-03-01T09:00:00.000Z')).toBe('past-due');
    await fund(accountId, 1);
    expect(await tick('2031-03-03T09:00:00.000Z')).toBe('renewed');
    expect(told).toEqual(['plan-unpaid', 'plan-paid']);
    expect((await subscriberOf(accountId)).subscription.card).toBeDefined();
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
  });

  test('is not charged after a cancellation', async () => {
    const { accountId } = await byCard();
    await changeBy(accountId, (before) => cancelSubscription(before, begun));
    expect(await clockOf(accountId).tick(monthEnd)).toBe('ended');
    expect((await subscriberOf(accountId)).subscription.card).toBeUndefined();
    expect(await chargesOf(accountId)).toHaveLength(1);
  });
});

describe('money of a plan that an administrator gives back', () => {
  const asked = (kobo?: number) => ({
    refundId: newId('ref'),
    kobo,
    note: 'They asked for it',
    byUserId: 'usr_1',
  });

  test('ends the plan when it is all of it, and makes its month worth less when it is a part', async () => {
    const accountId = await newAccount();
    const payment = await ordered(accountId);
    await pay(payment);
    await settle(payment);
    await giveBack(payment.paymentId, asked(500_000), begun);
    const part = { state: 'active', worthKobo: 1_000_000 };
    expect((await subscriberOf(accountId)).subscription).toMatchObject(part);
    await giveBack(payment.paymentId, asked(), begun);
    const { account, subscription } = await subscriberOf(accountId);
    expect([subscription.state, account.plan]).toEqual(['ended', 'free']);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 1_500_000 });
  });

  /** Pro, paid for on a page, and Business at once: ₦15,000 of its ₦75,000 are credited. */
  async function upgraded(): Promise<{ accountId: string; first: PlanPayment; second: PlanPayment }> {
    const accountId = await newAccount();
    const first = await ordered(accountId);
    await pay(first);
    await settle(first);
    const { subscriptionId } = first.purpose;
    const upgrade = { plan: 'business', occasion: 'upgrade', worthKobo: 7_500_000, number: 2 } as const;
    const second = await ordered(accountId, { ...upgrade, subscriptionId }, { amountKobo: 6_000_000 });
    await pay(second);
    await settle(second);
    const month = { plan: 'business', worthKobo: 7_500_000, creditKobo: 1_500_000 };
    expect((await subscriberOf(accountId)).subscription).toMatchObject(month);
    return { accountId, first, second };
  }

  /** Tells of a chargeback, of all of a payment's money or a part, and how the plan is after it. */
  async function disputed({ paymentId }: PlanPayment, status: 'open' | 'lost' | 'won', kobo?: number) {
    const [attempt] = await payments.attemptsAt(paymentId);
    const { transactionId, amountKobo = 0, currency, accountId = '' } = attempt ?? {};
    const told = { id: `dispute-${paymentId}`, transactionId, txRef: undefined, providerRef: undefined };
    await followChargeback({ ...told, amountKobo: kobo ?? amountKobo, currency, status }, begun);
    return (await subscriberOf(accountId)).subscription;
  }

  test('of an upgrade ends it with all that was paid for it, and the earlier money goes back all the same', async () => {
    const { accountId, first, second } = await upgraded();
    await giveBack(second.paymentId, asked(5_999_999), begun);
    const rest = { state: 'active', worthKobo: 1_500_001, creditKobo: 1_500_000 };
    expect((await subscriberOf(accountId)).subscription).toMatchObject(rest);
    await giveBack(second.paymentId, asked(1), begun);
    const { account, subscription } = await subscriberOf(accountId);
    expect([subscription.state, account.plan]).toEqual(['ended', 'free']);
    await giveBack(first.paymentId, asked(), begun);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 7_500_000 });
  });

  test('of the month before an upgrade leaves that as long as something was paid for it', async () => {
    const { accountId, first, second } = await upgraded();
    await giveBack(first.paymentId, asked(), begun);
    const unearned = { state: 'active', worthKobo: 6_000_000, creditKobo: 0 };
    expect((await subscriberOf(accountId)).subscription).toMatchObject(unearned);
    await giveBack(second.paymentId, asked(), begun);
    expect((await subscriberOf(accountId)).account.plan).toBe('free');
  });

  test('of the month before an upgrade ends it where nothing was paid but what was credited', async () => {
    const { accountId, first } = await upgraded();
    await changeBy(accountId, (before) => ({
      ...before,
      ...{ worthKobo: 1_500_000, revision: before.revision + 1 },
    }));
    await giveBack(first.paymentId, asked(500_000), begun);
    expect((await subscriberOf(accountId)).subscription).toMatchObject({
      state: 'active',
      worthKobo: 1_000_000,
    });
    await giveBack(first.paymentId, asked(), begun);
    expect((await subscriberOf(accountId)).account.plan).toBe('free');
  });

  test('or that the payer’s bank takes, of an upgrade leaves what was credited, and is worth it again when it is won', async () => {
    const { first, second } = await upgraded();
    const part = { state: 'active', worthKobo: 5_500_000, creditKobo: 1_500_000 };
    expect(await disputed(second, 'open', 2_000_000)).toMatchObject(part);
    expect(await disputed(second, 'won', 2_000_000)).toMatchObject({
      worthKobo: 7_500_000,
      creditKobo: 1_500_000,
    });
    expect(await disputed(first, 'open')).toMatchObject({ worthKobo: 6_000_000, creditKobo: 0 });
    expect(await disputed(first, 'won')).toMatchObject({ worthKobo: 7_500_000, creditKobo: 1_500_000 });
  });

  test('or that the payer’s bank takes, ends an upgrade with all that was paid for it, whatever was credited', async () => {
    const { accountId, second } = await upgraded();
    expect((await disputed(second, 'lost')).state).toBe('ended');
    expect((await subscriberOf(accountId)).account.plan).toBe('free');
  });

  test('or that the payer’s bank has taken, is not credited to a later upgrade when it is won after that', async () => {
    const accountId = await newAccount();
    const first = await ordered(accountId);
    await pay(first);
    await settle(first);
    expect(await disputed(first, 'open', 500_000)).toMatchObject({ number: 1, worthKobo: 1_000_000 });
    const { subscriptionId } = first.purpose;
    const upgrade = { plan: 'business', occasion: 'upgrade', worthKobo: 7_500_000, number: 2 } as const;
    const second = await ordered(accountId, { ...upgrade, subscriptionId }, { amountKobo: 7_000_000 });
    await pay(second);
    await settle(second, { now: () => new Date('2031-01-31T09:30:00.000Z') });
    const credited = { number: 2, worthKobo: 7_500_000, creditKobo: 500_000 };
    expect((await subscriberOf(accountId)).subscription).toMatchObject(credited);
    expect(await disputed(first, 'won', 500_000)).toMatchObject(credited);
  });

  test('leaves a plan whose next month is paid for by other money', async () => {
    const accountId = await newAccount();
    const payment = await ordered(accountId);
    await pay(payment);
    await settle(payment);
    expect(await clockOf(accountId).tick(monthEnd)).toBe('renewed');
    await giveBack(payment.paymentId, asked(), begun);
    expect((await subscriberOf(accountId)).subscription).toMatchObject({ state: 'active', number: 2 });
  });
});

describe('a crash at any step', () => {
  /** Dies before one call of the table: what was asked of the provider until then was done. */
  function crashBefore(call: number): void {
    let calls = 0;
    dynamo.middlewareStack.add(
      (next) => async (args) => {
        if (++calls === call) throw new Error('crashed');
        return next(args);
      },
      { step: 'initialize', name: 'crash', override: true },
    );
  }

  test('of a renewal charges the card once, and gives one month', async () => {
    const { accountId: first, subscription: byFirst } = await byCard();
    const token = openToken(first, byFirst.card?.token ?? '');
    let crashes = 0;
    for (let isOver = false; !isOver; crashes++) {
      const accountId = await newAccount();
      await subscribe(accountId, 'pro');
      const card = { token: sealToken(accountId, token), email: 'buyer@example.com' };
      const subscription = await changeBy(accountId, (before) =>
        payingWith({ ...before, revision: before.revision + 1 }, card),
      );
      crashBefore(crashes + 1);
      const work = renewalWork({
        ...settling(),
        newId,
        now: () => new Date(monthEnd),
        tell: async () => true,
      });
      isOver = await work.handle(subscription).then(
        () => true,
        () => false,
      );
      dynamo.middlewareStack.remove('crash');
      // The clock goes on, and tries again once nobody waits for the charge any more.
      const { tick } = clockOf(accountId);
      const times = [
        monthEnd,
        '2031-02-28T10:00:00.000Z',
        '2031-03-02T10:00:00.000Z',
        '2031-03-03T09:00:00.000Z',
      ];
      const done: string[] = [];
      for (const time of times) if (!done.includes('renewed')) done.push(await tick(time));
      const after = (await subscriberOf(accountId)).subscription;
      expect([after.state, after.number, after.period.from]).toEqual(['active', 2, monthEnd]);
      expect(await chargesOf(accountId)).toEqual([1_500_000]);
      expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
    }
    expect(crashes).toBeGreaterThan(8);
  });
});

describe('what the provider charges by itself for a plan of its own', () => {
  const day = 24 * 60 * 60;
  const start = new Date('2026-11-20T10:00:00.000Z');
  const renewedAt = new Date('2026-12-20T10:00:00.000Z');

  /** A plan that was begun with a plan of the provider, which has charged for a second month. */
  async function charged(amount = 15_000) {
    const planId = await sandbox.newPlan({ name: 'Pro', amount });
    const accountId = await newAccount();
    const payment = await ordered(accountId, {}, { at: start, planId });
    await pay(payment);
    await settle(payment, { now: () => start });
    await sandbox.pass(31 * day);
    return { accountId, payment };
  }

  test('pays for the next month, and is ended there: months are renewed by us', async () => {
    const { accountId, payment } = await charged();
    await settle(payment, { now: () => renewedAt });
    await settle(payment, { now: () => renewedAt });
    const { subscription } = await subscriberOf(accountId);
    expect(subscription).toMatchObject({ number: 2, period: { from: '2026-12-20T10:00:00.000Z' } });
    // Nobody has paid with anything else.
    expect(subscription.card).toBeDefined();
    expect(await chargesOf(accountId)).toEqual([1_500_000, 1_500_000]);
    expect(await refunds.listOf(payment.paymentId)).toEqual([]);
    const verdicts = (await payments.attemptsAt(payment.paymentId)).map(({ verdict }) => verdict);
    expect(verdicts.toSorted()).toEqual(['pays', 'renews']);
    const { transactionId = '' } = await payments.get(payment.paymentId);
    expect(await provider.findSubscriptions({ transactionId })).toMatchObject({ value: [{ active: false }] });
    await sandbox.pass(62 * day);
    await settle(payment, { now: () => renewedAt });
    expect(await payments.attemptsAt(payment.paymentId)).toHaveLength(2);
  });

  test('is money of the month that it has paid for, when it goes back', async () => {
    const { accountId, payment } = await charged();
    await settle(payment, { now: () => renewedAt });
    const attempts = await payments.attemptsAt(payment.paymentId);
    const given = async (verdict: string, kobo?: number) => {
      const transactionId = attempts.find((each) => each.verdict === verdict)?.transactionId;
      const asked = { refundId: newId('ref'), transactionId, kobo, note: 'They asked', byUserId: 'usr_1' };
      await giveBack(payment.paymentId, asked, renewedAt);
      return subscriberOf(accountId);
    };
    // The month of the first is over.
    expect((await given('pays')).subscription).toMatchObject({ state: 'active', worthKobo: 1_500_000 });
    expect((await given('renews', 500_000)).subscription).toMatchObject({ worthKobo: 1_000_000 });
    expect((await given('renews')).account.plan).toBe('free');
  });

  test('is money of the month that it has paid for, when the payer’s bank takes it', async () => {
    const { accountId, payment } = await charged();
    await settle(payment, { now: () => renewedAt });
    const renewed = (await payments.attemptsAt(payment.paymentId)).find(
      ({ verdict }) => verdict === 'renews',
    );
    const { transactionId, amountKobo = 0, currency } = renewed ?? {};
    const told = {
      id: `dispute-${payment.paymentId}`,
      transactionId,
      txRef: undefined,
      providerRef: undefined,
    };
    await followChargeback({ ...told, amountKobo, currency, status: 'lost' }, renewedAt);
    expect((await subscriberOf(accountId)).account.plan).toBe('free');
  });

  test('brings no card back that was forgotten', async () => {
    const { accountId, payment } = await charged();
    expect((await changeBy(accountId, forgetCard)).card).toBeUndefined();
    await settle(payment, { now: () => renewedAt });
    const { subscription } = await subscriberOf(accountId);
    expect([subscription.number, subscription.card]).toEqual([2, undefined]);
  });

  test('stays in the wallet where the plan was cancelled or costs more by now', async () => {
    for (const amount of [15_000, 14_000]) {
      const { accountId, payment } = await charged(amount);
      if (amount === 15_000) await changeBy(accountId, (before) => cancelSubscription(before, start));
      await settle(payment, { now: () => renewedAt });
      expect((await subscriberOf(accountId)).subscription.number).toBe(1);
      expect(await balanceOf(accountId)).toEqual({ available: amount * 100, held: 0 });
      expect(await refunds.listOf(payment.paymentId)).toEqual([]);
    }
  });

  test('is decided about later when nobody can say whose it is', async () => {
    const { accountId, payment } = await charged();
    await sandbox.control('fault', { kind: 'unavailable-json', times: 1, path: '/subscriptions' });
    expect((await settle(payment, { now: () => renewedAt })).isKnown).toBe(false);
    expect((await subscriberOf(accountId)).subscription.number).toBe(1);
    expect(await chargesOf(accountId)).toHaveLength(1);
    expect((await settle(payment, { now: () => renewedAt })).isKnown).toBe(true);
    expect((await subscriberOf(accountId)).subscription.number).toBe(2);
  });

  test('is told apart from the same month paid twice on its page, which goes back', async () => {
    const accountId = await newAccount();
    const payment = await ordered(accountId);
    await pay(payment, { times: 2 });
    await settle(payment);
    expect((await subscriberOf(accountId)).subscription.number).toBe(1);
    expect(await refunds.listOf(payment.paymentId)).toMatchObject([{ reason: 'again', kobo: 1_500_000 }]);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 1_500_000 });
  });
});
