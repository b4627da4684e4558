import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { inspectPayment, refundPayment } from '../../../shared/contract/finance-payments.ts';
import { move } from '../../../shared/data/ledger.ts';
import * as payments from '../../../shared/data/payments.ts';
import type { Payment } from '../../../shared/domain/payment.ts';
import { newAdmin } from '../../support/admins.ts';
import { balanceOf, ledgerOf } from '../../support/money.ts';
import { organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { settled } from '../../support/settled-payments.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { oldSession } from '../old-session.ts';
import { testsOfInvalidBodies, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { newOrder } from './finance-fixtures.ts';

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

const giveBack = (
  { paymentId }: Pick<Payment, 'paymentId'>,
  body: object = {},
  headers: Record<string, string> = newOrder(),
) =>
  send(refundPayment, {
    token: admin.accessToken,
    params: { paymentId },
    body: { reason: 'They asked for it', ...body },
    headers,
  });

const attemptsOf = async ({ paymentId }: Payment) =>
  (await admin.api.call(inspectPayment, { params: { paymentId } })).body.attempts;

/** Somebody has spent so much of their wallet. */
const spend = (accountId: string, kobo: number) =>
  move(
    accountId,
    [
      {
        movement: { kind: 'charge', kobo, source: 'documents' },
        cause: `test#${randomUUID()}`,
        about: { kind: 'document', id: freshId('doc') },
      },
    ],
    new Date(),
  );

describe('a top-up', () => {
  test('goes back as far as it is in the wallet, part by part, and is set aside at once', async () => {
    const payment = await settled({}, 250_000);
    const first = await giveBack(payment, { kobo: 100_000 });
    expect(first.status, first.text).toBe(202);
    expect(JSON.parse(first.text)).toMatchObject({
      paymentId: payment.paymentId,
      transactionId: payment.transactionId,
      kobo: 100_000,
      reason: 'asked',
      note: 'They asked for it',
      byUserId: admin.userId,
      state: 'queued',
    });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 150_000, held: 100_000 });
    expect((await payments.get(payment.paymentId)).refundedKobo).toBe(100_000);
    expect(JSON.parse((await giveBack(payment)).text)).toMatchObject({ kobo: 150_000 });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 250_000 });
    const refused = expectRefusal(await giveBack(payment), 'exceeds-payment');
    expect(refused.message).toContain('0 kobo are left');
  });

  test('that was spent does not go back, and the refusal leaves nothing behind', async () => {
    const payment = await settled({}, 250_000);
    await spend(payment.accountId, 200_000);
    expectRefusal(await giveBack(payment), 'insufficient-funds');
    expect(await balanceOf(payment.accountId)).toEqual({ available: 50_000, held: 0 });
    expect((await giveBack(payment, { kobo: 50_000 })).status).toBe(202);
  });

  test('never goes back twice, by many at the same moment or by a request that is repeated', async () => {
    const payment = await settled({}, 250_000);
    await settled({ accountId: payment.accountId }, 250_000);
    const answers = await Promise.all(Array.from({ length: 4 }, () => giveBack(payment, { kobo: 200_000 })));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 202))
      expect(answer.text).toMatch(/exceeds-payment|conflict/);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 300_000, held: 200_000 });
    const key = newOrder();
    const [one, other] = [
      await giveBack(payment, { kobo: 25_000 }, key),
      await giveBack(payment, { kobo: 25_000 }, key),
    ];
    expect(other.text).toBe(one.text);
    expect(await balanceOf(payment.accountId)).toEqual({ available: 275_000, held: 225_000 });
    await ledgerOf(payment.accountId);
  });

  test('of which more is asked than is left, or that nobody paid, does not go back', async () => {
    const payment = await settled({}, 250_000);
    const { message } = expectRefusal(await giveBack(payment, { kobo: 250_001 }), 'exceeds-payment');
    expect(message).toContain('250,000 kobo are left');
    expectRefusal(await giveBack(await settled({})), 'exceeds-payment');
    expectFieldFaults(await giveBack(payment, { transactionId: '1' }), ['transactionId']);
    expectRefusal(await giveBack({ paymentId: `pay_${'0'.repeat(32)}` }), 'not-found');
  });
});

test('what was bought is given up first, once, and the rest comes from the wallet', async () => {
  const purpose = { kind: 'product', product: 'book', reference: 'Memories' } as const;
  const payment = await settled({ purpose }, 250_000);
  expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 0 });
  await giveBack(payment, { kobo: 100_000 });
  await giveBack(payment);
  expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 250_000 });
  const entries = await ledgerOf(payment.accountId);
  expect(entries.map(({ content: { kind } }) => kind)).toEqual([
    'top-up',
    'refund',
    'hold',
    'refund',
    'hold',
  ]);
  const revenue = entries
    .flatMap(({ content: { lines } }) => lines)
    .filter(({ account }) => account === 'revenue');
  expect(revenue.reduce((sum, { kobo }) => sum + kobo, 0)).toBe(0);
});

describe('what is under review', () => {
  test('goes back as a whole, out of its hold, and the payment has failed', async () => {
    const payment = await settled({}, 200_000);
    expect(payment.state).toBe('review');
    expect(await attemptsOf(payment)).toMatchObject([{ verdict: 'too-little', isUndecided: true }]);
    expectFieldFaults(await giveBack(payment, { kobo: 100_000 }), ['kobo']);
    expect(JSON.parse((await giveBack(payment)).text)).toMatchObject({ kobo: 200_000 });
    expect(await balanceOf(payment.accountId)).toEqual({ available: 0, held: 200_000 });
    expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'failed', refundedKobo: 200_000 });
    expect(await attemptsOf(payment)).toMatchObject([{ isUndecided: false, leftKobo: 0 }]);
    expectRefusal(await giveBack(payment), 'exceeds-payment');
  });

  test('of several payments of one reference is named, and the last decision ends the review', async () => {
    const payment = await settled({}, 100_000, 50_000);
    expectFieldFaults(await giveBack(payment), ['transactionId']);
    const [one, other] = await attemptsOf(payment);
    await giveBack(payment, { transactionId: one?.transactionId });
    expect((await payments.get(payment.paymentId)).state).toBe('review');
    await giveBack(payment, { transactionId: other?.transactionId });
    expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'failed', refundedKobo: 150_000 });
  });

  test('of another currency goes back without touching the wallet', async () => {
    const payment = await settled({}, { kobo: 250_000, currency: 'USD' });
    expect((await giveBack(payment)).status).toBe(202);
    expect(await ledgerOf(payment.accountId)).toEqual([]);
    expect(await payments.get(payment.paymentId)).toMatchObject({ state: 'failed', refundedKobo: 0 });
  });
});

test('without a key nothing goes back, because whoever repeats it would give back twice', async () => {
  const payment = await settled({}, 250_000);
  const refused = expectRefusal(await giveBack(payment, { kobo: 1000 }, {}), 'idempotency-key-required');
  expect(refused.message).toContain('Idempotency-Key');
  expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
});

test('whoever logged in long ago, or is no administrator, gives nothing back', async () => {
  const payment = await settled({}, 250_000);
  const request = { params: { paymentId: payment.paymentId }, body: { reason: 'x' }, headers: newOrder() };
  const old = await oldSession(admin, 16);
  expectRefusal(await send(refundPayment, { ...request, token: old }), 'recent-login-required');
  const { accessToken } = await newPerson();
  expectRefusal(await send(refundPayment, { ...request, token: accessToken }), 'forbidden');
  expect(await balanceOf(payment.accountId)).toEqual({ available: 250_000, held: 0 });
});

test('nobody gives money of an account of their own back: another administrator does', async () => {
  const { accountId } = (await admin.api.call(getMe, {})).body;
  const payment = await settled({ accountId }, 250_000);
  const { message } = expectRefusal(await giveBack(payment), 'forbidden');
  expect(message).toContain('another administrator');
  const theirs = await settled({ accountId: await organisationOf(admin) }, 250_000);
  expectRefusal(await giveBack(theirs), 'forbidden');
  const another = { token: (await newAdmin()).accessToken, body: { reason: 'x' }, headers: newOrder() };
  const answer = await send(refundPayment, { ...another, params: { paymentId: payment.paymentId } });
  expect(answer.status, answer.text).toBe(202);
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 250_000 });
});

const request = () => ({
  token: admin.accessToken,
  params: { paymentId: `pay_${'0'.repeat(32)}` },
  body: { reason: 'They asked for it' },
});
testsOfTheToken(refundPayment, request);
testsOfInvalidBodies(refundPayment, request, [
  ['no reason', { reason: undefined }, ['reason']],
  ['an empty reason', { reason: ' ' }, ['reason']],
  ['an amount of nothing', { kobo: 0 }, ['kobo']],
  ['an amount below nothing', { kobo: -100 }, ['kobo']],
  ['parts of a kobo', { kobo: 0.5 }, ['kobo']],
  ['an amount as a text', { kobo: '100' }, ['kobo']],
  ['an amount that no number holds', { kobo: 2 ** 53 }, ['kobo']],
  ['an id that leads elsewhere', { transactionId: '../1' }, ['transactionId']],
]);
