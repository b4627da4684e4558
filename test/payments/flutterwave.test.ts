import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asking, askingNobody } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import type { Checkout, Outcome, PaymentProvider } from '../../shared/payments/provider.ts';
import { type PaymentsSandbox, secretKey, startPaymentsSandbox } from '../support/payments-sandbox.ts';

let sandbox: PaymentsSandbox;
let provider: PaymentProvider;
beforeEach(async () => {
  sandbox = await startPaymentsSandbox();
  provider = flutterwave(asking({ url: sandbox.api, secretKey, timeout: 5_000 }));
});
afterEach(() => sandbox.stop());

/** The value of an outcome; fails the test when there is none. */
function valueIn<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'found') return outcome.value;
  throw new Error(`expected a value: ${JSON.stringify(outcome)}`);
}

const order: Checkout = {
  txRef: 'ord_1',
  amountKobo: 250_050,
  currency: 'NGN',
  returnTo: 'http://127.0.0.1:3000/paid',
  customer: { email: 'buyer@example.com', name: 'Ada & Sons', phone: '09012345678' },
  title: 'MyTypist',
  description: 'Top-up',
  minutes: 30,
};

const checkout = async (change: Partial<Checkout> = {}) =>
  valueIn(await provider.createCheckout({ ...order, ...change }));

async function pay(choice: object = {}, change: Partial<Checkout> = {}): Promise<string> {
  const { transactions } = await sandbox.pay(await checkout(change), choice);
  return transactions[0] ?? '';
}

describe('a checkout', () => {
  test('is a page with what was asked for', async () => {
    const link = await checkout({ methods: ['bank-transfer', 'ussd'] });
    const page = await (await fetch(link)).text();
    expect(page).toContain('NGN 2,500.50');
    expect(page).toContain('value="ussd"');
    expect(page).not.toContain('value="card"');
    expect(await sandbox.state()).toMatchObject({
      checkouts: [
        {
          txRef: 'ord_1',
          amount: 250_050,
          currency: 'NGN',
          redirectUrl: 'http://127.0.0.1:3000/paid',
          customer: { email: 'buyer@example.com', name: 'Ada & Sons', phone: '09012345678' },
          mostAttempts: 5,
        },
      ],
    });
  });

  test.each([
    ['NGN', 'opay'],
    ['GHS', 'mobilemoneyghana'],
    ['XAF', 'mobilemoneyfranco'],
    ['USD', null],
  ])('by mobile money in %s asks for %s', async (currency, paymentOptions) => {
    await checkout({ currency, methods: ['mobile-money'] });
    expect(await sandbox.state()).toMatchObject({ checkouts: [{ paymentOptions }] });
  });

  test('that the provider refuses is refused, with its words for operators', async () => {
    expect(await provider.createCheckout({ ...order, minutes: 2_000 })).toEqual({
      kind: 'refused',
      says: expect.stringMatching(/^400 .*session_duration/),
    });
  });

  test.each([0.5, -1, Number.NaN, 1e15])('of %d kobo is a defect of ours', async (amountKobo) => {
    await expect(async () => provider.createCheckout({ ...order, amountKobo })).rejects.toThrow(
      'is not an amount of kobo',
    );
  });
});

describe('a transaction', () => {
  test('is found by its id, in our words', async () => {
    const id = await pay();
    expect(await provider.findTransaction(id)).toEqual({
      kind: 'found',
      value: {
        id,
        txRef: 'ord_1',
        providerRef: expect.stringMatching(/^FLW-MOCK-/),
        status: 'paid',
        amountKobo: 250_050,
        currency: 'NGN',
        chargedKobo: 250_050,
        feeKobo: 3_501,
        settledKobo: 246_286,
        method: 'card',
        email: 'buyer@example.com',
        card: {
          lastDigits: '2950',
          brand: 'MASTERCARD',
          expiry: '09/32',
          token: expect.stringMatching(/^flw-t1nf-/),
        },
        createdAt: '2026-11-20T10:00:00.000Z',
      },
    });
  });

  test.each(['1', 'unknown', '..', '../payment-plans', '', 'a/b', '1?x=2'])(
    'of the id "%s" is not found, and nothing else is asked about',
    async (id) => {
      expect(await provider.findTransaction(id)).toMatchObject({ kind: 'not-found' });
      expect(await provider.refund({ transactionId: id, amountKobo: 1, comment: '' })).toMatchObject({
        kind: 'not-found',
      });
    },
  );

  test.each([400, 404])('that is not found is so whatever the status: %i', async (notFoundStatus) => {
    await sandbox.control('settings', { notFoundStatus });
    expect(await provider.findTransaction('1')).toMatchObject({ kind: 'not-found' });
    expect(await provider.findTransactions('ord_1')).toMatchObject({ kind: 'not-found' });
  });

  test('pending is pending, and failed is failed', async () => {
    const pending = await pay({ outcome: 'pending-paid' });
    const failed = await pay({ outcome: 'failed' });
    expect(valueIn(await provider.findTransaction(pending)).status).toBe('pending');
    expect(valueIn(await provider.findTransaction(failed)).status).toBe('failed');
  });

  test('paid with another amount or currency says so', async () => {
    const [short, other] = [await pay({ amount: 'under' }), await pay({ currency: 'USD' })];
    expect(valueIn(await provider.findTransaction(short))).toMatchObject({
      status: 'paid',
      amountKobo: 225_045,
    });
    expect(valueIn(await provider.findTransaction(other))).toMatchObject({ status: 'paid', currency: 'USD' });
  });
});

describe('all transactions of a reference', () => {
  test.each(['newest', 'oldest'])(
    'are found, whichever one the provider looks up: the %s',
    async (byReference) => {
      await sandbox.control('settings', { byReference });
      const link = await checkout();
      const ids = [];
      for (const outcome of ['failed', 'success', 'failed', 'pending-paid'])
        ids.push(...(await sandbox.pay(link, { outcome })).transactions);
      const found = valueIn(await provider.findTransactions('ord_1'));
      expect(found.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      expect(found.map(({ status }) => status).toSorted()).toEqual(['failed', 'failed', 'paid', 'pending']);
    },
  );

  test('are found on further pages', async () => {
    const link = await checkout();
    for (let n = 0; n < 7; n++) await sandbox.pay(link, { times: 2, webhook: 'never' });
    expect(valueIn(await provider.findTransactions('ord_1'))).toHaveLength(14);
  });

  test('are of that reference exactly', async () => {
    await pay({}, { txRef: 'ord_1&page=2' });
    await pay({}, { txRef: 'ord_10' });
    expect(await provider.findTransactions('ord_1')).toMatchObject({ kind: 'not-found' });
    expect(valueIn(await provider.findTransactions('ord_1&page=2'))).toMatchObject([
      { txRef: 'ord_1&page=2' },
    ]);
  });

  test('are unknown as long as one of both answers is missing', async () => {
    await pay();
    for (const path of ['/verify_by_reference', '/transactions']) {
      await sandbox.control('fault', { kind: 'unavailable-json', path });
      expect(await provider.findTransactions('ord_1')).toMatchObject({ kind: 'unavailable' });
    }
  });
});

describe('the list of transactions', () => {
  test('comes by days and pages', async () => {
    for (let n = 0; n < 11; n++) await pay({ webhook: 'never' }, { txRef: `ord_${n}` });
    const list = async (page: number, day = '2026-11-20') =>
      valueIn(await provider.listTransactions({ from: day, to: day, page }));
    const first = await list(1);
    expect(first).toMatchObject({ unreadable: 0, more: true });
    expect(first.items).toHaveLength(10);
    expect(first.items[0]).toMatchObject({ txRef: 'ord_10', email: 'buyer@example.com', status: 'paid' });
    expect(await list(2)).toMatchObject({ items: [{ txRef: 'ord_0' }], more: false });
    expect(await list(1, '2026-11-19')).toEqual({ items: [], unreadable: 0, more: false });
  });
});

describe('a charge of a known card', () => {
  const charge = async (change: object = {}) => {
    const { card, email } = valueIn(await provider.findTransaction(await pay()));
    return provider.chargeToken({
      token: card?.token ?? '',
      email: email ?? '',
      txRef: 'renewal_1',
      amountKobo: 99_999,
      currency: 'NGN',
      narration: 'Renewal',
      ...change,
    });
  };

  test('is paid', async () => {
    expect(valueIn(await charge())).toMatchObject({
      transaction: { txRef: 'renewal_1', status: 'paid', amountKobo: 99_999 },
      agreeAt: undefined,
    });
  });

  test('fails, is declined, or waits for its owner', async () => {
    await sandbox.control('settings', { tokenCharge: 'failed' });
    expect(valueIn(await charge()).transaction.status).toBe('failed');
    await sandbox.control('settings', { tokenCharge: 'declined' });
    expect(await charge()).toMatchObject({ kind: 'refused' });
    await sandbox.control('settings', { tokenCharge: 'agreement-needed' });
    expect(valueIn(await charge())).toMatchObject({
      transaction: { status: 'pending' },
      agreeAt: expect.stringMatching(/^http:.*mockvbvpage/),
    });
  });

  test('of somebody else’s card is refused', async () => {
    expect(await charge({ email: 'other@example.com' })).toMatchObject({ kind: 'refused' });
  });

  test('whose answer is lost has been made, and is found by its reference', async () => {
    await sandbox.control('fault', { kind: 'reset', path: '/tokenized-charges', after: true });
    expect(await charge()).toMatchObject({ kind: 'unavailable', reason: 'no-answer' });
    expect(valueIn(await provider.findTransactions('renewal_1'))).toMatchObject([{ status: 'paid' }]);
  });
});

describe('a refund', () => {
  test.each([
    ['final', 'done'],
    ['failed', 'failed'],
    ['disbursal-failed', 'failed'],
    ['in-flight', 'in-flight'],
  ])('that ends %s was in flight, and is %s', async (refund, status) => {
    await sandbox.control('settings', { refund });
    const transactionId = await pay();
    const made = valueIn(await provider.refund({ transactionId, amountKobo: 100_050, comment: 'too much' }));
    expect(made).toEqual({ id: expect.any(String), transactionId, amountKobo: 100_050, status: 'in-flight' });
    await sandbox.pass(10);
    expect(valueIn(await provider.findRefund(made.id))).toEqual({ ...made, status });
    expect(valueIn(await provider.findRefunds(transactionId))).toEqual([{ ...made, status }]);
  });

  test('of more than was paid is refused', async () => {
    const transactionId = await pay();
    expect(await provider.refund({ transactionId, amountKobo: 250_051, comment: '' })).toMatchObject({
      kind: 'refused',
    });
    expect(valueIn(await provider.findRefunds(transactionId))).toEqual([]);
  });

  test('whose answer is lost is found before another is made', async () => {
    const transactionId = await pay();
    await sandbox.control('fault', { kind: 'unavailable-json', path: '/refund', after: true });
    const lost = await provider.refund({ transactionId, amountKobo: 100, comment: '' });
    expect(lost).toMatchObject({ kind: 'unavailable', reason: 'failing' });
    expect(valueIn(await provider.findRefunds(transactionId))).toMatchObject([{ amountKobo: 100 }]);
  });
});

test('chargebacks are listed with who decided what', async () => {
  const transaction = await pay();
  expect(valueIn(await provider.listChargebacks(1)).items).toEqual([]);
  await sandbox.control('chargeback', { transaction });
  const [open] = valueIn(await provider.listChargebacks(1)).items;
  expect(open).toEqual({
    id: expect.any(String),
    transactionId: transaction,
    txRef: 'ord_1',
    providerRef: expect.stringMatching(/^FLW-MOCK-/),
    amountKobo: 250_050,
    currency: 'NGN',
    status: 'open',
  });
  await sandbox.control('settings', { chargebackNames: 'flw_ref' });
  const [bare] = valueIn(await provider.listChargebacks(1)).items;
  expect(bare).toEqual({ ...open, transactionId: undefined, txRef: undefined });
  for (const [told, status] of [
    ['declined', 'open'],
    ['lost', 'lost'],
    ['accepted', 'lost'],
    ['won', 'won'],
    ['reversed', 'unclear'],
    ['closed', 'unknown'],
  ]) {
    await sandbox.control('decide-chargeback', { chargeback: open?.id, status: told });
    expect(valueIn(await provider.listChargebacks(1)).items).toMatchObject([{ status }]);
  }
});

test('a plan of the provider is subscribed to by paying, and cancelled', async () => {
  const planId = await sandbox.newPlan({ name: 'Pro', amount: 5000 });
  const { transactions } = await sandbox.pay(await sandbox.checkout({ payment_plan: planId }));
  const [transactionId = ''] = transactions;
  const [subscription] = valueIn(await provider.findSubscriptions({ transactionId }));
  expect(subscription).toEqual({
    id: expect.any(String),
    planId: String(planId),
    email: 'buyer@example.com',
    amountKobo: 500_000,
    active: true,
  });
  expect(valueIn(await provider.findSubscriptions({ email: 'buyer@example.com' }))).toEqual([subscription]);
  expect(valueIn(await provider.findSubscriptions({ email: 'other@example.com' }))).toEqual([]);
  const id = subscription?.id ?? '';
  expect(valueIn(await provider.cancelSubscription(id)).active).toBe(false);
  expect(await provider.cancelSubscription(String(planId))).toMatchObject({ kind: 'not-found' });
});

test('a stage without a provider has none, in every way', async () => {
  const nobody = flutterwave(askingNobody);
  const outcomes = await Promise.all([
    nobody.createCheckout(order),
    nobody.findTransaction('1'),
    nobody.findTransactions('ord_1'),
    nobody.findRefunds('1'),
    nobody.listChargebacks(1),
  ]);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ kind: 'unavailable', reason: 'not-configured' });
});
