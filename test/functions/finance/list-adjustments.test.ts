import { beforeAll, expect, test } from 'vitest';
import { listAdjustments } from '../../../shared/contract/finance-adjustments.ts';
import type { Adjustment } from '../../../shared/domain/adjustment.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { freshId, useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfThePageQuery, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';
import { waitingAdjustment } from './finance-fixtures.ts';

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

test('adjustments are listed, the latest first, by state and account', async () => {
  const [accountId, byUserId] = [freshId('acc'), admin.userId];
  const first = await waitingAdjustment({ accountId, kobo: 1, byUserId });
  const second = await waitingAdjustment({ accountId, kobo: 2, byUserId });
  await waitingAdjustment({ accountId: freshId('acc'), kobo: 3, byUserId });
  const listed = async (query: Record<string, string>): Promise<string[]> => {
    const answer = await send(listAdjustments, { token: admin.accessToken, query });
    expect(answer.status, answer.text).toBe(200);
    expectJsonHeaders(answer.headers);
    return JSON.parse(answer.text).items.map(({ adjustmentId }: Adjustment) => adjustmentId);
  };
  const both = [second.adjustmentId, first.adjustmentId];
  expect(await listed({ accountId })).toEqual(both);
  expect(await listed({ accountId, state: 'awaiting' })).toEqual(both);
  expect(await listed({ accountId, state: 'done' })).toEqual([]);
});

test('they are shown to nobody else', async () => {
  expectRefusal(await send(listAdjustments, { token: (await newPerson()).accessToken }), 'forbidden');
});

testsOfTheToken(listAdjustments, () => ({ token: admin.accessToken }));
testsOfThePageQuery(listAdjustments, () => ({ token: admin.accessToken }));
