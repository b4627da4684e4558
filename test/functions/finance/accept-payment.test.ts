import { beforeAll, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import {
  acceptPayment,
  inspectPayment,
  refundPayment,
  searchPayments,
} from '../../../shared/contract/finance-payments.ts';
import { getPayment, listPayments, verifyPayment } from '../../../shared/contract/payments.ts';
import { newAdmin } from '../../support/admins.ts';
import { balanceOf, ledgerOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { newAccount } from '../../support/plans.ts';
import { settled } from '../../support/settled-payments.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { oldSession } from '../old-session.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { accountOf, newOrder } from './finance-fixtures.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

/** A payment that too little was paid for. */
const underReview = async (accountId?: string) =>
  settled({ accountId: accountId ?? (await newAccount()) }, 200_000);

const accept = (paymentId: string, token = admin.accessToken, headers = newOrder()) =>
  send(acceptPayment, { token, params: { paymentId }, body: {}, headers });

test('money that was too little comes into the wallet, once, and its payment has failed', async () => {
  const { paymentId, accountId } = await underReview();
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
  const answers = await Promise.all([accept(paymentId), accept(paymentId), accept(paymentId)]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 200))
    expectRefusal(answer, 'already-decided');
  const [accepted] = answers.filter(({ status }) => status === 200);
  expect(JSON.parse(accepted?.text ?? '')).toMatchObject({ paymentId, accountId, state: 'failed' });
  expect(await balanceOf(accountId)).toEqual({ available: 200_000, held: 0 });
  expect((await ledgerOf(accountId)).at(-1)?.content).toMatchObject({ kind: 'release' });
});

/** The payment wherever somebody can look at it: all say the same. */
async function seen({ api }: Person, paymentId: string) {
  const params = { paymentId };
  const [read, history, verified, found, inspected] = await Promise.all([
    api.call(getPayment, { params }),
    api.call(listPayments, {}),
    api.call(verifyPayment, { query: { reference: paymentId } }),
    admin.api.call(searchPayments, { query: { paymentId } }),
    admin.api.call(inspectPayment, { params }),
  ]);
  const views = [
    read.body,
    history.body.items[0],
    verified.body,
    found.body.items[0],
    inspected.body.payment,
  ];
  const told = views.map((view) => {
    const { state, amountKobo, receivedKobo, acceptedKobo, refundedKobo } = view ?? {};
    return { state, amountKobo, receivedKobo, acceptedKobo, refundedKobo };
  });
  expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
  return told[0];
}

test('whoever paid sees what came, what of it is in the wallet, and what went back', async () => {
  const person = await newPerson();
  const accountId = await accountOf(person);
  const { paymentId } = await underReview(accountId);
  const came = { amountKobo: 250_000, receivedKobo: 200_000, refundedKobo: 0, acceptedKobo: undefined };
  expect(await seen(person, paymentId)).toEqual({ ...came, state: 'review' });
  await accept(paymentId);
  const accepted = { ...came, state: 'failed', acceptedKobo: 200_000 };
  expect(await seen(person, paymentId)).toEqual(accepted);
  const token = admin.accessToken;
  const body = { reason: 'They have asked', kobo: 50_000 };
  await send(refundPayment, { token, params: { paymentId }, body, headers: newOrder() });
  expect(await seen(person, paymentId)).toEqual({
    ...accepted,
    acceptedKobo: 150_000,
    refundedKobo: 50_000,
  });
});

test('of what goes back instead, nothing is in the wallet', async () => {
  const person = await newPerson();
  const { paymentId } = await underReview(await accountOf(person));
  const body = { reason: 'They have asked' };
  const token = admin.accessToken;
  await send(refundPayment, { token, params: { paymentId }, body, headers: newOrder() });
  expect(await seen(person, paymentId)).toEqual({
    ...{ state: 'failed', amountKobo: 250_000, receivedKobo: 200_000, refundedKobo: 200_000 },
    acceptedKobo: undefined,
  });
  const [mail] = await mailsOfKind(person.email, 'payment-returning', 1);
  expect(mail?.text).toContain('₦2,000.00 came in for a top-up of the wallet');
});

test('whoever repeats it with its key gets the first answer, and accepts nothing that came meanwhile', async () => {
  const { paymentId, accountId } = await underReview();
  const key = newOrder();
  const first = await accept(paymentId, admin.accessToken, key);
  const second = await accept(paymentId, admin.accessToken, key);
  expect([second.status, second.text]).toEqual([200, first.text]);
  expect(await balanceOf(accountId)).toEqual({ available: 200_000, held: 0 });
});

test('it takes a key', async () => {
  const { paymentId, accountId } = await underReview();
  expectRefusal(await accept(paymentId, admin.accessToken, {}), 'idempotency-key-required');
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
});

test('what waits for nothing is not accepted', async () => {
  for (const payment of [await settled({}), await settled({}, 250_000)])
    expectRefusal(await accept(payment.paymentId), 'already-decided');
  const dollars = await settled({}, { kobo: 250_000, currency: 'USD' });
  expectFieldFaults(await accept(dollars.paymentId), ['transactionId']);
  expectRefusal(await accept(`pay_${'0'.repeat(32)}`), 'not-found');
});

test('what came for an account that is gone by now is not accepted; it can be given back', async () => {
  const { paymentId, accountId } = await underReview(freshId('acc'));
  expect(expectRefusal(await accept(paymentId), 'not-found').message).toContain('Give this money back');
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
  const body = { reason: 'They have left' };
  const token = admin.accessToken;
  const back = await send(refundPayment, { token, params: { paymentId }, body, headers: newOrder() });
  expect(back.status).toBe(202);
});

test('it takes an administrator who has logged in of late', async () => {
  const { paymentId, accountId } = await underReview();
  expectRefusal(await accept(paymentId, await oldSession(admin, 16)), 'recent-login-required');
  expectRefusal(await accept(paymentId, (await newPerson()).accessToken), 'forbidden');
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 200_000 });
});

test('nobody accepts money for an account of their own', async () => {
  const { accountId } = (await admin.api.call(getMe, {})).body;
  const { paymentId } = await underReview(accountId);
  expectRefusal(await accept(paymentId), 'forbidden');
  expect((await accept(paymentId, (await newAdmin()).accessToken)).status).toBe(200);
});

testsOfTheToken(acceptPayment, () => ({
  token: admin.accessToken,
  params: { paymentId: `pay_${'0'.repeat(32)}` },
  body: {},
}));
