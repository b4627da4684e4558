import { describe, expect, test } from 'vitest';
import {
  beginPayment,
  checkoutMinutes,
  closedUnopened,
  fallenShort,
  isOpen,
  judge,
  lookedAt,
  type Payment,
  paidBy,
  putOff,
  underReview,
  withCheckout,
} from '../../shared/domain/payment.ts';
import { orderOf } from '../../shared/domain/payment-order.ts';
import { priceListAt } from '../../shared/domain/price-list.ts';

const at = new Date('2026-11-27T09:00:00.000Z');
const minutesOn = (minutes: number): Date => new Date(at.getTime() + minutes * 60_000);

const begun = beginPayment(
  {
    paymentId: `pay_${'1'.repeat(32)}`,
    accountId: `acc_${'1'.repeat(32)}`,
    userId: `usr_${'1'.repeat(32)}`,
    email: 'payer@example.com',
    ...orderOf({ purpose: 'top-up', amountKobo: 500_000 }, at),
  },
  at,
);
const open = withCheckout(begun, 'https://pay.example/1', at);
const nobody = { failed: 0, pending: 0 };

/** The payment after the provider was asked at each of these minutes and said this. */
const looked = (payment: Payment, tried: typeof nobody, ...minutes: number[]): Payment =>
  minutes.reduce((before, each) => lookedAt(before, tried, minutesOn(each)), payment);

describe('an order', () => {
  test('of a product has the price of the list in force, whatever anybody says', () => {
    expect(orderOf({ purpose: 'book', reference: 'Wedding' }, at)).toEqual({
      purpose: { kind: 'product', product: 'book', reference: 'Wedding' },
      amountKobo: priceListAt(at).products.book,
      priceList: priceListAt(at).id,
    });
  });
});

describe('a payment that nobody has made', () => {
  test('is asked about after 2, 10, 30 and 60 minutes, and every hour from then on', () => {
    const times = [0, 2, 10, 30, 60, 61, 180].map((minutes) => looked(open, nobody, minutes).lookAt);
    expect([begun.lookAt, ...times]).toEqual(
      [2, 2, 10, 30, 60, 120, 121, 240].map((minutes) => minutesOn(minutes).toISOString()),
    );
  });

  test('can be made until its page closes', () => {
    expect(isOpen(begun, at)).toBe(false);
    expect(isOpen(open, minutesOn(checkoutMinutes - 1))).toBe(true);
    expect(isOpen(open, minutesOn(checkoutMinutes))).toBe(false);
    expect(isOpen(paidBy(open, { transactionId: '1' }, at), at)).toBe(false);
  });

  test('expires two days after that, and nobody asks any more', () => {
    const lastHours = checkoutMinutes + 48 * 60;
    expect(looked(open, nobody, lastHours - 1)).toMatchObject({ state: 'pending' });
    const late = looked(open, nobody, lastHours);
    expect(late.state).toBe('expired');
    expect(late.lookAt).toBeUndefined();
  });

  test('waits a month for what the provider calls pending, day by day in the end', () => {
    const day = 24 * 60;
    const waiting = looked(open, { failed: 0, pending: 1 }, 3 * day);
    expect(waiting).toMatchObject({ state: 'pending', lookAt: minutesOn(4 * day).toISOString() });
    const given = looked(open, { failed: 0, pending: 1 }, checkoutMinutes + 30 * day);
    expect([given.state, given.lookAt]).toEqual(['expired', undefined]);
    // A charge of a card, too: nobody charges it again meanwhile.
    expect(looked(begun, { failed: 1, pending: 1 }, 3 * day).state).toBe('pending');
  });

  test('that had no page at first is open once it has one', () => {
    const late = withCheckout(closedUnopened(begun), 'https://pay.example/2', minutesOn(3));
    expect(late).toMatchObject({ state: 'pending', lookAt: minutesOn(10).toISOString() });
  });

  test('waits for a transfer that is on its way, and for further attempts on its page', () => {
    expect(looked(open, { failed: 2, pending: 0 }, 10).state).toBe('pending');
    expect(looked(open, { failed: 1, pending: 1 }, 600).state).toBe('pending');
  });

  test('has failed when its page is closed after attempts that failed; a late bank is still looked for', () => {
    const failed = looked(open, { failed: 1, pending: 0 }, checkoutMinutes);
    expect(failed).toMatchObject({ state: 'failed', lookAt: expect.any(String) });
    expect(judge(failed, { amountKobo: 500_000, currency: 'NGN' })).toEqual({ kind: 'pays', excessKobo: 0 });
  });

  test('without a page has failed with its one attempt, for good', () => {
    const charged = looked(begun, { failed: 1, pending: 0 }, 2);
    expect([charged.state, charged.lookAt]).toEqual(['failed', undefined]);
    expect(looked(begun, nobody, 2)).toMatchObject({ state: 'pending', lookAt: expect.any(String) });
  });

  test('whose page was never made has failed', () => {
    expect(closedUnopened(begun)).toMatchObject({ state: 'failed', lookAt: undefined, revision: 2 });
  });

  test('is put off when the provider cannot say', () => {
    expect(putOff(open, minutesOn(5))).toMatchObject({
      state: 'pending',
      looks: 1,
      lookAt: minutesOn(10).toISOString(),
    });
  });
});

describe('money that came', () => {
  const naira = (amountKobo: number) => ({ amountKobo, currency: 'NGN' });

  test.each<[string, Payment, { amountKobo: number; currency: string }, ReturnType<typeof judge>]>([
    ['exactly', open, naira(500_000), { kind: 'pays', excessKobo: 0 }],
    ['a kobo too much', open, naira(500_001), { kind: 'pays', excessKobo: 1 }],
    ['a kobo too little', open, naira(499_999), { kind: 'too-little' }],
    ['in dollars', open, { amountKobo: 500_000, currency: 'USD' }, { kind: 'other-currency' }],
    ['once more', paidBy(open, { transactionId: '1' }, at), naira(500_000), { kind: 'again' }],
    ['too little after it was paid', paidBy(open, { transactionId: '1' }, at), naira(1), { kind: 'again' }],
    ['right after it was too little', underReview(open), naira(500_000), { kind: 'pays', excessKobo: 0 }],
    ['after it had expired', { ...open, state: 'expired' }, naira(500_000), { kind: 'pays', excessKobo: 0 }],
  ])('%s', (_, payment, paid, verdict) => {
    expect(judge(payment, paid)).toEqual(verdict);
  });

  test('makes a payment paid for good', () => {
    const paid = paidBy(open, { transactionId: '7', method: 'card' }, minutesOn(3));
    expect(paid).toMatchObject({ state: 'paid', paidAt: minutesOn(3).toISOString(), lookAt: undefined });
    expect(underReview(paid).state).toBe('paid');
    expect([lookedAt(paid, nobody, at), putOff(paid, at)]).toEqual([paid, paid]);
  });
});

test.each([
  ['pending', 'failed'],
  ['expired', 'failed'],
  ['failed', 'failed'],
  ['review', 'review'],
  ['paid', 'paid'],
] as const)('too little that has paid off a debt makes what is %s %s', (state, next) => {
  expect(fallenShort({ ...begun, state })).toMatchObject({ state: next, revision: begun.revision + 1 });
});
