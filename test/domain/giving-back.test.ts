import { describe, expect, test } from 'vitest';
import type { Chargeback } from '../../shared/domain/chargeback.ts';
import {
  attemptToReturn,
  isUndecided,
  leftOf,
  planReturn,
  withDecision,
} from '../../shared/domain/giving-back.ts';
import { beginPayment, type Payment } from '../../shared/domain/payment.ts';
import type { PaymentAttempt } from '../../shared/domain/payment-attempt.ts';
import { withRefundFailed, withRefunds } from '../../shared/domain/payment-refund.ts';
import { queueRefund, type Refund } from '../../shared/domain/refund.ts';

const at = new Date('2026-11-20T10:00:00.000Z');
const ids = { paymentId: 'pay_1', accountId: 'acc_1' };

const payment: Payment = {
  ...beginPayment(
    {
      ...ids,
      ...{ purpose: { kind: 'top-up' }, priceList: '2026-11', amountKobo: 1000, userId: 'usr_1' },
      email: 'buyer@example.com',
    },
    at,
  ),
  state: 'paid',
  transactionId: '7',
};

const attempt = (transactionId: string, change: Partial<PaymentAttempt> = {}): PaymentAttempt => ({
  ...ids,
  ...{ transactionId, amountKobo: 1000, currency: 'NGN', method: 'card', verdict: 'pays' },
  ...{ paidAt: at.toISOString(), revision: 1, ...change },
});

const refund = (kobo: number, change: Partial<Refund> = {}): Refund => ({
  ...queueRefund(
    { ...ids, refundId: 'ref_1', transactionId: '7', kobo, reason: 'asked', holdId: 'ref_1' },
    at,
  ),
  ...change,
});

const chargeback = (kobo: number, state: Chargeback['state']): Chargeback => ({
  ...ids,
  ...{ chargebackId: '5', transactionId: '7', kobo, state, revision: 1 },
  ...{ createdAt: at.toISOString(), updatedAt: at.toISOString() },
});

const none = { refunds: [], chargebacks: [] };

describe('what is left to give back', () => {
  test.each([
    [none, 1000],
    [{ ...none, refunds: [refund(300), refund(200, { state: 'done' })] }, 500],
    [{ ...none, refunds: [refund(300, { state: 'failed' })] }, 1000],
    [{ ...none, refunds: [refund(300, { transactionId: '8' })] }, 1000],
    [{ ...none, chargebacks: [chargeback(400, 'taken')] }, 600],
    [{ ...none, chargebacks: [chargeback(400, 'won')] }, 1000],
    [{ refunds: [refund(800)], chargebacks: [chargeback(1000, 'taken')] }, 0],
  ])('after %j is %d', (money, left) => {
    expect(leftOf(attempt('7'), money)).toBe(left);
  });

  test('is all that goes back: as it is, or a part of it', () => {
    const money = { ...none, refunds: [refund(300)] };
    expect(planReturn(attempt('7'), money, { kobo: 0 }, undefined)).toEqual({ kobo: 700, unearnedKobo: 0 });
    expect(planReturn(attempt('7'), money, { kobo: 0 }, 1)).toEqual({ kobo: 1, unearnedKobo: 0 });
    expect(() => planReturn(attempt('7'), money, { kobo: 0 }, 701)).toThrow('700 kobo are left');
    const all = { ...none, refunds: [refund(1000)] };
    expect(() => planReturn(attempt('7'), all, { kobo: 0 }, undefined)).toThrow('0 kobo are left');
  });
});

test('what was earned is given up first, and never twice, even if the refund has failed', () => {
  const earned = { kobo: 600, source: 'book' as const };
  expect(planReturn(attempt('7'), none, earned, 1000)).toMatchObject({ unearnedKobo: 600 });
  expect(planReturn(attempt('7'), none, earned, 200)).toMatchObject({ unearnedKobo: 200 });
  const failed = { ...none, refunds: [refund(500, { state: 'failed', unearnedKobo: 500 })] };
  expect(planReturn(attempt('7'), failed, earned, 1000)).toMatchObject({ kobo: 1000, unearnedKobo: 100 });
});

test.each<[PaymentAttempt['verdict'], Refund[], number, boolean]>([
  ['too-little', [], 500, true],
  ['too-little', [], 0, false],
  ['too-little', [refund(500)], 500, false],
  ['too-little', [refund(500, { transactionId: '8' })], 500, true],
  ['other-currency', [], 0, true],
  ['other-currency', [refund(500)], 0, false],
  ['other-currency', [refund(500, { state: 'failed' })], 0, true],
  ['pays', [], 0, false],
  ['again', [], 500, false],
])('%s with refunds %j and %d held is undecided: %s', (verdict, refunds, held, expected) => {
  expect(isUndecided(attempt('7', { verdict }), refunds, held)).toBe(expected);
});

describe('the attempt whose money goes back', () => {
  const [paid, odd, other] = [attempt('7'), attempt('8', { verdict: 'too-little' }), attempt('9')];
  const all = { payment, attempts: [paid, odd, other] };

  test('is the one named, or the one that waits, or the one that paid', () => {
    expect(attemptToReturn(all, [odd], '9')).toBe(other);
    expect(attemptToReturn(all, [odd], undefined)).toBe(odd);
    expect(attemptToReturn(all, [], undefined)).toBe(paid);
    const accepted: Payment = { ...payment, state: 'failed', transactionId: undefined };
    expect(attemptToReturn({ payment: accepted, attempts: [odd] }, [], undefined)).toBe(odd);
    expect(() => attemptToReturn({ payment: accepted, attempts: [odd, other] }, [], undefined)).toThrow();
  });

  test('is none of another payment, of several, or of nothing', () => {
    expect(() => attemptToReturn(all, [], '10')).toThrow('transactionId');
    expect(() => attemptToReturn(all, [odd, other], undefined)).toThrow('transactionId');
    expect(() => attemptToReturn({ payment, attempts: [] }, [], undefined)).toThrow('No money came');
  });
});

test('a payment has failed with its last decision; one that is paid stays so', () => {
  const reviewed: Payment = { ...payment, state: 'review' };
  expect(withDecision(reviewed, 1).state).toBe('review');
  expect(withDecision(reviewed, 0).state).toBe('failed');
  expect(withDecision(payment, 0).state).toBe('paid');
});

test('a payment says what is given back; naira that came to nothing are taken from that, other money is under review again', () => {
  const dollars = refund(900, { holdId: undefined });
  const [one, failed] = [refund(300), refund(200, { state: 'failed' })];
  expect(withRefunds(payment, [one, failed, dollars])).toMatchObject({ refundedKobo: 300, revision: 2 });
  expect(withRefundFailed(withRefunds(payment, [one]), one, [failed])).toMatchObject({ refundedKobo: 0 });
  const decided: Payment = { ...payment, state: 'failed' };
  expect(withRefundFailed(decided, dollars, [])).toMatchObject({ state: 'review', refundedKobo: 0 });
});
