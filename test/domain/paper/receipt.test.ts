import { describe, expect, test } from 'vitest';
import { takeBack, winBack } from '../../../shared/domain/chargeback.ts';
import { type Paid, paidOf, paidWith } from '../../../shared/domain/paper/paid.ts';
import { orderPaper } from '../../../shared/domain/paper/paper.ts';
import { receiptId, receiptsOf, receiptValues } from '../../../shared/domain/paper/receipt.ts';
import {
  beginPayment,
  fallenShort,
  type Payment,
  paidBy,
  paymentStates,
} from '../../../shared/domain/payment.ts';
import { attemptOf, type PaymentAttempt } from '../../../shared/domain/payment-attempt.ts';
import { queueRefund, type Refund } from '../../../shared/domain/refund.ts';
import { digest } from './histories.ts';

// In Lagos it is the next day.
const at = new Date('2026-11-27T23:30:00.000Z');
const accountId = `acc_${'1'.repeat(32)}`;
const paymentId = `pay_${'2'.repeat(32)}`;

const begun = (purpose: Payment['purpose'] = { kind: 'top-up' }): Payment =>
  beginPayment(
    {
      ...{ paymentId, accountId, purpose, priceList: '2026-11', amountKobo: 25_000_050 },
      ...{ userId: 'usr_1', email: 'reader@example.com' },
    },
    at,
  );
const by = { transactionId: '4811', method: 'card', card: { brand: 'VISA', lastDigits: '4081' } };
const paid = (purpose?: Payment['purpose']) => ({
  ...paidBy(begun(purpose), by, at),
  paidAt: at.toISOString(),
});

const refund = (number: number, change: Partial<Refund> = {}): Refund => ({
  ...queueRefund(
    {
      ...{ refundId: `ref_${number}`, accountId, paymentId, transactionId: '4811' },
      ...{ kobo: 100 * number, reason: 'asked', holdId: 'hold' },
    },
    at,
  ),
  ...change,
});

const paper = orderPaper(
  { accountId, paperId: 'rcp_1', kind: 'receipt', subject: paymentId, through: 0, createdBy: 'usr_1' },
  at,
);

/** Money that came for the payment; all of what was asked unless it says otherwise. */
const attempt = (change: Partial<PaymentAttempt> = {}): PaymentAttempt => ({
  ...attemptOf(
    begun(),
    { id: '4811', amountKobo: 25_000_050, currency: 'NGN', method: 'card' },
    { verdict: 'pays' },
    at,
  ),
  ...change,
});
const chargeback = takeBack(attempt(), { chargebackId: '77', kobo: 500 }, new Date(at.getTime() - 1));

const told = (change: Partial<Paid> = {}): Paid => {
  const { payment = paid(), ...all } = change;
  return paidWith(payment, { attempts: [attempt()], refunds: [], chargebacks: [], ...all });
};
const printed = (change: Partial<Paid> = {}) => receiptValues(paper, told(change), 'Reader');

test.each(paymentStates.filter((state) => state !== 'paid'))(
  'there is no receipt of a payment that is %s',
  (state) => {
    const nothing = { attempts: [], refunds: [], chargebacks: [] };
    expect(() => paidOf({ payment: { ...begun(), state }, ...nothing }, () => 0)).toThrow(
      expect.objectContaining({ code: 'payment-not-paid' }),
    );
  },
);

describe('a receipt', () => {
  test('says who paid what, when and how, in figures and words', () => {
    expect(printed()).toMatchObject({
      ...{ holder: 'Reader', payer: 'reader@example.com', purpose: 'Top-up of the wallet' },
      ...{ amount: '₦250,000.50', words: 'Two hundred and fifty thousand naira, fifty kobo only' },
      ...{ paid_on: '28 November 2026', method: 'Card, VISA, ending in 4081' },
      ...{ payment_id: paymentId, transaction_id: '4811', given: false, refunds: [] },
    });
  });

  test.each<[Payment['purpose'], string]>([
    [
      {
        kind: 'plan',
        plan: 'pro',
        occasion: 'start',
        subscriptionId: 'sub_1',
        number: 1,
        worthKobo: 1_500_000,
        used: 0,
      },
      'A month of the plan “pro”',
    ],
    [{ kind: 'product', product: 'book', reference: 'Ìrántí' }, 'A memory book: Ìrántí'],
    [{ kind: 'product', product: 'card', reference: 'x' }, 'A greeting card: x'],
  ])('of %j is for that', (purpose, words) => {
    expect(printed({ payment: paid(purpose) }).purpose).toBe(words);
  });

  test.each([
    ['bank_transfer', undefined, 'Bank transfer'],
    ['mobilemoney_x', undefined, 'mobilemoney x'],
    ['card', {}, 'Card'],
  ])('says of the method %s that it is %s', (method, card, words) => {
    expect(printed({ payment: { ...paid(), method, card } }).method).toBe(words);
  });

  test('tells of what was given back or is on its way, and of nothing that failed', () => {
    const refunds = [
      refund(1, { state: 'done' }),
      refund(2, { state: 'in-flight', reason: 'excess' }),
      refund(4, { state: 'failed' }),
    ];
    expect(printed({ refunds })).toMatchObject({
      given: true,
      given_back: '₦3.00',
      refunds: [
        { refund_id: 'ref_1', state: 'Given back', kobo: '1.00', what: 'Refund', day: '28 Nov 2026' },
        { refund_id: 'ref_2', state: 'On its way', what: 'More was paid than was asked' },
      ],
    });
  });
});

describe('the amount of a receipt', () => {
  const excess = refund(1, { kobo: 250, reason: 'excess', state: 'done' });

  test('is what came, also more than was asked: what went back is not more than that', () => {
    const refunds = [excess, refund(2, { kobo: 25_000_050 })];
    expect(printed({ attempts: [attempt({ amountKobo: 25_000_300 })], refunds })).toMatchObject({
      ...{ amount: '₦250,003.00', words: expect.stringContaining('and three naira only') },
      ...{ given_back: '₦250,003.00', transaction_id: '4811' },
    });
  });

  test('has what was paid once more', () => {
    const again = attempt({ transactionId: '4812', verdict: 'again' });
    const refunds = [refund(1, { transactionId: '4812', kobo: 25_000_050, reason: 'again' })];
    expect(printed({ attempts: [attempt(), again], refunds })).toMatchObject({
      ...{ amount: '₦500,001.00', given_back: '₦250,000.50', transaction_id: '4811, 4812' },
    });
  });

  test.each<[string, Partial<PaymentAttempt>]>([
    ['of another currency', { currency: 'USD', verdict: 'other-currency' }],
    ['for a further month', { verdict: 'renews' }],
  ])('has nothing %s, nor what went back of that', (_, change) => {
    const other = attempt({ transactionId: '4812', ...change });
    const refunds = [refund(1, { transactionId: '4812' })];
    const chargebacks = [takeBack(other, { chargebackId: '78', kobo: 5 }, at)];
    expect(printed({ attempts: [attempt(), other], refunds, chargebacks })).toEqual(printed());
  });
});

test('a receipt tells of what the bank of the payer has taken, and of nothing that it has returned', () => {
  expect(printed({ refunds: [refund(1)], chargebacks: [chargeback] })).toMatchObject({
    given_back: '₦6.00',
    refunds: [
      { refund_id: '77', what: 'Taken back by the payer’s bank', state: 'Given back', kobo: '5.00' },
      { refund_id: 'ref_1' },
    ],
  });
  expect(printed({ chargebacks: [winBack(chargeback, at)] })).toEqual(printed());
});

describe('the id of a receipt', () => {
  const id = (...refunds: Refund[]) => receiptId(told({ refunds }), digest);

  test('is the same for whoever asks, and of that payment', () => {
    expect(id()).toMatch(/^rcp_[0-9a-f]{32}$/);
    expect(id().startsWith(receiptsOf(paymentId, digest))).toBe(true);
    expect(receiptsOf(`pay_${'3'.repeat(32)}`, digest)).not.toBe(receiptsOf(paymentId, digest));
  });

  test('is another one when money comes, goes back or returns', () => {
    const ids = [
      ...[id(), id(refund(1)), id(refund(1, { state: 'done' })), id(refund(1, { state: 'failed' }))],
      ...[chargeback, winBack(chargeback, at)].map((each) =>
        receiptId(told({ chargebacks: [each] }), digest),
      ),
      receiptId(told({ attempts: [attempt(), attempt({ transactionId: '4812' })] }), digest),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('is another one when it turns out that less of a refund has gone back', () => {
    const onItsWay = refund(2, { state: 'in-flight' });
    expect(id({ ...onItsWay, kobo: 150 })).not.toBe(id(onItsWay));
  });

  test('stays while a refund is on its way', () => {
    expect(id(refund(1, { state: 'in-flight' }))).toBe(id(refund(1)));
  });
});

describe('a receipt of too little', () => {
  const short = attempt({
    ...{ amountKobo: 22_500_000, verdict: 'too-little', holdId: 'review-4811', method: 'bank_transfer' },
  });
  const accepted = (
    { heldKobo = 0, attempts = [short] }: { heldKobo?: number; attempts?: PaymentAttempt[] },
    ...refunds: Refund[]
  ): Paid =>
    paidOf({ payment: fallenShort(begun()), attempts, refunds, chargebacks: [] }, ({ transactionId }) =>
      transactionId === '4811' ? heldKobo : 0,
    );
  const texts = (...all: Parameters<typeof accepted>) => receiptValues(paper, accepted(...all), 'Reader');
  /** What went back out of the review. */
  const returned = (kobo: number, state: Refund['state'] = 'done') =>
    refund(1, { kobo, state, holdId: 'review-4811' });

  test('is about what was accepted, and says that it is in the wallet', () => {
    expect(texts({})).toMatchObject({
      ...{ amount: '₦225,000.00', words: 'Two hundred and twenty-five thousand naira only' },
      ...{ paid_on: '28 November 2026', method: 'Bank transfer', transaction_id: '4811', given: false },
      purpose:
        'Towards ₦250,000.50: Top-up of the wallet. It was too little for that, and was credited to your wallet.',
    });
  });

  test('tells of what went back of it after that', () => {
    expect(texts({}, refund(1, { kobo: 22_500_000, state: 'done' }))).toMatchObject({
      ...{ amount: '₦225,000.00', given_back: '₦225,000.00' },
    });
  });

  test.each<[string, Parameters<typeof accepted>]>([
    ['as long as nobody has decided', [{ heldKobo: 22_500_000 }]],
    ['when it went back instead', [{}, returned(22_500_000)]],
    ['when it is on its way back', [{ heldKobo: 22_500_000 }, returned(22_500_000, 'in-flight')]],
  ])('there is none %s', (_, given) => {
    expect(() => accepted(...given)).toThrow(expect.objectContaining({ code: 'payment-not-paid' }));
  });

  test('is about what paid off a debt, where the rest went back or waits', () => {
    for (const given of [
      texts({ heldKobo: 17_500_000 }),
      texts({}, returned(17_500_000)),
      texts({ heldKobo: 17_500_000 }, returned(17_500_000, 'queued')),
    ])
      expect(given).toMatchObject({ amount: '₦50,000.00', given: false, given_back: '₦0.00' });
  });

  test('is about what could not be given back', () => {
    expect(texts({}, returned(22_500_000, 'failed')).amount).toBe('₦225,000.00');
  });

  test('adds up what came in several ways, and has the day of the last', () => {
    const card = attempt({ ...short, transactionId: '4812', method: 'card', paidAt: '2026-11-29T12:00:00Z' });
    expect(texts({ attempts: [short, card] })).toMatchObject({
      ...{ amount: '₦450,000.00', method: 'Bank transfer, Card', paid_on: '29 November 2026' },
    });
  });

  test('is another one when more is accepted, and when the payment is paid after all', () => {
    const payment = paid();
    const whole = paidWith(payment, { attempts: [short], refunds: [], chargebacks: [] });
    const ids = [accepted({ heldKobo: 17_500_000 }), accepted({}), whole].map((each) =>
      receiptId(each, digest),
    );
    expect(new Set(ids).size).toBe(3);
  });
});
