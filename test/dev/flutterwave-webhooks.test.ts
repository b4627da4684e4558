import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type PaymentsSandbox, secretHash, startPaymentsSandbox } from '../support/payments-sandbox.ts';

let sandbox: PaymentsSandbox;
beforeEach(async () => {
  sandbox = await startPaymentsSandbox();
});
afterEach(() => sandbox.stop());

const bodies = (): unknown[] => sandbox.received.map(({ body }) => JSON.parse(body.toString()));
const Webhooks = z.object({ webhooks: z.array(z.object({ id: z.int() })) });
const pay = async (choice: object = {}, change: object = {}) =>
  sandbox.pay(await sandbox.checkout(change), choice);

describe('a webhook of a payment', () => {
  test('has the shape of the study, and no token', async () => {
    const { transactions } = await pay({}, { meta: { order_id: '1042' } });
    await sandbox.pass();
    expect(bodies()).toEqual([
      {
        event: 'charge.completed',
        data: expect.objectContaining({
          id: Number(transactions[0]),
          tx_ref: 'ord_1',
          amount: 2500,
          currency: 'NGN',
          status: 'successful',
          payment_type: 'card',
          customer: expect.objectContaining({ email: 'buyer@example.com', phone_number: null }),
          card: expect.objectContaining({ last_4digits: '2950' }),
        }),
        meta_data: expect.objectContaining({ order_id: '1042' }),
        'event.type': 'CARD_TRANSACTION',
      },
    ]);
    expect(sandbox.received[0]?.body.toString()).not.toContain('flw-t1nf');
  });

  test('shows the secret hash, and signs the very bytes in base64', async () => {
    await pay();
    await sandbox.pass();
    const [webhook] = sandbox.received;
    expect(webhook?.headers).toMatchObject({
      'content-type': 'application/json',
      'verif-hash': secretHash,
      'flutterwave-signature': createHmac('sha256', secretHash)
        .update(webhook?.body ?? '')
        .digest('base64'),
    });
  });

  test.each([
    [{ verifHash: false }, 'verif-hash', 'flutterwave-signature'],
    [{ signature: false }, 'flutterwave-signature', 'verif-hash'],
  ])('%j leaves one header out', async (settings, left, kept) => {
    await sandbox.control('settings', settings);
    await pay();
    await sandbox.pass();
    const headers = sandbox.received[0]?.headers ?? {};
    expect([headers[left], headers[kept]]).toEqual([undefined, expect.any(String)]);
  });

  test('has the form of before while v3 webhooks are off', async () => {
    await sandbox.control('settings', { v3Webhooks: false });
    const { transactions } = await pay();
    await sandbox.pass();
    expect(bodies()).toMatchObject([
      { id: Number(transactions[0]), txRef: 'ord_1', status: 'successful', 'event.type': 'CARD_TRANSACTION' },
    ]);
    expect(bodies()[0]).not.toHaveProperty('event');
  });

  test('is a form while JSON is off', async () => {
    await sandbox.control('settings', { json: false, v3Webhooks: false });
    await pay();
    await sandbox.pass();
    const form = new URLSearchParams(sandbox.received[0]?.body.toString());
    expect([form.get('txRef'), form.get('amount')]).toEqual(['ord_1', '2500']);
    expect(sandbox.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  test('leaves meta out when that is off', async () => {
    await sandbox.control('settings', { metaInWebhook: false });
    await pay({}, { meta: { order_id: '1042' } });
    await sandbox.pass();
    expect(bodies()[0]).not.toHaveProperty('meta_data');
  });

  test.each([
    [true, 1],
    [false, 0],
  ])('of a failed try: with the switch %s there come %i', async (failedWebhooks, count) => {
    await sandbox.control('settings', { failedWebhooks });
    await pay({ outcome: 'failed' });
    await sandbox.pass();
    expect(sandbox.received).toHaveLength(count);
  });

  test.each([
    ['once', 1],
    ['twice', 2],
    ['never', 0],
    ['late', 0],
  ])('%s: %i have come by now', async (webhook, count) => {
    await pay({ webhook });
    await sandbox.pass(59);
    expect(sandbox.received).toHaveLength(count);
  });

  test('late comes late', async () => {
    await pay({ webhook: 'late' });
    await sandbox.pass(60);
    expect(sandbox.received).toHaveLength(1);
  });

  test('before is there when the browser is sent back', async () => {
    await pay({ webhook: 'before' });
    expect(sandbox.received).toHaveLength(1);
  });
});

describe('a receiver', () => {
  const attempts = async (): Promise<unknown> => await sandbox.state();

  test.each([201, 204, 302, 400, 401, 500, 'reset'] as const)(
    'that answers %s is tried again, three times, and then given up',
    async (answer) => {
      await sandbox.control('settings', { retryAfter: 1800 });
      sandbox.answers.push(answer, answer, answer, answer);
      await pay();
      await sandbox.pass();
      expect(sandbox.received).toHaveLength(1);
      await sandbox.pass(1799);
      expect(sandbox.received).toHaveLength(1);
      await sandbox.pass(1);
      expect(sandbox.received).toHaveLength(2);
      await sandbox.pass(3600);
      expect(sandbox.received).toHaveLength(4);
      await sandbox.pass(36_000);
      expect(sandbox.received).toHaveLength(4);
      expect(await attempts()).toMatchObject({ webhooks: [{ state: 'given-up', attempts: { length: 4 } }] });
      expect(new Set(sandbox.received.map(({ body }) => body.toString())).size).toBe(1);
    },
  );

  test('that answers 200 at last is left alone', async () => {
    sandbox.answers.push(503);
    await pay();
    await sandbox.pass(100);
    expect(sandbox.received).toHaveLength(2);
    expect(await attempts()).toMatchObject({
      webhooks: [{ state: 'delivered', attempts: [{ answer: '503' }, { answer: '200' }] }],
    });
  });

  test('gets one try where retries are off', async () => {
    await sandbox.control('settings', { retries: false });
    sandbox.answers.push(503);
    await pay();
    await sandbox.pass(100_000);
    expect(sandbox.received).toHaveLength(1);
  });

  test('can be sent a webhook again, whatever became of it', async () => {
    await pay({ webhook: 'never' });
    const { webhooks } = Webhooks.parse(await sandbox.state());
    await sandbox.control('resend', { webhook: webhooks[0]?.id });
    await sandbox.pass();
    expect(sandbox.received).toHaveLength(1);
  });

  test('gets after a kill what was on its way', async () => {
    await pay();
    await sandbox.restart();
    await sandbox.pass();
    expect(sandbox.received).toHaveLength(1);
  });
});
