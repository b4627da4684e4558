import { beforeAll, expect, test } from 'vitest';
import { listReconciliations } from '../../../shared/contract/finance-reconciliation.ts';
import * as reconciliations from '../../../shared/data/reconciliations.ts';
import { beginReconciliation, type Difference, endRun } from '../../../shared/domain/reconciliation.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

const list = (query: Record<string, string>, token = admin.accessToken) =>
  send(listReconciliations, { token, query });

test('days are shown with what the last run of each has found, and what any has credited', async () => {
  const at = new Date('2028-02-02T10:00:00.000Z');
  const found = (run: number, id: string, kind: Difference['kind']): Difference => ({
    ...{ day: '2028-02-01', run, kind, id, paymentId: 'pay_1', kobo: 100, says: 'It is so.', revision: 1 },
  });
  const first = beginReconciliation('2028-02-01', undefined, undefined, at);
  await reconciliations.begin(undefined, first);
  await reconciliations.note(found(1, '1', 'not-credited'));
  expect(await reconciliations.note(found(1, '1', 'late'))).toBe(true);
  const ended = endRun(first, 'done', 1, at);
  await reconciliations.replace(first, ended);
  const second = beginReconciliation('2028-02-01', ended, 'usr_1', at);
  await reconciliations.begin(ended, { ...second, byUserId: `usr_${'1'.repeat(32)}`, nextAt: undefined });
  expect(await reconciliations.note(found(2, '1', 'late'))).toBe(false);
  await reconciliations.note(found(2, '2', 'unknown'));
  const other = endRun(beginReconciliation('2028-01-31', undefined, undefined, at), 'failed', 0, at);
  await reconciliations.begin(undefined, other);

  const answer = await list({ from: '2028-01-30', to: '2028-02-02' });
  expectJsonHeaders(answer.headers);
  const { items } = JSON.parse(answer.text);
  expect(items).toMatchObject([
    {
      ...{ day: '2028-02-01', run: 2, state: 'running' },
      differences: [
        { kind: 'late', id: '1', kobo: 100 },
        { kind: 'unknown', id: '2', kobo: 100 },
      ],
    },
    { day: '2028-01-31', run: 1, state: 'failed', count: 0, differences: [] },
  ]);
  expect(items[0]).not.toHaveProperty('count');
  expect(items[0]).not.toHaveProperty('nextAt');
});

test('no more than a month is shown at once, and to nobody else', async () => {
  expectFieldFaults(await list({ from: '2026-11-01', to: '2026-12-02' }), ['from']);
  expectFieldFaults(await list({ from: 'yesterday' }), ['from']);
  expectRefusal(await list({}, (await newPerson()).accessToken), 'forbidden');
});

testsOfTheToken(listReconciliations, () => ({ token: admin.accessToken }));
