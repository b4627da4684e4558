import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { closeAccount, getAccount, listAccounts } from '../../../shared/contract/accounts.ts';
import { acceptInvitation } from '../../../shared/contract/invitations.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import { dynamo, tableName } from '../../../shared/data/client.ts';
import { givenRoles } from '../../../shared/domain/permission.ts';
import { give, organisationOf, takeAway } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectRefusal } from '../expectations.ts';
import { invited } from '../invitations/invitation-fixtures.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { oldSession } from '../old-session.ts';
import { testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
let other: Person;
beforeAll(async () => {
  [owner, other] = await Promise.all([newPerson(), newPerson()]);
});

const close = (accountId: string, who = owner, token = who.accessToken) =>
  send(closeAccount, { token, headers: { 'x-account-id': accountId } });
const look = (accountId: string, who = owner) =>
  send(getAccount, { token: who.accessToken, headers: { 'x-account-id': accountId } });

test('shuts everybody out at once, keys and open invitations included, and notes when all is erased', async () => {
  const accountId = await organisationOf(owner);
  const { token } = await newKey(owner, ['templates:read'], accountId);
  const { token: invitation } = await invited(owner, accountId, other.email);
  expect(await close(accountId)).toMatchObject({ status: 204, text: '' });
  const after = await look(accountId);
  expectRefusal(after, 'not-found');
  expectIndistinguishable(await look(`acc_${'0'.repeat(32)}`), after);
  expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
  const accepted = await send(acceptInvitation, { token: other.accessToken, body: { token: invitation } });
  expectRefusal(accepted, 'wrong-code');
  expect((await owner.api.call(listAccounts, {})).body.items).toHaveLength(1);
  const Key = { pk: `account#${accountId}`, sk: 'profile' };
  const { Item } = await dynamo.send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }));
  const days = (Date.parse(Item?.closesAt) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(13.9);
  expect(days).toBeLessThan(14.1);
  expectRefusal(await close(accountId), 'not-found');
});

test('waits until the owner is the last one in it', async () => {
  const accountId = await organisationOf(owner);
  await give(accountId, other, 'viewer');
  expectRefusal(await close(accountId), 'account-not-empty');
  expect((await look(accountId)).status).toBe(200);
  await takeAway(accountId, other);
  expect((await close(accountId)).status).toBe(204);
});

test.each(givenRoles)('is not for a %s', async (role) => {
  const accountId = await organisationOf(owner);
  await give(accountId, other, role);
  expectRefusal(await close(accountId, other), 'forbidden');
  expect((await look(accountId)).status).toBe(200);
});

test('is nothing for a personal account', async () => {
  expectRefusal(await send(closeAccount, { token: owner.accessToken }), 'personal-account');
  expect((await owner.api.call(getAccount, {})).status).toBe(200);
});

test('takes a login of the last 15 minutes', async () => {
  const own = await newPerson();
  const accountId = await organisationOf(own);
  expectRefusal(await close(accountId, own, await oldSession(own, 16)), 'recent-login-required');
  expect((await look(accountId, own)).status).toBe(200);
});

test('of somebody else’s organisation is answered as of none', async () => {
  const accountId = await organisationOf(owner);
  const foreign = await close(accountId, other);
  expectRefusal(foreign, 'not-found');
  expectIndistinguishable(await close(`acc_${'0'.repeat(32)}`, other), foreign);
});

test('twice at once is closing once', async () => {
  const accountId = await organisationOf(owner);
  const answers = await Promise.all([close(accountId), close(accountId)]);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 204)) {
    const { code } = JSON.parse(answer.text).error;
    expect(['not-found', 'conflict', 'account-not-empty']).toContain(code);
    expectRefusal(answer, code);
  }
});

testsOfTheToken(closeAccount, () => ({}));
