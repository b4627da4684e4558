import { beforeAll, expect, test } from 'vitest';
import { startReconciliation } from '../../../shared/contract/finance-reconciliation.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person & { userId: string };
beforeAll(async () => {
  admin = await newAdmin();
});

const start = (day: string, token = admin.accessToken) => send(startReconciliation, { token, body: { day } });

test('a day is looked at when somebody asks, once at a time', async () => {
  const [one, other] = [await start('2026-11-02'), await start('2026-11-02')];
  expect(one.status, one.text).toBe(202);
  expect(JSON.parse(one.text)).toMatchObject({ day: '2026-11-02', state: 'running', byUserId: admin.userId });
  expect(JSON.parse(other.text).run).toBeGreaterThanOrEqual(JSON.parse(one.text).run);
});

test('no day that is not there yet, and nobody else', async () => {
  for (const day of ['2026-10-31', '2099-01-01']) expectFieldFaults(await start(day), ['day']);
  expectRefusal(await start('2026-11-02', (await newPerson()).accessToken), 'forbidden');
});

const request = () => ({ token: admin.accessToken, body: { day: '2026-11-03' } });
testsOfTheToken(startReconciliation, request);
testsOfInvalidBodies(startReconciliation, request, [
  ['no day', { day: undefined }, ['day']],
  ['a day that does not exist', { day: '2026-02-30' }, ['day']],
  ['a moment', { day: '2026-11-03T00:00:00Z' }, ['day']],
]);
