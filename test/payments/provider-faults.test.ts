import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { asking } from '../../shared/payments/asking.ts';
import { flutterwave } from '../../shared/payments/flutterwave.ts';
import { type PaymentsSandbox, secretKey, startPaymentsSandbox } from '../support/payments-sandbox.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function sandboxed(): Promise<PaymentsSandbox> {
  const sandbox = await startPaymentsSandbox();
  cleanups.push(() => sandbox.stop());
  return sandbox;
}

/** A server that answers as it is told, and where it is. */
async function serving(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  cleanups.push(() => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  return `http://127.0.0.1:${address.port}`;
}

const providerAt = (url: string, timeout = 5_000, key = secretKey) =>
  flutterwave(asking({ url, secretKey: key, timeout }));

describe('a transaction that is there, asked for while the provider', () => {
  test.each([
    ['answers 503 in JSON', { kind: 'unavailable-json' }, 'failing'],
    ['answers 503 in HTML', { kind: 'unavailable-html' }, 'failing'],
    ['answers 429', { kind: 'too-many-requests' }, 'failing'],
    ['answers 403', { kind: 'forbidden' }, 'failing'],
    ['answers 200 with an error', { kind: 'status-error' }, 'unreadable'],
    ['sends half an answer', { kind: 'truncated' }, 'unreadable'],
    ['sends the caller elsewhere', { kind: 'redirect' }, 'unreadable'],
    ['breaks the connection', { kind: 'reset' }, 'no-answer'],
    ['breaks it when it has done what was asked', { kind: 'reset', after: true }, 'no-answer'],
    ['hangs', { kind: 'hang' }, 'no-answer'],
    ['answers byte by byte', { kind: 'drip', milliseconds: 20 }, 'no-answer'],
    ['is too slow', { kind: 'slow', milliseconds: 10_000 }, 'no-answer'],
  ])('%s is neither there nor not there', async (_, fault, reason) => {
    const sandbox = await sandboxed();
    const provider = providerAt(sandbox.api, reason === 'no-answer' ? 200 : 5_000);
    const { transactions } = await sandbox.pay(await sandbox.checkout());
    await sandbox.control('fault', fault);
    const outcome = await provider.findTransaction(transactions[0] ?? '');
    expect(outcome).toMatchObject({ kind: 'unavailable', reason });
    expect(await providerAt(sandbox.api).findTransaction(transactions[0] ?? '')).toMatchObject({
      kind: 'found',
    });
  });

  test('is slow within its time is found', async () => {
    const sandbox = await sandboxed();
    const { transactions } = await sandbox.pay(await sandbox.checkout());
    await sandbox.control('fault', { kind: 'slow', milliseconds: 50 });
    expect(await providerAt(sandbox.api).findTransaction(transactions[0] ?? '')).toMatchObject({
      kind: 'found',
    });
  });

  test('does not take our key is a matter for operators', async () => {
    const sandbox = await sandboxed();
    const provider = providerAt(sandbox.api, 5_000, 'FLWSECK_TEST-other-X');
    expect(await provider.findTransaction('1')).toEqual({
      kind: 'unavailable',
      reason: 'not-authorised',
      says: '401 Authorization required',
    });
  });

  test('is not there at all is unknown', async () => {
    expect(await providerAt('http://127.0.0.1:1').findTransaction('1')).toMatchObject({
      kind: 'unavailable',
      reason: 'no-answer',
    });
  });
});

describe('the key', () => {
  test('is shown to the provider, follows no redirect, and is in no outcome', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serving((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    const url = await serving((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(307, { location: elsewhere }).end();
    });
    const outcome = await providerAt(url).findTransaction('1');
    expect(seen).toEqual([`Bearer ${secretKey}`]);
    expect(outcome).toMatchObject({ kind: 'unavailable' });
    expect(JSON.stringify(outcome)).not.toContain(secretKey);
  });
});

const wire = {
  id: 1,
  tx_ref: 'ord_1',
  status: 'successful',
  amount: 2500,
  currency: 'NGN',
  customer: { email: 'buyer@example.com' },
};
const answering = (status: number, body: string) =>
  serving((_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(body));
const asked = async (status: number, body: string) =>
  providerAt(await answering(status, body)).findTransaction('1');

describe('an answer', () => {
  test('is read whatever it says it is', async () => {
    expect(await asked(200, JSON.stringify({ status: 'success', data: wire }))).toMatchObject({
      kind: 'found',
      value: { id: '1', status: 'paid', amountKobo: 250_000 },
    });
  });

  test.each([
    ['a text for an amount', { amount: '2500.50' }, { amountKobo: 250_050 }],
    ['an id of the next version', { id: 'chg_Hq4oBRTJ4r' }, { id: 'chg_Hq4oBRTJ4r' }],
    ['a status nobody knows', { status: 'success-pending-validation' }, { status: 'pending' }],
    ['a status in other letters', { status: 'SUCCESSFUL' }, { status: 'pending' }],
    ['a currency in small letters', { currency: 'ngn' }, { currency: 'NGN' }],
    ['a fee of parts of a kobo', { app_fee: 14.4249 }, { feeKobo: 1442 }],
    ['no customer', { customer: null }, { email: undefined }],
    ['a strange card', { card: 'VISA' }, { card: undefined }],
    ['nothing settled', { amount_settled: null }, { settledKobo: undefined }],
  ])('may have %s', async (_, change, value) => {
    const outcome = await asked(200, JSON.stringify({ status: 'success', data: { ...wire, ...change } }));
    expect(outcome).toMatchObject({ kind: 'found', value });
  });

  test.each([
    ['is empty', ''],
    ['is no JSON', '<html>'],
    ['is null', 'null'],
    ['is a list', '[]'],
    ['has no data', '{"status":"success"}'],
    ['has null for data', '{"status":"success","data":null}'],
    ['does not say success', JSON.stringify({ data: wire })],
    ['says success in another way', JSON.stringify({ status: 'Success', data: wire })],
    ...(
      [
        ['has no id', { id: undefined }],
        ['has an id that is no number and no word', { id: '../1' }],
        ['has an id beyond what numbers tell apart', { id: 2 ** 53 }],
        ['has no reference', { tx_ref: '' }],
        ['has no status', { status: undefined }],
        ['has no amount', { amount: undefined }],
        ['has a negative amount', { amount: -2500 }],
        ['has parts of a kobo', { amount: 2500.005 }],
        ['has a grouped amount', { amount: '2,500' }],
        ['has an amount in words', { amount: 'NGN 2500' }],
        ['has an amount without end', { amount: '1e400' }],
        ['has no currency', { currency: undefined }],
        ['has a currency that is none', { currency: '₦' }],
      ] as [string, object][]
    ).map(([what, change]): [string, string] => [
      what,
      JSON.stringify({ status: 'success', data: { ...wire, ...change } }),
    ]),
  ])('that %s is unreadable', async (_, body) => {
    expect(await asked(200, body)).toMatchObject({ kind: 'unavailable', reason: 'unreadable' });
  });

  test.each([201, 204, 302, 404, 500])('with the right data and status %i', async (status) => {
    const outcome = await asked(status, JSON.stringify({ status: 'success', data: wire }));
    expect(outcome.kind).toBe(status === 201 ? 'found' : 'unavailable');
  });

  test('that is longer than any list is cut off', async () => {
    const url = await serving((_, response) => {
      const more = () => response.writable && response.write('x'.repeat(65_536), () => more());
      response.writeHead(200);
      more();
    });
    expect(await providerAt(url).findTransaction('1')).toMatchObject({
      kind: 'unavailable',
      reason: 'no-answer',
      says: expect.stringContaining('longer than'),
    });
  });

  test('shows operators the beginning of what it said', async () => {
    const outcome = await asked(400, JSON.stringify({ status: 'error', message: 'm'.repeat(5_000) }));
    expect(outcome).toEqual({ kind: 'refused', says: expect.stringMatching(/^400 m{296}$/) });
  });

  test.each(['javascript:alert(1)', 'file:///etc/passwd', '/relative', ''])(
    'with the link "%s" opens no page',
    async (link) => {
      const url = await answering(200, JSON.stringify({ status: 'success', data: { link } }));
      const outcome = await providerAt(url).createCheckout({
        txRef: 'a',
        amountKobo: 1,
        currency: 'NGN',
        returnTo: 'https://app.example',
        customer: { email: 'a@b.example' },
        title: 't',
        description: 'd',
        minutes: 1,
      });
      expect(outcome).toMatchObject({ kind: 'unavailable', reason: 'unreadable' });
    },
  );
});

describe('a list with a row that cannot be read', () => {
  const odd = JSON.stringify({ status: 'success', data: [{ ...wire, amount: null }, wire] });

  test('tells that there is one, and shows the others', async () => {
    const provider = providerAt(await answering(200, odd));
    const range = { from: '2026-11-20', to: '2026-11-20', page: 1 };
    expect(await provider.listTransactions(range)).toMatchObject({
      kind: 'found',
      value: { items: [{ id: '1' }], unreadable: 1, more: false },
    });
  });

  const success = (data: unknown): string => JSON.stringify({ status: 'success', data });
  /** With one answer for what is looked up by its reference, and another one for the list. */
  const found = async (looked: object, listed: object[]) => {
    const url = await serving((request, response) =>
      response.end(success(request.url?.includes('verify_by_reference') ? looked : listed)),
    );
    return providerAt(url).findTransactions('ord_1');
  };
  const decimals = { ...wire, id: 2, status: 'failed', amount: 2500.001 };

  test.each<[string, object, object[]]>([
    ['in the list', wire, [decimals, wire]],
    ['in the list, which alone has the paid one', { ...wire, id: 3, status: 'failed' }, [decimals, wire]],
    ['that is looked up', decimals, [wire]],
    ['in both', decimals, [decimals, wire]],
  ])('%s does not hide the one that is paid', async (_, looked, listed) => {
    const outcome = await found(looked, listed);
    expect(outcome.kind === 'found' && outcome.value.filter(({ status }) => status === 'paid')).toMatchObject(
      [{ id: '1', amountKobo: 250_000 }],
    );
  });

  test.each<[string, object, object[]]>([
    ['in the list', { ...wire, status: 'failed' }, [decimals]],
    ['that is looked up', decimals, [{ ...wire, status: 'pending' }]],
    ['that is looked up, of several', decimals, []],
    ['beside one that pays for something else', { ...wire, tx_ref: 'ord_10' }, [decimals]],
  ])('%s might be the paid one where no other is', async (_, looked, listed) => {
    expect(await found(looked, listed)).toMatchObject({ kind: 'unavailable', reason: 'unreadable' });
  });

  test('is unavailable where all of it must be known', async () => {
    const refunds = providerAt(await answering(200, odd));
    expect(await refunds.findRefunds('1')).toMatchObject({ kind: 'unavailable' });
  });
});

test('a list that never ends is given up', async () => {
  let pages = 0;
  const url = await serving((request, response) => {
    if (!request.url?.includes('verify_by_reference')) pages++;
    const data = request.url?.includes('verify_by_reference') ? wire : [wire];
    const meta = { page_info: { total: 99, current_page: pages, total_pages: pages + 1 } };
    response.end(JSON.stringify({ status: 'success', data, meta }));
  });
  expect(await providerAt(url).findTransactions('ord_1')).toMatchObject({ kind: 'unavailable' });
  expect(pages).toBe(10);
});
