import { expect, test } from 'vitest';
import * as payments from '../../shared/data/payments.ts';
import { acceptedKobo } from '../../shared/domain/payment-received.ts';
import type { ChargebackStatus } from '../../shared/payments/provider.ts';
import { endChargebackByHand } from '../../shared/pipeline/chargeback-ending.ts';
import { followChargeback } from '../../shared/pipeline/charging-back.ts';
import { acceptReviewed } from '../../shared/pipeline/giving-back.ts';
import { paymentView } from '../../shared/pipeline/payment-view.ts';
import { paymentPage } from '../../web/payment-page.ts';
import { listingChargebacks } from '../support/chargebacks.ts';
import { balanceOf } from '../support/money.ts';
import { newAccount } from '../support/plans.ts';
import { quiet, settled } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-11-20T10:00:00.000Z');
const byUserId = freshId('usr');

/** Too little came, in so many transactions, and all of it was accepted. */
async function accepted(...paid: number[]) {
  const { paymentId, accountId } = await settled({ at, accountId: await newAccount() }, ...paid);
  const transactionIds = (await payments.attemptsAt(paymentId)).map(({ transactionId }) => transactionId);
  for (const transactionId of transactionIds)
    await acceptReviewed(paymentId, { transactionId, byUserId }, at);
  return { paymentId, accountId, transactionIds };
}

const told = (transactionId: string | undefined, amountKobo: number, id = freshId('doc')) => ({
  id,
  as: (status: ChargebackStatus) => ({
    ...{ id, transactionId, txRef: undefined, providerRef: undefined, amountKobo, currency: 'NGN', status },
  }),
});

/** What the payment says of its money, and what clients see of that. */
async function saidBy(paymentId: string) {
  const payment = await payments.get(paymentId);
  const { chargedBackKobo, acceptedKobo: seen = 0 } = paymentView(payment, at);
  expect(seen).toBe(acceptedKobo(payment));
  return { accepted: seen, chargedBack: chargedBackKobo };
}

test('what was accepted is less by what the payer’s bank has, and more again by what is won', async () => {
  const { paymentId, accountId, transactionIds } = await accepted(200_000);
  const [first, second] = [told(transactionIds[0], 50_000), told(transactionIds[0], 900_000)];
  expect(await saidBy(paymentId)).toEqual({ accepted: 200_000, chargedBack: undefined });
  for (const _ of ['once', 'and again']) await followChargeback(first.as('open'), at);
  expect(await saidBy(paymentId)).toEqual({ accepted: 150_000, chargedBack: 50_000 });
  await followChargeback(second.as('open'), at);
  expect(await saidBy(paymentId)).toEqual({ accepted: 0, chargedBack: 200_000 });
  for (const _ of ['once', 'and again']) await followChargeback(second.as('won'), at);
  expect(await saidBy(paymentId)).toEqual({ accepted: 150_000, chargedBack: 50_000 });
  const page = paymentPage(await payments.get(paymentId));
  for (const text of ['₦1,500.00 were credited to the wallet', '₦500.00 were taken back by the bank'])
    expect(page).toContain(text);
  await followChargeback(first.as('lost'), at);
  expect(await saidBy(paymentId)).toEqual({ accepted: 150_000, chargedBack: 50_000 });
  expect((await balanceOf(accountId)).available).toBe(150_000);
});

test.each([
  ['won', 200_000, undefined],
  ['lost', 0, 200_000],
] as const)('so it is where an administrator says that it is %s', async (outcome, kept, taken) => {
  const { paymentId, transactionIds } = await accepted(200_000);
  const chargeback = told(transactionIds[0], 200_000);
  if (outcome === 'won') await followChargeback(chargeback.as('open'), at);
  await endChargebackByHand(
    { paymentId, chargebackId: chargeback.id },
    { outcome, reason: 'They said so', byUserId },
    { provider: listingChargebacks(chargeback.as('unclear')), now: () => at, log: quiet },
  );
  expect(await saidBy(paymentId)).toEqual({ accepted: kept, chargedBack: taken });
});

test('chargebacks of several transactions at the same moment all count', async () => {
  const { paymentId, transactionIds } = await accepted(10_000, 20_000, 30_000, 40_000);
  const all = transactionIds.map((transactionId) => told(transactionId, 5_000));
  await Promise.all(all.map((each) => followChargeback(each.as('open'), at)));
  expect(await saidBy(paymentId)).toEqual({ accepted: 80_000, chargedBack: 20_000 });
  await Promise.all(all.map((each) => followChargeback(each.as('won'), at)));
  expect(await saidBy(paymentId)).toEqual({ accepted: 100_000, chargedBack: undefined });
});

test('what was never naira is not counted', async () => {
  const { paymentId } = await settled(
    { at, accountId: await newAccount() },
    { kobo: 9_000, currency: 'USD' },
  );
  const [attempt] = await payments.attemptsAt(paymentId);
  const chargeback = { ...told(attempt?.transactionId, 9_000).as('open'), currency: 'USD' };
  expect((await followChargeback(chargeback, at)).kind).toBe('taken');
  expect(await saidBy(paymentId)).toEqual({ accepted: 0, chargedBack: undefined });
});
