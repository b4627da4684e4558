import { beforeAll, expect, test } from 'vitest';
import { getMe } from '../../../shared/contract/auth.ts';
import { endRefund, inspectPayment } from '../../../shared/contract/finance-payments.ts';
import type { Refund } from '../../../shared/domain/refund.ts';
import { newAdmin } from '../../support/admins.ts';
import { balanceOf, ledgerOf } from '../../support/money.ts';
import { refundQueued } from '../../support/paid-payments.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { settled } from '../../support/settled-payments.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { oldSession } from '../old-session.ts';
import { testsOfInvalidBodies, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { unknownParams } from '../unknown-params.ts';
import { forgetAnswersOf, newOrder } from './finance-fixtures.ts';

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

/** A refund of which the provider knows nothing, and that no clock takes up while the test runs. */
async function waiting(accountId?: string): Promise<Refund> {
  const payment = await settled(accountId === undefined ? {} : { accountId }, 250_000);
  return refundQueued(payment, 100_000, new Date(Date.now() + 24 * 3_600_000));
}

const end = (
  { paymentId, refundId }: Pick<Refund, 'paymentId' | 'refundId'>,
  body: object,
  token = admin.accessToken,
  headers = newOrder(),
) =>
  send(endRefund, {
    ...{ token, params: { paymentId, refundId }, headers },
    body: { reason: 'They were paid in cash', ...body },
  });

test('a refund that has failed brings its money back into the wallet, once, and says who has said so', async () => {
  const refund = await waiting();
  const { paymentId, refundId, accountId } = refund;
  const answers = await Promise.all([1, 2, 3].map(() => end(refund, { outcome: 'failed' })));
  const [ended, another] = answers.filter(({ status }) => status === 200);
  expect(another).toBeUndefined();
  for (const { status, text } of answers)
    if (status !== 200) expect(text).toMatch(/already-decided|conflict/);
  const told = { refundId, state: 'failed', endedBy: admin.userId, endNote: 'They were paid in cash' };
  expect(JSON.parse(ended?.text ?? '')).toMatchObject(told);
  expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: 0 });
  expect((await ledgerOf(accountId)).at(-1)?.content).toMatchObject({ kind: 'release' });
  const { body } = await admin.api.call(inspectPayment, { params: { paymentId } });
  expect(body.refunds).toMatchObject([told]);
  expectRefusal(await end(refund, { outcome: 'failed' }), 'already-decided');
});

test('without a key nothing ends; whoever repeats it with its key gets the first answer', async () => {
  const refund = await waiting();
  const failed = { outcome: 'failed' };
  expectRefusal(await end(refund, failed, admin.accessToken, {}), 'idempotency-key-required');
  expect(await balanceOf(refund.accountId)).toEqual({ available: 150_000, held: 100_000 });
  const key = newOrder();
  const first = await end(refund, failed, admin.accessToken, key);
  const second = await end(refund, failed, admin.accessToken, key);
  expect([first.status, second.status, second.text]).toEqual([200, 200, first.text]);
  expect(await balanceOf(refund.accountId)).toEqual({ available: 250_000, held: 0 });
});

test('whoever repeats it with its key, because our answer was lost, is answered with it', async () => {
  const refund = await waiting();
  const key = newOrder();
  const another = await newAdmin();
  const failed = () => end(refund, { outcome: 'failed' }, another.accessToken, key);
  const first = await failed();
  await forgetAnswersOf(another);
  const repeated = await failed();
  expect([first.status, repeated.status, repeated.text]).toEqual([200, 200, first.text]);
  expect(repeated.text).not.toContain('endOrder');
  expect(await balanceOf(refund.accountId)).toEqual({ available: 250_000, held: 0 });
});

test('one that is done is a refund that the provider lists for the transaction', async () => {
  const refund = await waiting();
  expectFieldFaults(await end(refund, { outcome: 'done', providerRefundId: '1' }), ['providerRefundId']);
  expectFieldFaults(await end(refund, { outcome: 'done' }), ['providerRefundId']);
  expectFieldFaults(await end(refund, { outcome: 'failed', providerRefundId: '1' }), ['providerRefundId']);
  expect(await balanceOf(refund.accountId)).toEqual({ available: 150_000, held: 100_000 });
});

test('one that is not there, or is another payment’s, is not ended', async () => {
  const [refund, { paymentId }] = [await waiting(), await waiting()];
  const nowhere = { ...refund, refundId: unknownParams.refundId };
  expectRefusal(await end(nowhere, { outcome: 'failed' }), 'not-found');
  expectRefusal(await end({ ...refund, paymentId }, { outcome: 'failed' }), 'not-found');
  expect(await balanceOf(refund.accountId)).toEqual({ available: 150_000, held: 100_000 });
});

test('it takes an administrator who has logged in of late, and whose money it is not', async () => {
  const { accountId } = (await admin.api.call(getMe, {})).body;
  const refund = await waiting(accountId);
  const failed = { outcome: 'failed' };
  expectRefusal(await end(refund, failed), 'forbidden');
  const another = await newAdmin();
  expectRefusal(await end(refund, failed, await oldSession(another, 16)), 'recent-login-required');
  expectRefusal(await end(refund, failed, (await newPerson()).accessToken), 'forbidden');
  expect((await end(refund, failed, another.accessToken)).status).toBe(200);
});

const request = () => ({
  token: admin.accessToken,
  params: { paymentId: unknownParams.paymentId, refundId: unknownParams.refundId },
  body: { outcome: 'failed', reason: 'They were paid in cash' },
  headers: newOrder(),
});
testsOfTheToken(endRefund, request);
testsOfInvalidBodies(endRefund, request, [
  ['no outcome', { outcome: undefined }, ['outcome']],
  ['another outcome', { outcome: 'lost' }, ['outcome']],
  ['no reason', { reason: undefined }, ['reason']],
  ['an empty reason', { reason: ' ' }, ['reason']],
  ['an id that leads elsewhere', { providerRefundId: '../1' }, ['providerRefundId']],
]);
