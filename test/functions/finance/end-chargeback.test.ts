import { beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { endChargeback, inspectPayment } from '../../../shared/contract/finance-payments.ts';
import { verifyPayment } from '../../../shared/contract/payments.ts';
import { followChargeback } from '../../../shared/pipeline/charging-back.ts';
import { newAdmin } from '../../support/admins.ts';
import { trailOf } from '../../support/audit.ts';
import { balanceOf, ledgerOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { oldSession } from '../old-session.ts';
import { begin, control, pay } from '../payments/payment-fixtures.ts';
import { testsOfInvalidBodies, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { unknownParams } from '../unknown-params.ts';
import { accountOf, forgetAnswersOf, newOrder } from './finance-fixtures.ts';

useTable();

let admin: Person & { userId: string };
let owner: Person;
beforeAll(async () => {
  [admin, owner] = await Promise.all([newAdmin(), newPerson()]);
});

const Made = z.object({ chargeback: z.string() });

/** A top-up of somebody that is charged back, with what the provider calls that. */
async function chargedBack(status: string, by = owner) {
  const { paymentId, checkoutUrl } = await begin(by);
  const { transactions } = await pay(checkoutUrl);
  const [transactionId = ''] = transactions;
  await by.api.call(verifyPayment, { query: { reference: paymentId } });
  const { chargeback: chargebackId } = Made.parse(
    await control('chargeback', { transaction: transactionId }),
  );
  await control('decide-chargeback', { chargeback: chargebackId, status });
  return { paymentId, chargebackId, transactionId };
}

const end = (
  { paymentId, chargebackId }: { paymentId: string; chargebackId: string },
  outcome: string,
  { token = admin.accessToken, headers = newOrder() } = {},
) =>
  send(endChargeback, {
    ...{ token, headers },
    params: { paymentId, chargebackId },
    body: { outcome, reason: 'They have written so' },
  });

test('one that was taken and is said to be won brings its money back, once, and says who has said so', async () => {
  const someone = await newPerson();
  const accountId = await accountOf(someone);
  const { paymentId, chargebackId, transactionId } = await chargedBack('reversed', someone);
  const names = { id: chargebackId, transactionId, txRef: undefined, providerRef: undefined };
  const told = { ...names, amountKobo: 250_000, currency: 'NGN' };
  await followChargeback({ ...told, status: 'open' }, new Date());
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
  const key = newOrder();
  const answer = await end({ paymentId, chargebackId }, 'won', { headers: key });
  expect(answer.status, answer.text).toBe(200);
  const said = { endedAs: 'won', endedBy: admin.userId, endNote: 'They have written so' };
  expect(JSON.parse(answer.text)).toMatchObject({ chargebackId, state: 'won', kobo: 250_000, ...said });
  const repeated = await end({ paymentId, chargebackId }, 'won', { headers: key });
  expect([repeated.status, repeated.text]).toEqual([200, answer.text]);
  expectRefusal(await end({ paymentId, chargebackId }, 'lost'), 'already-decided');
  await followChargeback({ ...told, status: 'won' }, new Date());
  expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: 0 });
  expect((await ledgerOf(accountId)).at(-1)?.content).toMatchObject({ kind: 'chargeback-won' });
  const trail = (await trailOf(accountId)).map(({ content }) => content);
  const noted = trail.findLast(({ target }) => target.kind === 'chargeback');
  expect(noted).toMatchObject({ action: 'endChargeback', target: { id: chargebackId }, change: 'changed' });
  expect(noted?.fields).toContainEqual({ name: 'endedAs', after: 'won' });
  const { body } = await admin.api.call(inspectPayment, { params: { paymentId } });
  expect(body.chargebacks).toMatchObject([{ chargebackId, ...said }]);
});

test('whoever repeats it with its key, because our answer was lost, is answered with it', async () => {
  const reversed = await chargedBack('reversed');
  const key = newOrder();
  const another = await newAdmin();
  const order = { token: another.accessToken, headers: key };
  const first = await end(reversed, 'lost', order);
  await forgetAnswersOf(another);
  const repeated = await end(reversed, 'lost', order);
  expect([first.status, repeated.status, repeated.text]).toEqual([200, 200, first.text]);
  expect(repeated.text).not.toContain('endOrder');
  expectRefusal(await end(reversed, 'lost'), 'already-decided');
});

test('one that was not taken, and is said to be lost, leaves the wallet; many at once take it once', async () => {
  const someone = await newPerson();
  const accountId = await accountOf(someone);
  const reversed = await chargedBack('reversed', someone);
  const answers = await Promise.all([1, 2, 3].map(() => end(reversed, 'lost')));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  for (const { status, text } of answers)
    if (status !== 200) expect(text).toMatch(/already-decided|conflict/);
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
  expect(await ledgerOf(accountId)).toHaveLength(2);
});

test('one by a word that we do not know can be ended; the provider’s own clear word is not overridden', async () => {
  for (const status of ['initiated', 'won', 'lost'])
    expectRefusal(await end(await chargedBack(status), 'won'), 'already-decided');
  const closed = await chargedBack('closed');
  expect((await end(closed, 'won')).status).toBe(200);
});

test('one that is not there, or is another payment’s, is not ended', async () => {
  const [one, other] = [await chargedBack('reversed'), await chargedBack('reversed')];
  const { paymentId, chargebackId } = unknownParams;
  expectRefusal(await end({ ...one, chargebackId }, 'won'), 'not-found');
  expectRefusal(await end({ ...one, paymentId }, 'won'), 'not-found');
  expectRefusal(await end({ ...one, paymentId: other.paymentId }, 'won'), 'not-found');
});

test('it takes a key, and an administrator who has logged in of late, and whose money it is not', async () => {
  const theirs = await chargedBack('reversed', admin);
  expectRefusal(await end(theirs, 'won'), 'forbidden');
  const another = await newAdmin();
  const old = { token: await oldSession(another, 16) };
  expectRefusal(await end(theirs, 'won', old), 'recent-login-required');
  expectRefusal(await end(theirs, 'won', { token: owner.accessToken }), 'forbidden');
  const token = another.accessToken;
  expectRefusal(await end(theirs, 'won', { token, headers: {} }), 'idempotency-key-required');
  expect((await end(theirs, 'won', { token })).status).toBe(200);
});

const request = () => ({
  token: admin.accessToken,
  params: { paymentId: unknownParams.paymentId, chargebackId: unknownParams.chargebackId },
  body: { outcome: 'won', reason: 'They have written so' },
  headers: newOrder(),
});
testsOfTheToken(endChargeback, request);
testsOfInvalidBodies(endChargeback, request, [
  ['no outcome', { outcome: undefined }, ['outcome']],
  ['another outcome', { outcome: 'reversed' }, ['outcome']],
  ['no reason', { reason: undefined }, ['reason']],
  ['an empty reason', { reason: ' ' }, ['reason']],
]);
