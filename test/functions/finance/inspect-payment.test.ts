import { beforeAll, expect, test } from 'vitest';
import { inspectPayment } from '../../../shared/contract/finance-payments.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { settled } from '../../support/settled-payments.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

const inspect = (paymentId: string, token = admin.accessToken) =>
  send(inspectPayment, { token, params: { paymentId } });

test('a payment is shown with what was paid, what goes back and what the ledger says', async () => {
  const { paymentId, accountId, transactionId } = await settled({}, 260_000, 250_000);
  const answer = await inspect(paymentId);
  expectJsonHeaders(answer.headers);
  const { payment, attempts, refunds, chargebacks, entries } = JSON.parse(answer.text);
  expect(payment).toMatchObject({ paymentId, accountId, state: 'paid', transactionId });
  const byVerdict = Object.fromEntries(attempts.map((each: { verdict: string }) => [each.verdict, each]));
  expect(byVerdict).toMatchObject({
    pays: { amountKobo: 260_000, leftKobo: 250_000, isUndecided: false },
    again: { amountKobo: 250_000, leftKobo: 0, isUndecided: false },
  });
  expect(refunds).toMatchObject([
    { kobo: 10_000, reason: 'excess' },
    { kobo: 250_000, reason: 'again' },
  ]);
  expect(refunds[0]).not.toHaveProperty('looks');
  expect(chargebacks).toEqual([]);
  expect(entries.map(({ kind }: { kind: string }) => kind)).toEqual(['top-up', 'hold', 'top-up', 'hold']);
});

test('one that does not exist, and somebody who is no administrator, are refused', async () => {
  expectRefusal(await inspect(`pay_${'0'.repeat(32)}`), 'not-found');
  const { paymentId } = await settled({}, 250_000);
  expectRefusal(await inspect(paymentId, (await newPerson()).accessToken), 'forbidden');
});

testsOfTheToken(inspectPayment, () => ({
  token: admin.accessToken,
  params: { paymentId: `pay_${'0'.repeat(32)}` },
}));
