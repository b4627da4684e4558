import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { flutterwaveHere } from '../../dev/flutterwave/here.ts';
import { nextTime } from '../../dev/flutterwave/intervals.ts';
import { localKeys } from '../../dev/flutterwave/local-keys.ts';
import { secretKeyFault } from '../../shared/payments/secret-key.ts';
import { visit } from '../support/browser.ts';
import { type PaymentsSandbox, startPaymentsSandbox } from '../support/payments-sandbox.ts';

let sandbox: PaymentsSandbox;
beforeEach(async () => {
  sandbox = await startPaymentsSandbox();
});
afterEach(() => sandbox.stop());

const post = (address: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  visit(address, { method: 'POST', body: new URLSearchParams(form), headers });

describe('the checkout page', () => {
  test('shows whom one pays, how much, and what can happen, without scripts and nothing from elsewhere', async () => {
    const page = await visit(await sandbox.checkout());
    expect(page.status).toBe(200);
    expect(page.text).toContain('<h1>MyTypist</h1>');
    expect(page.text).toContain('NGN 2,500.00');
    for (const choice of [
      'card',
      'bank_transfer',
      'ussd',
      'mobile_money',
      'pending-paid',
      'cancel',
      'expire',
    ])
      expect(page.text).toContain(`value="${choice}"`);
    expect(page.text).toContain('<html lang="en">');
    expect(page.text).toContain('name="viewport"');
    expect(page.text).not.toMatch(/<script|https?:\/\//);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  test('names every control for those who do not see it', async () => {
    const { text } = await visit(await sandbox.checkout());
    const controls = text.match(/<(input|select)\b/g) ?? [];
    const labelled = text.match(/<label[^>]*>(?:(?!<\/label>).)*<(input|select)\b/gs) ?? [];
    expect(controls.length).toBeGreaterThan(15);
    expect(labelled).toHaveLength(controls.length);
    expect(text.match(/<legend>/g)).toHaveLength(2);
  });

  test('escapes what the merchant and the customer sent', async () => {
    const attack = '"><script>alert(1)</script>';
    const link = await sandbox.checkout({
      tx_ref: attack,
      customizations: { title: attack, description: attack },
    });
    expect((await visit(link)).text).not.toContain('<script');
    expect((await visit(sandbox.url)).text).not.toContain('<script');
  });

  test('offers what the merchant asked for, and with a plan cards only', async () => {
    const some = await visit(await sandbox.checkout({ payment_options: 'ussd, banktransfer, unknown' }));
    expect(some.text).toContain('value="ussd"');
    expect(some.text).not.toContain('value="card"');
    const { body } = await sandbox.call('POST', '/payment-plans', { name: 'Pro', interval: 'monthly' });
    const { data } = z.object({ data: z.object({ id: z.int() }) }).parse(body);
    const plan = await visit(await sandbox.checkout({ payment_plan: data.id }));
    expect(plan.text).toContain('value="card"');
    expect(plan.text).not.toContain('value="ussd"');
  });

  test('sends the browser back', async () => {
    const link = await sandbox.checkout();
    const reply = await post(link, {
      method: 'ussd',
      outcome: 'success',
      amount: 'under',
      paid: '',
      currency: '',
    });
    expect(reply.status).toBe(303);
    const { searchParams, origin } = new URL(reply.headers.get('location') ?? '');
    expect([origin, searchParams.get('status')]).toEqual(['http://127.0.0.1:3000', 'completed']);
    const id = searchParams.get('transaction_id');
    expect((await sandbox.call('GET', `/transactions/${id}/verify`)).body).toMatchObject({
      data: { payment_type: 'ussd', amount: 2250 },
    });
    expect((await visit(link)).text).toContain('This was paid');
  });

  test('stays after a failed try, and says so', async () => {
    const page = await post(await sandbox.checkout(), { method: 'card', outcome: 'failed' });
    expect(page.status).toBe(200);
    expect(page.text).toContain('role="status">The payment failed');
  });

  test('says what is wrong with what was typed', async () => {
    const page = await post(await sandbox.checkout(), { outcome: 'success', paid: 'a lot' });
    expect(page.text).toContain('paid must be an amount');
    expect(await sandbox.state()).toMatchObject({ transactions: [] });
  });

  test('says goodbye where there is no way back', async () => {
    const page = await post(await sandbox.checkout({ redirect_url: undefined }), { outcome: 'success' });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('You can close this page')]);
  });

  test('arms faults for the next calls', async () => {
    await post(await sandbox.checkout(), { outcome: 'success', fault: 'too-many-requests', faultTimes: '2' });
    const statuses = [1, 2, 3].map(async () => (await sandbox.call('GET', '/transactions')).status);
    expect((await Promise.all(statuses)).toSorted()).toEqual([200, 429, 429]);
  });

  test('takes nothing from the pages of others, and knows its own links only', async () => {
    const link = await sandbox.checkout();
    const foreign = await post(link, { outcome: 'success' }, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(404);
    expect((await visit(`${link}x`)).status).toBe(404);
    expect(await sandbox.state()).toMatchObject({ transactions: [] });
  });
});

describe('the overview', () => {
  test('lists pages, transactions, webhooks with their answers, and what follows from them', async () => {
    expect((await visit(sandbox.url)).text).toContain('None yet.');
    sandbox.answers.push(503);
    const { body } = await sandbox.call('POST', '/payment-plans', {
      name: 'Pro',
      interval: 'monthly',
      amount: 10,
    });
    const { data } = z.object({ data: z.object({ id: z.int() }) }).parse(body);
    const { transactions } = await sandbox.pay(await sandbox.checkout({ payment_plan: data.id }));
    await sandbox.call('POST', `/transactions/${transactions[0]}/refund`);
    await sandbox.pass(100);
    const { text } = await visit(sandbox.url);
    for (const part of [
      'ord_1',
      transactions[0],
      ': 503<br>',
      ': 200',
      'buyer@example.com',
      'completed-mpgs',
    ])
      expect(text).toContain(part);
  });

  test('its buttons do what the controls do', async () => {
    const { transactions } = await sandbox.pay(await sandbox.checkout(), {
      outcome: 'pending-paid',
      seconds: 60,
    });
    const { text } = await visit(sandbox.url);
    expect(text).toContain('It is paid');
    const reply = await post(sandbox.url, { control: 'clock', seconds: '60' });
    expect([reply.status, reply.headers.get('location')]).toEqual([303, '/dev/flutterwave']);
    expect(sandbox.received).toHaveLength(1);
    const Webhooks = z.object({ webhooks: z.array(z.object({ id: z.int() })) });
    const { webhooks } = Webhooks.parse(await sandbox.state());
    await post(sandbox.url, { control: 'resend', webhook: String(webhooks[0]?.id) });
    await post(sandbox.url, { control: 'chargeback', transaction: String(transactions[0]) });
    await post(sandbox.url, { control: 'settings', refundShape: 'wrapped', json: 'true' });
    await sandbox.pass();
    expect(sandbox.received).toHaveLength(2);
    expect(await sandbox.state()).toMatchObject({
      chargebacks: [{ transactionId: Number(transactions[0]) }],
      settings: { refundShape: 'wrapped', json: true, v3Webhooks: false },
    });
    await sandbox.control('fault', { kind: 'forbidden', path: '/refund', times: 3 });
    const busy = await visit(sandbox.url);
    for (const part of ['It is lost', 'forbidden, 3 times at /refund']) expect(busy.text).toContain(part);
    await post(sandbox.url, { control: 'clear-faults' });
    expect(await sandbox.state()).toMatchObject({ faults: [] });
    await post(sandbox.url, { control: 'reset' });
    expect(await sandbox.state()).toMatchObject({ transactions: [], settings: { v3Webhooks: true } });
  });

  test('says why a button does nothing', async () => {
    const page = await post(sandbox.url, { control: 'resend', webhook: '7' });
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('There is no such webhook.')]);
    expect((await post(sandbox.url, { control: 'reset' }, { 'sec-fetch-site': 'same-site' })).status).toBe(
      404,
    );
  });
});

describe('the controls', () => {
  test('take JSON only, which no page of others can send', async () => {
    const form = await visit(`${sandbox.url}/control/reset`, {
      method: 'POST',
      body: new URLSearchParams({}),
    });
    expect(form.status).toBe(405);
    const text = await visit(`${sandbox.url}/control/reset`, { method: 'POST', body: '{}' });
    expect(text.status).toBe(405);
    expect(text.headers.get('access-control-allow-origin')).toBeNull();
  });

  test.each([
    ['nothing', {}, 404],
    ['pay', { checkout: 'flwlnk-x', outcome: 'success' }, 404],
    ['pay', { outcome: 'success' }, 400],
    ['settle', { transaction: '7', status: 'successful' }, 404],
    ['chargeback', { transaction: '7' }, 404],
    ['fault', { kind: 'earthquake' }, 400],
    ['settings', { webhookUrl: 'file:///etc/passwd' }, 400],
    ['settings', { unknown: true }, 400],
    ['clock', { seconds: -1 }, 400],
  ])('%s with %j answers %i', async (name, body, status) => {
    expect((await sandbox.control(name, body)).status).toBe(status);
  });

  test('never tell the secrets', async () => {
    await sandbox.pay(await sandbox.checkout());
    expect(JSON.stringify(await sandbox.state())).not.toMatch(/secret-hash|flw-t1nf|FLWSECK/);
  });

  test('a fault can be for some calls only, and be cleared', async () => {
    await sandbox.control('fault', { kind: 'forbidden', path: '/refund', times: 5 });
    expect((await sandbox.call('GET', '/transactions')).status).toBe(200);
    expect((await sandbox.call('GET', '/refunds')).status).toBe(403);
    await sandbox.control('clear-faults');
    expect((await sandbox.call('GET', '/refunds')).status).toBe(200);
  });
});

test('functions find the provider’s API on this machine, with a key that they take', () => {
  const variables = {
    FLUTTERWAVE_URL: 'https://api.flutterwave.com/v3',
    OTHER: 'https://api.flutterwave.com',
  };
  expect(flutterwaveHere(variables, 'http://127.0.0.1:3000')).toEqual({
    FLUTTERWAVE_URL: 'http://127.0.0.1:3000/dev/flutterwave/v3',
    OTHER: 'https://api.flutterwave.com',
  });
  expect(flutterwaveHere(variables, undefined)).toEqual(variables);
  const keys = localKeys((name, length) => name.replace(/\W/g, '-').padEnd(length, 'x').slice(0, length));
  expect(secretKeyFault(keys.secretKey, 'test')).toBeUndefined();
  expect(keys.byName('mytypist-local/flutterwave-key')).toBe(keys.secretKey);
  expect(keys.byName('mytypist-local/flutterwave-hash')).toBe(keys.secretHash);
  expect(keys.byName('mytypist-local/google')).toBeUndefined();
});

test.each([
  ['hourly', '2026-01-31T10:00:00Z', '2026-01-31T11:00:00Z'],
  ['weekly', '2026-01-31T10:00:00Z', '2026-02-07T10:00:00Z'],
  ['monthly', '2026-01-31T10:00:00Z', '2026-02-28T10:00:00Z'],
  ['quarterly', '2026-11-30T10:00:00Z', '2027-02-28T10:00:00Z'],
  ['bi-annually', '2026-08-31T10:00:00Z', '2027-02-28T10:00:00Z'],
  ['yearly', '2028-02-29T10:00:00Z', '2029-02-28T10:00:00Z'],
  ['every 90 days', '2026-01-01T00:00:00Z', '2026-04-01T00:00:00Z'],
  ['every five months', '2026-01-15T00:00:00Z', '2026-06-15T00:00:00Z'],
])('%s after %s comes %s', (interval, from, to) => {
  expect(nextTime(interval, Date.parse(from))).toBe(Date.parse(to));
});
