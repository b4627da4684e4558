import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount } from '../../../shared/contract/accounts.ts';
import { listMembers, removeMember } from '../../../shared/contract/members.ts';
import { listTemplates, uploadTemplate } from '../../../shared/contract/templates.ts';
import { type AccountRole, accountRoles } from '../../../shared/domain/permission.ts';
import { changeTo, give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectIndistinguishable, expectRefusal } from '../expectations.ts';
import { newKey } from '../keys/key-fixtures.ts';
import { testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
let target: Person;
let accountId: string;
beforeAll(async () => {
  [owner, target] = await Promise.all([newPerson(), newPerson()]);
  accountId = await organisationOf(owner);
});

const headers = () => ({ 'x-account-id': accountId });
const remove = (who: Person, userId: string) =>
  send(removeMember, { token: who.accessToken, params: { userId }, headers: headers() });
const ids = async () => {
  const { items } = (await owner.api.call(listMembers, { headers: headers() })).body;
  return items.map(({ userId }) => userId);
};

const may: Record<AccountRole, AccountRole[]> = {
  owner: ['manager', 'member', 'viewer'],
  manager: ['member', 'viewer'],
  member: [],
  viewer: [],
};

describe.each(accountRoles)('a %s', (own) => {
  let who: Person;
  beforeAll(async () => {
    who = own === 'owner' ? owner : await newPerson();
    if (own !== 'owner') await give(accountId, who, own);
  });

  test.each(accountRoles.filter((role) => role !== 'owner'))('removes a %s, or not', async (role) => {
    const userId = await give(accountId, target, role);
    const answer = await remove(who, userId);
    if (may[own].includes(role)) expect(answer).toMatchObject({ status: 204, text: '' });
    else expectRefusal(answer, 'forbidden');
    expect((await ids()).includes(userId)).toBe(!may[own].includes(role));
  });

  test('never removes the owner', async () => {
    expectRefusal(await remove(who, await userIdOf(owner)), 'forbidden');
    expect(await ids()).toContain(await userIdOf(owner));
  });

  test('never removes themselves', async () => {
    expectRefusal(await remove(who, await userIdOf(who)), 'forbidden');
    expect(await ids()).toContain(await userIdOf(who));
  });
});

describe('somebody who was removed', () => {
  test('is told of no such account from the next request on, exactly as of one that never was', async () => {
    const userId = await give(accountId, target, 'member');
    const look = (id: string) =>
      send(getAccount, { token: target.accessToken, headers: { 'x-account-id': id } });
    expect((await look(accountId)).status).toBe(200);
    expect((await remove(owner, userId)).status).toBe(204);
    const after = await look(accountId);
    expectRefusal(after, 'not-found');
    expectIndistinguishable(await look(`acc_${'0'.repeat(32)}`), after);
    expect((await target.api.call(getAccount, {})).status).toBe(200);
  });

  test('leaves what they made, and their keys die', async () => {
    const userId = await give(accountId, target, 'manager');
    const made = await target.api.call(uploadTemplate, { body: { name: 'Theirs' }, headers: headers() });
    const { token } = await newKey(target, ['templates:read'], accountId);
    await remove(owner, userId);
    expectRefusal(await send(listTemplates, { token }), 'unauthenticated');
    const { items } = (await owner.api.call(listTemplates, { headers: headers() })).body;
    expect(items.map(({ templateId }) => templateId)).toContain(made.body.template.templateId);
  });

  test('cannot be removed again', async () => {
    const userId = await give(accountId, target, 'viewer');
    expect((await remove(owner, userId)).status).toBe(204);
    expectRefusal(await remove(owner, userId), 'not-found');
  });
});

test('two managers who are about to remove each other’s friends lose nothing but the race', async () => {
  const [first, second] = [await newPerson(), await newPerson()];
  await give(accountId, first, 'manager');
  await give(accountId, second, 'manager');
  const userId = await give(accountId, target, 'viewer');
  const answers = await Promise.all([remove(first, userId), remove(second, userId)]);
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 204))
    expectRefusal(answer, answer.status === 409 ? 'conflict' : 'not-found');
});

test('a manager who is demoted at that moment removes somebody before that, or never', async () => {
  const manager = await newPerson();
  await give(accountId, manager, 'manager');
  const userId = await give(accountId, target, 'viewer');
  const [removal] = await Promise.all([remove(manager, userId), changeTo(accountId, manager, 'viewer')]);
  if (removal.status !== 204) expectRefusal(removal, removal.status === 409 ? 'conflict' : 'forbidden');
  expect((await ids()).includes(userId)).toBe(removal.status !== 204);
});

test('there is nobody to remove from a personal account', async () => {
  const sending = { token: owner.accessToken, params: { userId: await userIdOf(owner) } };
  expectRefusal(await send(removeMember, sending), 'personal-account');
});

describe('its request', () => {
  let stranger: Person;
  let userId: string;
  beforeAll(async () => {
    stranger = await newPerson();
    userId = await give(accountId, target, 'viewer');
  });
  const request = () => ({ token: owner.accessToken, params: { userId }, headers: headers() });
  testsOfTheToken(removeMember, request);
  testsOfTheId(removeMember, { name: 'userId', prefix: 'usr' }, request, () => stranger.accessToken);
});
