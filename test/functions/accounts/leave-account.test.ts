import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount, leaveAccount, listAccounts } from '../../../shared/contract/accounts.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { givenRoles } from '../../../shared/domain/permission.ts';
import { give, organisationOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectRefusal } from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
let member: Person;
let accountId: string;
beforeAll(async () => {
  [owner, member] = await Promise.all([newPerson(), newPerson()]);
  accountId = await organisationOf(owner);
});

const leave = (who: Person, id = accountId) =>
  send(leaveAccount, { token: who.accessToken, params: { accountId: id } });
const look = (who: Person, id = accountId) =>
  send(getAccount, { token: who.accessToken, headers: { 'x-account-id': id } });

test.each(givenRoles)('a %s leaves, and the account is as unknown to them as any', async (role) => {
  await give(accountId, member, role);
  expect((await look(member)).status).toBe(200);
  expect(await leave(member)).toMatchObject({ status: 204, text: '' });
  const after = await look(member);
  expectRefusal(after, 'not-found');
  expectIndistinguishable(await look(member, `acc_${'0'.repeat(32)}`), after);
  expect((await member.api.call(listAccounts, {})).body.items).toHaveLength(1);
  expectRefusal(await leave(member), 'not-found');
});

test('the keys of whoever leaves die with their place', async () => {
  await give(accountId, member, 'manager');
  const { token } = await newKey(member, ['templates:read'], accountId);
  expect((await send(listTemplates, { token })).status).toBe(200);
  await leave(member);
  expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
});

test('the owner stays until they have handed the account over', async () => {
  expect(expectRefusal(await leave(owner), 'forbidden').message).toContain('Hand the account over first');
  expect((await look(owner)).status).toBe(200);
});

test('nobody leaves their personal account', async () => {
  const { body } = await member.api.call(getMe, {});
  expectRefusal(await leave(member, body.accountId), 'personal-account');
});

test('the personal account of somebody else is as unknown as any', async () => {
  const { body } = await owner.api.call(getMe, {});
  const foreign = await leave(member, body.accountId);
  expectRefusal(foreign, 'not-found');
  expectIndistinguishable(await leave(member, `acc_${'0'.repeat(32)}`), foreign);
});

test('no key leaves for its maker', async () => {
  await give(accountId, member, 'manager');
  const { token } = await newKey(member, ['account:read'], accountId);
  expectRefusal(await send(leaveAccount, { token, params: { accountId } }), 'forbidden');
  expect((await look(member)).status).toBe(200);
});

test('leaving twice at once is leaving once', async () => {
  await give(accountId, member, 'viewer');
  const answers = await Promise.all([leave(member), leave(member)]);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 204))
    expectRefusal(answer, answer.status === 409 ? 'conflict' : 'not-found');
});

describe('its request', () => {
  let stranger: Person;
  beforeAll(async () => {
    stranger = await newPerson();
    await give(accountId, member, 'viewer');
  });
  const request = () => ({ token: member.accessToken, params: { accountId } });
  testsOfTheToken(leaveAccount, request);
  testsOfTheId(leaveAccount, { name: 'accountId', prefix: 'acc' }, request, () => stranger.accessToken);
});
