import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Answered, type PaymentsSandbox, startPaymentsSandbox } from '../support/payments-sandbox.ts';

let sandbox: PaymentsSandbox;
beforeEach(async () => {
  sandbox = await startPaymentsSandbox();
});
afterEach(() => sandbox.stop());

const Made = z.object({ data: z.looseObject({ id: z.int() }) });
const idOf = ({ body }: Answered): number => Made.parse(body).data.id;
const events = (): unknown[] => sandbox.received.map(({ body }) => JSON.parse(body.toString()));
const hour = 3_600;

async function paid(change: object = {}, choice: object = {}): Promise<string> {
  const { transactions } = await sandbox.pay(await sandbox.checkout(change), choice);
  return transactions[0] ?? '';
}

async function tokenOf(transaction: string): Promise<string> {
  const { body } = await sandbox.call('GET', `/transactions/${transaction}/verify`);
  return z.object({ data: z.object({ card: z.object({ token: z.string() }) }) }).parse(body).data.card.token;
}

describe('plans', () => {
  const plan = { name: 'Pro', interval: 'monthly', amount: 5000 };

  test('are made with the amount as a text, and fetched with a number', async () => {
    const made = await sandbox.call('POST', '/payment-plans', plan);
    expect(made.body).toMatchObject({
      message: 'Payment plan created',
      data: {
        name: 'Pro',
        amount: '5000',
        interval: 'monthly',
        duration: 0,
        status: 'active',
        currency: 'NGN',
      },
    });
    const path = `/payment-plans/${idOf(made)}`;
    expect((await sandbox.call('GET', path)).body).toMatchObject({ data: { amount: 5000 } });
    await sandbox.call('PUT', path, { name: 'Pro, new', status: 'active' });
    expect((await sandbox.call('GET', '/payment-plans')).body).toMatchObject({
      meta: { page_info: { total: 1 } },
      data: [{ name: 'Pro, new', amount: 5000 }],
    });
    await sandbox.call('PUT', `${path}/cancel`);
    expect((await sandbox.call('GET', '/payment-plans?status=active')).body).toMatchObject({ data: [] });
  });

  test.each([
    [{ name: undefined }],
    [{ interval: undefined }],
    [{ interval: 'now and then' }],
    [{ interval: 'every zero days' }],
    [{ amount: -1 }],
  ])('with %j are refused', async (change) => {
    expect((await sandbox.call('POST', '/payment-plans', { ...plan, ...change })).status).toBe(400);
    expect((await sandbox.call('GET', '/payment-plans/7')).status).toBe(400);
    expect((await sandbox.call('PUT', '/payment-plans/7', { name: 'x', status: 'active' })).status).toBe(400);
  });

  test('a checkout has the plan’s currency', async () => {
    const payment_plan = idOf(await sandbox.call('POST', '/payment-plans', { ...plan, currency: 'GHS' }));
    const body = {
      tx_ref: 'a',
      amount: 1,
      currency: 'NGN',
      customer: { email: 'a@b.example' },
      payment_plan,
    };
    expect((await sandbox.call('POST', '/payments', body)).status).toBe(400);
  });
});

describe('a subscription', () => {
  const subscribe = async (interval = 'hourly', plan: object = {}) => {
    const payment_plan = idOf(
      await sandbox.call('POST', '/payment-plans', { name: 'Pro', interval, amount: 5000, ...plan }),
    );
    const transaction = await paid({ payment_plan }, { method: 'bank_transfer', webhook: 'never' });
    const found = await sandbox.call('GET', `/subscriptions?transaction_id=${transaction}`);
    const { data } = z.object({ data: z.array(z.object({ id: z.int() })) }).parse(found.body);
    return { payment_plan, transaction, found: found.body, id: data[0]?.id };
  };

  test('begins with the first payment, which a plan makes one by card', async () => {
    const { payment_plan, transaction, found } = await subscribe();
    expect(found).toMatchObject({
      message: 'Plan subscriptions fetched',
      data: [
        {
          plan: payment_plan,
          amount: 5000,
          status: 'active',
          customer: { customer_email: 'buyer@example.com' },
        },
      ],
    });
    expect((await sandbox.call('GET', `/transactions/${transaction}/verify`)).body).toMatchObject({
      data: { payment_type: 'card', amount: 2500 },
    });
    expect((await sandbox.call('GET', '/subscriptions?email=other@example.com')).body).toMatchObject({
      data: [],
    });
  });

  test('is renewed each interval with the first reference and the plan’s amount', async () => {
    const { transaction } = await subscribe();
    await sandbox.pass(hour - 1);
    expect(events()).toEqual([]);
    await sandbox.pass(2 * hour);
    expect(events()).toMatchObject([
      { data: { tx_ref: 'ord_1', amount: 5000, auth_model: 'noauth', narration: 'Charge for Pro' } },
      { data: { flw_ref: expect.stringMatching(/^FLW-MOCK-SUB-/), status: 'successful' } },
    ]);
    expect(new Set([transaction, ...events().map((event) => Made.parse(event).data.id)]).size).toBe(3);
  });

  test('is renewed with a reference of the provider where that is chosen', async () => {
    await sandbox.control('settings', { renewalReference: 'generated' });
    await subscribe();
    await sandbox.pass(hour);
    expect(events()).toMatchObject([{ data: { tx_ref: expect.not.stringMatching(/^ord_1$/) } }]);
  });

  test('ends after three failures half an hour apart, and says so', async () => {
    const { id } = await subscribe('daily');
    await sandbox.control('renewals', { subscription: id, cardWorks: false });
    await sandbox.pass(24 * hour + 1_799);
    expect(events()).toMatchObject([{ data: { status: 'failed' } }]);
    await sandbox.pass(hour);
    expect(events()).toMatchObject([
      { data: { status: 'failed' } },
      { data: { status: 'failed' } },
      { data: { status: 'failed' } },
      {
        event: 'subscription.cancelled',
        data: { status: 'deactivated', customer: { email: 'buyer@example.com' } },
      },
    ]);
    await sandbox.pass(240 * hour);
    expect(events()).toHaveLength(4);
  });

  test('that fails once and is paid then goes on as before', async () => {
    const { id } = await subscribe('daily');
    await sandbox.control('renewals', { subscription: id, cardWorks: false });
    await sandbox.pass(24 * hour);
    await sandbox.control('renewals', { subscription: id, cardWorks: true });
    await sandbox.pass(1_800);
    expect(events()).toMatchObject([{ data: { status: 'failed' } }, { data: { status: 'successful' } }]);
  });

  test('that is cancelled is not renewed, and one that is activated again is', async () => {
    const { id, payment_plan } = await subscribe();
    expect((await sandbox.call('PUT', `/subscriptions/${payment_plan}/cancel`)).status).toBe(400);
    const cancelled = await sandbox.call('PUT', `/subscriptions/${id}/cancel`);
    expect(cancelled.body).toMatchObject({
      message: 'Subscription cancelled',
      data: { status: 'cancelled' },
    });
    await sandbox.pass(10 * hour);
    expect(events()).toMatchObject([{ event: 'subscription.cancelled' }]);
    const activated = await sandbox.call('PUT', `/subscriptions/${id}/activate`);
    expect(activated.body).toMatchObject({ message: 'Subscription activated', data: { status: 'active' } });
    await sandbox.pass(hour);
    expect(events()).toMatchObject([{}, { event: 'charge.completed' }]);
  });

  test('ends with its plan, and after its number of cycles', async () => {
    const { payment_plan, id } = await subscribe();
    await sandbox.call('PUT', `/payment-plans/${payment_plan}/cancel`);
    expect((await sandbox.call('GET', '/subscriptions?status=cancelled')).body).toMatchObject({
      data: [{ id }],
    });
    await subscribe('hourly', { duration: 2 });
    sandbox.received.length = 0;
    await sandbox.pass(10 * hour);
    expect(events().filter((event) => JSON.stringify(event).includes('charge.completed'))).toHaveLength(1);
  });
});

describe('a charge of a card that was used before', () => {
  const charge = async (change: object = {}) =>
    sandbox.call('POST', '/tokenized-charges', {
      token: await tokenOf(await paid({}, { webhook: 'never' })),
      email: 'buyer@example.com',
      tx_ref: 'renewal_1',
      amount: 1500.5,
      currency: 'NGN',
      narration: 'Renewal',
      ...change,
    });

  test('succeeds, and is told of', async () => {
    const { status, body } = await charge();
    expect([status, body]).toMatchObject([
      200,
      {
        message: 'Charge successful',
        data: { tx_ref: 'renewal_1', amount: 1500.5, status: 'successful', auth_model: 'noauth' },
      },
    ]);
    await sandbox.pass();
    expect(events()).toMatchObject([{ data: { tx_ref: 'renewal_1', status: 'successful' } }]);
  });

  test('can fail, or be declined', async () => {
    await sandbox.control('settings', { tokenCharge: 'failed' });
    expect(await charge()).toMatchObject({ status: 200, body: { data: { status: 'failed' } } });
    await sandbox.control('settings', { tokenCharge: 'declined' });
    expect(await charge()).toMatchObject({ status: 400, body: { status: 'error' } });
  });

  test.each([
    ['yes', 'successful'],
    ['no', 'failed'],
  ])('can ask its owner, who says %s', async (agree, status) => {
    await sandbox.control('settings', { tokenCharge: 'agreement-needed' });
    const { body } = await charge({ redirect_url: 'http://127.0.0.1:3000/back' });
    const Asked = z.object({
      data: z.object({ id: z.int(), status: z.literal('pending') }),
      meta: z.object({ authorization: z.object({ mode: z.literal('redirect'), redirect: z.string() }) }),
    });
    const asked = Asked.parse(body);
    const { redirect } = asked.meta.authorization;
    expect(await (await fetch(redirect)).text()).toContain('NGN 1,500.50');
    const reply = await fetch(redirect, {
      method: 'POST',
      body: new URLSearchParams({ agree }),
      redirect: 'manual',
    });
    expect(reply.headers.get('location')).toBe(
      `http://127.0.0.1:3000/back?status=${status}&tx_ref=renewal_1&transaction_id=${asked.data.id}`,
    );
    await sandbox.pass();
    expect(events()).toMatchObject([{ data: { status } }]);
    expect((await fetch(redirect)).status).toBe(404);
  });

  test.each([
    ['another address', { email: 'other@example.com' }],
    ['an invented token', { token: 'flw-t1nf-0-m03k' }],
    ['no token', { token: undefined }],
    ['no reference', { tx_ref: undefined }],
    ['no currency', { currency: undefined }],
    ['no amount', { amount: undefined }],
  ])('with %s is refused', async (_, change) => {
    expect((await charge(change)).status).toBe(400);
  });

  test('takes no token of a payment that failed', async () => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), { outcome: 'failed' });
    const token = await tokenOf(transactions[0] ?? '');
    expect((await charge({ token })).status).toBe(400);
  });
});

describe('a refund', () => {
  const refund = (transaction: string, body: object = {}) =>
    sandbox.call('POST', `/transactions/${transaction}/refund`, body);

  test('is promised at once and done later, by the channel of the payment', async () => {
    const transaction = await paid({}, { method: 'bank_transfer', webhook: 'never' });
    const made = await refund(transaction, { amount: 1000, comments: 'too much' });
    expect(made.body).toMatchObject({
      message: 'Transaction refund initiated',
      data: {
        tx_id: Number(transaction),
        amount_refunded: 1000,
        status: 'completed',
        destination: 'payment_source',
      },
    });
    await sandbox.pass(10);
    expect((await sandbox.call('GET', `/refunds/${idOf(made)}`)).body).toMatchObject({
      data: { status: 'completed-bank-transfer' },
    });
    expect(events()).toEqual([
      {
        id: idOf(made),
        AmountRefunded: 1000,
        status: 'completed-bank-transfer',
        FlwRef: expect.any(String),
        TransactionId: Number(transaction),
      },
    ]);
    expect((await sandbox.call('GET', `/refunds?id=${transaction}`)).body).toMatchObject({
      data: [{ id: idOf(made) }],
    });
  });

  test('is told wrapped, or not at all, as chosen', async () => {
    const transaction = await paid({}, { webhook: 'never' });
    await sandbox.control('settings', { refundShape: 'wrapped' });
    await refund(transaction, { amount: 1 });
    await sandbox.pass(10);
    expect(events()).toMatchObject([
      { event: 'refund.completed', data: { AmountRefunded: 1, TransactionId: Number(transaction) } },
    ]);
    await sandbox.control('settings', { refundWebhooks: false });
    await refund(transaction, { amount: 1 });
    await sandbox.pass(10);
    expect(events()).toHaveLength(1);
  });

  test('gives back all that is left unless told, and never more', async () => {
    const transaction = await paid();
    expect((await refund(transaction, { amount: 2500.01 })).status).toBe(400);
    expect((await refund(transaction, { amount: 1000 })).status).toBe(200);
    expect((await refund(transaction)).body).toMatchObject({ data: { amount_refunded: 1500 } });
    expect((await refund(transaction)).status).toBe(400);
    expect((await refund(transaction, { amount: 1 })).status).toBe(400);
  });

  test.each([
    ['failed', { status: 'failed' }],
    [
      'disbursal-failed',
      { status: 'completed', meta: expect.stringContaining('"disburse_status":"failed"') },
    ],
    ['in-flight', { status: 'completed' }],
  ])('may end %s', async (outcome, told) => {
    await sandbox.control('settings', { refund: outcome });
    const transaction = await paid();
    const made = await refund(transaction);
    await sandbox.pass(100);
    expect((await sandbox.call('GET', `/refunds/${idOf(made)}`)).body).toMatchObject({ data: told });
    const again = await refund(transaction);
    expect(again.status).toBe(outcome === 'in-flight' ? 400 : 200);
  });

  test('is of payments that succeeded', async () => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), { outcome: 'failed' });
    expect((await refund(transactions[0] ?? '')).status).toBe(400);
    expect((await refund('7')).body).toMatchObject({ message: 'No transaction was found for this id' });
    expect((await sandbox.call('GET', '/refunds/7')).status).toBe(400);
  });
});

describe('a chargeback', () => {
  test('is listed, and decided once', async () => {
    const transaction = await paid();
    const { body } = await sandbox.control('chargeback', { transaction, kobo: 100_000 });
    const { chargeback } = z.object({ chargeback: z.string() }).parse(body);
    expect((await sandbox.call('GET', '/chargebacks')).body).toMatchObject({
      data: [
        {
          id: Number(chargeback),
          amount: 1000,
          status: 'initiated',
          transaction_id: Number(transaction),
          tx_ref: 'ord_1',
        },
      ],
    });
    const decide = (action: string) => sandbox.call('PUT', `/chargebacks/${chargeback}`, { action });
    expect((await decide('perhaps')).status).toBe(400);
    expect((await decide('decline')).body).toMatchObject({ data: { status: 'declined' } });
    expect((await decide('accept')).status).toBe(400);
    await sandbox.control('decide-chargeback', { chargeback, status: 'lost' });
    expect((await sandbox.call('GET', '/chargebacks')).body).toMatchObject({ data: [{ status: 'lost' }] });
  });
});
