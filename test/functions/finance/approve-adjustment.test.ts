import { beforeAll, expect, test } from 'vitest';
import { approveAdjustment, rejectAdjustment } from '../../../shared/contract/finance-adjustments.ts';
import { newAdmin } from '../../support/admins.ts';
import { balanceOf, fund, ledgerOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { newAccount } from '../../support/plans.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { oldSession } from '../old-session.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { accountOf, waitingAdjustment } from './finance-fixtures.ts';

useTable();

let asking: Person & { userId: string };
let agreeing: Person & { userId: string };
beforeAll(async () => {
  [asking, agreeing] = [await newAdmin(), await newAdmin()];
});

const approve = (adjustmentId: string, { accessToken }: Pick<Person, 'accessToken'> = agreeing) =>
  send(approveAdjustment, { token: accessToken, params: { adjustmentId } });

const waiting = async (kobo: number, accountId?: string) =>
  waitingAdjustment({ accountId: accountId ?? (await newAccount()), kobo, byUserId: asking.userId });

test('what another administrator agrees to is done, once', async () => {
  const { adjustmentId, accountId } = await waiting(9_000_000);
  const answers = await Promise.all(Array.from({ length: 3 }, () => approve(adjustmentId)));
  const done = answers.filter(({ status }) => status === 200);
  expect(done).toHaveLength(1);
  expect(JSON.parse(done[0]?.text ?? '')).toMatchObject({
    state: 'done',
    byUserId: asking.userId,
    decidedBy: agreeing.userId,
  });
  expectRefusal(await approve(adjustmentId), 'already-decided');
  expect(await balanceOf(accountId)).toEqual({ available: 9_000_000, held: 0 });
  expect((await ledgerOf(accountId)).at(-1)?.content).toMatchObject({ byUserId: asking.userId });
});

test('whoever asked for it, and whoever it would go to, cannot agree', async () => {
  const { adjustmentId } = await waiting(9_000_000);
  expectRefusal(await approve(adjustmentId, asking), 'forbidden');
  const theirs = await waiting(9_000_000, await accountOf(agreeing));
  const { message } = expectRefusal(await approve(theirs.adjustmentId), 'forbidden');
  expect(message).toContain('another administrator');
  expect(await balanceOf(theirs.accountId)).toEqual({ available: 0, held: 0 });
});

test('what is not there any more is not taken, and waits on', async () => {
  const { adjustmentId, accountId } = await waiting(-6_000_000);
  await fund(accountId, 5_999_999);
  expectRefusal(await approve(adjustmentId), 'insufficient-funds');
  await fund(accountId, 1);
  expect((await approve(adjustmentId)).status).toBe(200);
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
});

test('what is for an account that is gone by now is not done; it can be rejected', async () => {
  const { adjustmentId, accountId } = await waiting(9_000_000, freshId('acc'));
  expect(expectRefusal(await approve(adjustmentId), 'not-found').message).toContain('Reject');
  expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
  const rejected = await send(rejectAdjustment, { token: agreeing.accessToken, params: { adjustmentId } });
  expect(rejected.status).toBe(200);
});

test('it takes an administrator who has logged in of late', async () => {
  const { adjustmentId } = await waiting(9_000_000);
  expectRefusal(
    await approve(adjustmentId, { accessToken: await oldSession(agreeing, 16) }),
    'recent-login-required',
  );
  expectRefusal(await approve(adjustmentId, await newPerson()), 'forbidden');
  expectRefusal(await approve(`adj_${'0'.repeat(32)}`), 'not-found');
});

testsOfTheToken(approveAdjustment, () => ({
  token: agreeing.accessToken,
  params: { adjustmentId: `adj_${'0'.repeat(32)}` },
}));
