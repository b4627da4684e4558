import { beforeAll, expect, test } from 'vitest';
import { getIpRules } from '../../../shared/contract/ip-rules.ts';
import { newAdmin } from '../../support/admins.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let admin: Person;
beforeAll(async () => {
  admin = await newAdmin();
});

test('the rules of the system are shown to administrators, with their revision', async () => {
  const answer = await send(getIpRules, { token: admin.accessToken });
  expect(answer.status, answer.text).toBe(200);
  expectJsonHeaders(answer.headers);
  const { rules, revision } = getIpRules.reply.body.parse(JSON.parse(answer.text));
  expect(Array.isArray(rules)).toBe(true);
  expect(answer.headers.get('etag')).toBe(`"r${revision}"`);
});

test('they are shown to nobody else', async () => {
  expectRefusal(await send(getIpRules, { token: (await newPerson()).accessToken }), 'forbidden');
});

testsOfTheToken(getIpRules, () => ({ token: admin.accessToken }));
