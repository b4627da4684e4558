import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultSettings } from '../../dev/flutterwave/records.ts';
import { openStore } from '../../dev/flutterwave/store.ts';
import { order, type PaymentsSandbox, secretKey, startPaymentsSandbox } from '../support/payments-sandbox.ts';

let sandbox: PaymentsSandbox;
beforeEach(async () => {
  sandbox = await startPaymentsSandbox();
});
afterEach(() => sandbox.stop());

const refusal = (message: unknown) => ({ status: 'error', message, data: null });
const verify = async (id: string | undefined) =>
  (await sandbox.call('GET', `/transactions/${id}/verify`)).body;

describe('a caller', () => {
  test.each([
    ['no key', {}],
    ['another key', { authorization: `Bearer ${secretKey.replace('0', '1')}` }],
    ['the key without its scheme', { authorization: secretKey }],
  ])('with %s is not authorised', async (_, headers) => {
    const reply = await fetch(`${sandbox.api}/payments`, {
      method: 'POST',
      headers,
      body: JSON.stringify(order),
    });
    expect([reply.status, await reply.json()]).toEqual([401, refusal('Authorization required')]);
    expect(await sandbox.state()).toMatchObject({ checkouts: [] });
  });

  test('that asks for what there is not gets 404 in the provider’s form', async () => {
    expect(await sandbox.call('GET', '/nothing')).toEqual({ status: 404, body: refusal(expect.any(String)) });
    expect((await sandbox.call('DELETE', '/payments')).status).toBe(404);
  });
});

describe('POST /payments', () => {
  test('gives a link and no transaction', async () => {
    const { status, body } = await sandbox.call('POST', '/payments', order);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'success',
      message: 'Hosted Link',
      data: { link: expect.stringMatching(/\/dev\/flutterwave\/v3\/hosted\/pay\/flwlnk-[0-9a-z]{26}$/) },
    });
    expect(await sandbox.call('GET', '/transactions/verify_by_reference?tx_ref=ord_1')).toEqual({
      status: 400,
      body: refusal('No transaction was found for this id'),
    });
  });

  test.each([
    ['no amount', { amount: undefined }, /amount/],
    ['an amount of nothing', { amount: 0 }, /amount/],
    ['a negative amount', { amount: -5 }, /amount/],
    ['half a kobo', { amount: 10.005 }, /amount/],
    ['words for an amount', { amount: 'ten' }, /amount/],
    ['no reference', { tx_ref: undefined }, /tx_ref/],
    ['an empty reference', { tx_ref: '' }, /tx_ref/],
    ['a reference of 101 letters', { tx_ref: 'x'.repeat(101) }, /tx_ref/],
    ['no customer', { customer: undefined }, /customer/],
    ['a customer without an address', { customer: { name: 'Test' } }, /customer/],
    ['a currency that is none', { currency: 'naira' }, /currency/],
    ['a redirect into a script', { redirect_url: 'javascript:alert(1)' }, /redirect_url/],
    ['a page that is good for two days', { configurations: { session_duration: 2880 } }, /session_duration/],
    ['a plan that is not there', { payment_plan: 7 }, /plan/],
  ])('refuses %s', async (_, change, message) => {
    const reply = await sandbox.call('POST', '/payments', { ...order, ...change });
    expect(reply).toEqual({ status: 400, body: refusal(expect.stringMatching(message)) });
  });

  test('refuses what is no JSON', async () => {
    const reply = await fetch(`${sandbox.api}/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}` },
      body: '{"amount":',
    });
    expect(reply.status).toBe(400);
  });

  test('takes numeric texts and decimals, and naira where no currency is given', async () => {
    await sandbox.checkout({ amount: '2500.50', currency: undefined });
    const { transactions } = await sandbox.pay('ord_1');
    expect(await verify(transactions[0])).toMatchObject({ data: { amount: 2500.5, currency: 'NGN' } });
  });

  test('a link can be switched off once, and takes nothing then', async () => {
    const link = await sandbox.checkout();
    const off = () => sandbox.call('POST', '/payments/link/disable', { link });
    expect((await off()).status).toBe(200);
    expect(await off()).toEqual({
      status: 400,
      body: refusal('This payment link is currently inactive'),
    });
    expect((await sandbox.control('pay', { checkout: link, outcome: 'success' })).status).toBe(409);
    expect((await fetch(link)).status).toBe(410);
  });
});

describe('what a customer does', () => {
  test('paying sends them back with the transaction, spelled as chosen', async () => {
    const link = await sandbox.checkout();
    const paid = await sandbox.pay(link);
    expect(paid.redirect).toBe(
      `http://127.0.0.1:3000/paid?status=completed&tx_ref=ord_1&transaction_id=${paid.transactions[0]}`,
    );
    const again = await sandbox.pay(link, { spelling: 'successful' });
    expect(again.redirect).toContain('?status=successful&');
    expect(again.transactions[0]).not.toBe(paid.transactions[0]);
  });

  test('the redirect keeps what the address had', async () => {
    await sandbox.checkout({ redirect_url: 'https://app.example/paid?from=a%26b' });
    const { redirect } = await sandbox.pay('ord_1');
    expect(new URL(redirect ?? '').searchParams.get('from')).toBe('a&b');
  });

  test('a failed try stays on the page, with a transaction of its own; after the last they are sent back', async () => {
    const link = await sandbox.checkout({ configurations: { max_retry_attempt: 2 } });
    const first = await sandbox.pay(link, { outcome: 'failed' });
    expect(first.redirect).toBeNull();
    expect(await verify(first.transactions[0])).toMatchObject({
      data: { status: 'failed', tx_ref: 'ord_1' },
    });
    const last = await sandbox.pay(link, { outcome: 'failed' });
    expect(last.redirect).toBe('http://127.0.0.1:3000/paid?status=failed&tx_ref=ord_1');
    expect((await sandbox.control('pay', { checkout: link, outcome: 'success' })).status).toBe(409);
  });

  test('cancelling tells no transaction, and does not hinder paying', async () => {
    const link = await sandbox.checkout();
    const { redirect, transactions } = await sandbox.pay(link, { outcome: 'cancel' });
    expect([redirect, transactions]).toEqual([
      'http://127.0.0.1:3000/paid?status=cancelled&tx_ref=ord_1',
      [],
    ]);
    expect((await sandbox.pay(link)).transactions).toHaveLength(1);
  });

  test.each([
    ['pending-paid', 'successful'],
    ['pending-failed', 'failed'],
  ])('%s: pending until its time has come', async (outcome, status) => {
    const { redirect, transactions } = await sandbox.pay(await sandbox.checkout(), { outcome, seconds: 60 });
    expect(redirect).toContain('status=pending');
    await sandbox.pass(59);
    expect(await verify(transactions[0])).toMatchObject({ data: { status: 'pending' } });
    expect(sandbox.received).toEqual([]);
    await sandbox.pass(1);
    expect(await verify(transactions[0])).toMatchObject({ data: { status } });
    expect(sandbox.received).toHaveLength(1);
  });

  test('a page that expires fails what was pending on it', async () => {
    const link = await sandbox.checkout();
    const { transactions } = await sandbox.pay(link, { outcome: 'pending-paid', seconds: 600 });
    const { redirect } = await sandbox.pay(link, { outcome: 'expire' });
    expect(redirect).toBe('http://127.0.0.1:3000/paid?status=failed&tx_ref=ord_1');
    expect(await verify(transactions[0])).toMatchObject({ data: { status: 'failed' } });
    await sandbox.pass(600);
    expect(await verify(transactions[0])).toMatchObject({ data: { status: 'failed' } });
  });

  test('after its minutes a page takes nothing', async () => {
    const link = await sandbox.checkout({ configurations: { session_duration: 30 } });
    await sandbox.pass(30 * 60);
    expect((await sandbox.control('pay', { checkout: link, outcome: 'success' })).status).toBe(409);
    expect(await sandbox.state()).toMatchObject({ checkouts: [{ state: 'expired' }], transactions: [] });
  });

  test('a failed transaction may be paid after all', async () => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), { outcome: 'failed' });
    await sandbox.control('settle', { transaction: transactions[0], status: 'successful' });
    expect(await verify(transactions[0])).toMatchObject({ data: { status: 'successful' } });
  });

  test.each([
    [{ amount: 'over' }, { amount: 2750, currency: 'NGN' }],
    [{ amount: 'under' }, { amount: 2250, currency: 'NGN' }],
    [{ paid: '0.01' }, { amount: 0.01, currency: 'NGN' }],
    [{ currency: 'USD' }, { amount: 2500, currency: 'USD' }],
  ])('%j is what verify tells', async (choice, told) => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), choice);
    expect(await verify(transactions[0])).toMatchObject({ data: told });
  });

  test('paying twice gives two successes for one reference', async () => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), { times: 2 });
    expect(new Set(transactions).size).toBe(2);
    const { body } = await sandbox.call('GET', '/transactions?tx_ref=ord_1');
    expect(body).toMatchObject({
      data: [
        { id: transactions[1], status: 'successful' },
        { id: transactions[0], status: 'successful' },
      ],
    });
  });
});

describe('what became of a payment', () => {
  test('verify tells it in the shape of the study', async () => {
    await sandbox.checkout({ meta: { order_id: '1042' } });
    const { transactions } = await sandbox.pay('ord_1');
    expect(await verify(transactions[0])).toEqual({
      status: 'success',
      message: 'Transaction fetched successfully',
      data: {
        id: Number(transactions[0]),
        tx_ref: 'ord_1',
        flw_ref: expect.stringMatching(/^FLW-MOCK-[0-9a-f]{32}$/),
        device_fingerprint: 'N/A',
        amount: 2500,
        currency: 'NGN',
        charged_amount: 2500,
        app_fee: 35,
        merchant_fee: 0,
        processor_response: expect.any(String),
        auth_model: 'PIN',
        ip: '127.0.0.1',
        narration: 'CARD Transaction ',
        status: 'successful',
        payment_type: 'card',
        created_at: '2026-11-20T10:00:00.000Z',
        account_id: expect.any(Number),
        card: expect.objectContaining({ token: expect.stringMatching(/^flw-t1nf-[0-9a-f]{32}-m03k$/) }),
        meta: expect.objectContaining({ order_id: '1042' }),
        amount_settled: 2462.37,
        customer: {
          id: expect.any(Number),
          name: 'Test Buyer',
          phone_number: null,
          email: 'buyer@example.com',
          created_at: '2026-11-20T10:00:00.000Z',
        },
      },
    });
  });

  test.each([
    ['bank_transfer', 'NGN', 'bank_transfer'],
    ['ussd', 'NGN', 'ussd'],
    ['mobile_money', 'GHS', 'mobilemoneygh'],
    ['mobile_money', 'KES', 'mpesa'],
  ])('%s in %s is told as %s, and without a card', async (method, currency, type) => {
    const { transactions } = await sandbox.pay(await sandbox.checkout({ currency }), { method });
    const told = await verify(transactions[0]);
    expect(told).toMatchObject({ data: { payment_type: type } });
    expect(told).not.toHaveProperty('data.card');
  });

  test.each([['newest'], ['oldest']])(
    'by reference the %s of several is found, as set',
    async (byReference) => {
      await sandbox.control('settings', { byReference });
      const link = await sandbox.checkout();
      const [failed, paid] = [await sandbox.pay(link, { outcome: 'failed' }), await sandbox.pay(link)];
      const { body } = await sandbox.call('GET', '/transactions/verify_by_reference?tx_ref=ord_1');
      const wanted = byReference === 'newest' ? paid : failed;
      expect(body).toMatchObject({ data: { id: Number(wanted.transactions[0]) } });
    },
  );

  test('the list has flat rows with ids as texts, ten a page, of the days that are asked for', async () => {
    for (let n = 0; n < 11; n++) {
      await sandbox.checkout({ tx_ref: `ord_${n}` });
      await sandbox.pay(`ord_${n}`, n === 0 ? { outcome: 'pending-paid', seconds: 10 ** 6 } : {});
    }
    const list = async (query: string) => (await sandbox.call('GET', `/transactions?${query}`)).body;
    const day = 'from=2026-11-20&to=2026-11-20';
    expect(await list(day)).toMatchObject({
      message: 'Transactions fetched',
      meta: { page_info: { total: 11, current_page: 1, total_pages: 2 } },
      data: {
        length: 10,
        0: { id: expect.any(String), tx_ref: 'ord_10', customer_email: 'buyer@example.com' },
      },
    });
    expect(await list(`${day}&page=2`)).toMatchObject({
      data: { length: 1, 0: { tx_ref: 'ord_0', status: 'pending', amount_settled: null, app_fee: null } },
    });
    expect(await list('from=2026-11-21')).toMatchObject({ data: [] });
    expect(await list('to=2026-11-19')).toMatchObject({ data: [] });
    expect(await list('status=pending')).toMatchObject({ data: [{ tx_ref: 'ord_0' }] });
    expect((await sandbox.call('GET', '/transactions?from=yesterday')).status).toBe(400);
  });

  test('events and the hook of a transaction can be asked for', async () => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), { webhook: 'never' });
    const path = `/transactions/${transactions[0]}`;
    expect((await sandbox.call('GET', `${path}/events`)).body).toMatchObject({ status: 'success' });
    expect(await sandbox.call('POST', `${path}/resend-hook`)).toEqual({
      status: 200,
      body: { status: 'success', message: 'hook sent successfully', data: 'hook sent' },
    });
    await sandbox.pass();
    expect(sandbox.received).toHaveLength(1);
  });

  test.each(['abc', '1', '99999999999999999999'])('"%s" is no transaction', async (id) => {
    expect(await verify(id)).toEqual(refusal('No transaction was found for this id'));
  });
});

test('everything is still known after a kill, and goes on', async () => {
  const link = await sandbox.checkout();
  const paid = await sandbox.pay(link, { webhook: 'late' });
  const pending = await sandbox.pay(link, { outcome: 'pending-paid', seconds: 100, webhook: 'never' });
  await sandbox.restart();
  expect(await verify(paid.transactions[0])).toMatchObject({ data: { status: 'successful' } });
  await sandbox.pass(100);
  expect(await verify(pending.transactions[0])).toMatchObject({ data: { status: 'successful' } });
  expect(sandbox.received).toHaveLength(1);
  expect((await fetch(link)).status).toBe(200);
});

test('settings that were changed outlive a restart, and the others follow where the cloud is now', async () => {
  await sandbox.control('settings', { refundShape: 'wrapped', webhookUrl: `${sandbox.url}/elsewhere` });
  await sandbox.restart();
  expect(await sandbox.state()).toMatchObject({
    settings: { refundShape: 'wrapped', webhookUrl: `${sandbox.url}/elsewhere` },
  });
  const folder = mkdtempSync(join(tmpdir(), 'mytypist-payments-'));
  const open = (webhookUrl: string) =>
    openStore(folder, { ...defaultSettings, secretHash: 'x'.repeat(16), webhookUrl });
  const before = open('http://127.0.0.1:3000/webhook');
  before.changeSettings({ webhookUrl: 'http://127.0.0.1:3000/webhook', retries: false });
  before.close();
  const after = open('http://127.0.0.1:3100/webhook');
  expect(after.settings()).toMatchObject({ webhookUrl: 'http://127.0.0.1:3100/webhook', retries: false });
  after.close();
  rmSync(folder, { recursive: true });
});

test('two sandboxes never give the same number', async () => {
  const other = await startPaymentsSandbox();
  try {
    const here = await sandbox.pay(await sandbox.checkout());
    const there = await other.pay(await other.checkout());
    expect(Math.abs(Number(here.transactions[0]) - Number(there.transactions[0]))).toBeGreaterThan(0);
  } finally {
    await other.stop();
  }
});
