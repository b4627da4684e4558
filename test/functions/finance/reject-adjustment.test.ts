import { beforeAll, expect, test } from 'vitest';
import { approveAdjustment, rejectAdjustment } from '../../../shared/contract/finance-adjustments.ts';
import { newAdmin } from '../../support/admins.ts';
import { balanceOf } from '../../support/money.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { waitingAdjustment } from './finance-fixtures.ts';

useTable();

let asking: Person & { userId: string };
let other: Person & { userId: string };
beforeAll(async () => {
  [asking, other] = [await newAdmin(), await newAdmin()];
});

const reject = (adjustmentId: string, { accessToken }: Person) =>
  send(rejectAdjustment, { token: accessToken, params: { adjustmentId } });

test('what is rejected, by another or by whoever asked for it, never happens', async () => {
  for (const who of [asking, other]) {
    const accountId = freshId('acc');
    const { adjustmentId } = await waitingAdjustment({ accountId, kobo: 9_000_000, byUserId: asking.userId });
    const answer = await reject(adjustmentId, who);
    expect(JSON.parse(answer.text)).toMatchObject({ state: 'rejected', decidedBy: who.userId });
    const late = await send(approveAdjustment, { token: other.accessToken, params: { adjustmentId } });
    expectRefusal(late, 'already-decided');
    expect(await balanceOf(accountId)).toEqual({ available: 0, held: 0 });
  }
});

test('nobody else rejects any', async () => {
  expectRefusal(await reject(`adj_${'0'.repeat(32)}`, other), 'not-found');
  expectRefusal(await reject(`adj_${'0'.repeat(32)}`, await newPerson()), 'forbidden');
});

testsOfTheToken(rejectAdjustment, () => ({
  token: other.accessToken,
  params: { adjustmentId: `adj_${'0'.repeat(32)}` },
}));
