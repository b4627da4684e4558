import { afterEach, describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import * as payments from '../../shared/data/payments.ts';
import * as refunds from '../../shared/data/refunds.ts';
import { mostTogether } from '../../shared/pipeline/reviewed-return.ts';
import { balanceOf, ledgerOf } from '../support/money.ts';
import { newAccount } from '../support/plans.ts';
import { paidFurther, settled, settledBy, transactionOf } from '../support/settled-payments.ts';
import { freshId, useTable } from '../support/table.ts';
import { crashAt, noMoreCrashes } from '../support/table-crash.ts';

useTable();
afterEach(noMoreCrashes);

const at = new Date('2026-11-20T10:00:00.000Z');

/** Somebody has paid 1, 2, 3 … naira for what costs 2,500. */
const tooLittle = (count: number): number[] => Array.from({ length: count }, (_, index) => (index + 1) * 100);

const sum = (kobo: readonly number[]): number => kobo.reduce((all, each) => all + each, 0);

async function goingBack(paymentId: string): Promise<number[]> {
  const all = await refunds.listOf(paymentId);
  expect(new Set(all.map(({ transactionId }) => transactionId)).size).toBe(all.length);
  return all.map(({ kobo }) => kobo).toSorted((left, right) => left - right);
}

describe('what was too little, many times, goes back when the payment is paid after all,', () => {
  test.each([mostTogether, mostTogether + 1, 120])('%s times', async (count) => {
    const paid = tooLittle(count);
    const { paymentId, accountId } = await settled({ at, accountId: await newAccount() }, ...paid);
    const payment = await paidFurther(paymentId, { at }, 250_000);
    expect(payment).toMatchObject({ state: 'paid', refundedKobo: sum(paid) });
    expect(await goingBack(paymentId)).toEqual(paid);
    expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: sum(paid) });
    await ledgerOf(accountId);
  });

  test('and with what pays where nobody would have that', async () => {
    const paid = tooLittle(60);
    const accountId = await newAccount();
    const { paymentId } = await settled({ at, accountId }, ...paid);
    const account = await accounts.get(accountId);
    await accounts.replace(account, {
      ...account,
      closesAt: at.toISOString(),
      revision: account.revision + 1,
    });
    expect((await paidFurther(paymentId, { at }, 250_000)).state).toBe('paid');
    expect(await goingBack(paymentId)).toEqual([...paid, 250_000]);
    expect((await refunds.listOf(paymentId)).every(({ reason }) => reason === 'gone')).toBe(true);
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: sum(paid) + 250_000 });
  });

  test('once, and is paid once, whoever dies between the transactions', async () => {
    const paid = tooLittle(2 * mostTogether + 1);
    let deaths = 0;
    for (let call = 1, isOver = false; !isOver; call++)
      for (const when of ['before', 'after'] as const) {
        const { paymentId, accountId } = await settled({ at, accountId: freshId('acc') }, ...paid);
        const pays = transactionOf(paymentId, 250_000, at);
        crashAt(call, when, (input) => 'TransactItems' in input);
        const hasDied = await settledBy(paymentId, { at }, pays).then(
          () => false,
          () => true,
        );
        noMoreCrashes();
        if (hasDied) deaths++;
        else isOver = true;
        // Whatever has gone back by then, what pays is looked for until the payment is paid.
        const { state, lookAt } = await payments.get(paymentId);
        if (state !== 'paid') expect([state, lookAt]).toEqual(['review', expect.any(String)]);
        expect(await settledBy(paymentId, { at }, pays)).toMatchObject({
          ...{ state: 'paid', refundedKobo: sum(paid) },
        });
        expect(await goingBack(paymentId)).toEqual(paid);
        expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: sum(paid) });
      }
    expect(deaths).toBeGreaterThanOrEqual(6);
  });

  test('once, when several see at the same moment that it is paid', async () => {
    const paid = tooLittle(2 * mostTogether + 1);
    const { paymentId, accountId } = await settled({ at, accountId: await newAccount() }, ...paid);
    const pays = transactionOf(paymentId, 250_000, at);
    await Promise.allSettled(Array.from({ length: 5 }, () => settledBy(paymentId, { at }, pays)));
    expect((await settledBy(paymentId, { at }, pays)).state).toBe('paid');
    expect(await goingBack(paymentId)).toEqual(paid);
    expect(await balanceOf(accountId)).toEqual({ available: 250_000, held: sum(paid) });
  });
});
