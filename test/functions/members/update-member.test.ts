import { beforeAll, describe, expect, test } from 'vitest';
import { listMembers, updateMember } from '../../../shared/contract/members.ts';
import { uploadTemplate } from '../../../shared/contract/templates.ts';
import { type AccountRole, accountRoles, givenRoles } from '../../../shared/domain/permission.ts';
import { changeTo, give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectJsonHeaders, expectRefusal } from '../expectations.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheId, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
let manager: Person;
let member: Person;
let accountId: string;
let memberId: string;
let managerId: string;
beforeAll(async () => {
  [owner, manager, member] = await Promise.all([newPerson(), newPerson(), newPerson()]);
  accountId = await organisationOf(owner);
  managerId = await give(accountId, manager, 'manager');
  memberId = await give(accountId, member, 'member');
});

const change = (
  who: Person,
  userId: string,
  role: string,
  headers: Record<string, string> = {},
  id = accountId,
) =>
  send(updateMember, {
    token: who.accessToken,
    params: { userId },
    body: { role },
    headers: { 'x-account-id': id, ...headers },
  });

const placeOf = async (userId: string) => {
  const headers = { 'x-account-id': accountId };
  const { items } = (await owner.api.call(listMembers, { headers })).body;
  return items.find((each) => each.userId === userId);
};

/** Written out, so that a change of the rules is a change of this table. */
const may: Record<AccountRole, AccountRole[]> = {
  owner: ['manager', 'member', 'viewer'],
  manager: ['member', 'viewer'],
  member: [],
  viewer: [],
};

describe.each(accountRoles)('a %s', (own) => {
  let who: Person;
  let target: Person;
  let targetId: string;
  beforeAll(async () => {
    target = await newPerson();
    targetId = await give(accountId, target, 'viewer');
    who = own === 'owner' ? owner : await newPerson();
    if (own !== 'owner') await give(accountId, who, own);
  });

  test.each(
    accountRoles.filter((role) => role !== 'owner').flatMap((from) => givenRoles.map((to) => [from, to])),
  )('makes of a %s a %s, or not', async (from, to) => {
    await changeTo(accountId, target, from);
    const answer = await change(who, targetId, to);
    const allowed = may[own].includes(from) && may[own].includes(to);
    if (allowed) expect(JSON.parse(answer.text)).toMatchObject({ userId: targetId, role: to });
    else expectRefusal(answer, 'forbidden');
    expect((await placeOf(targetId))?.role).toBe(allowed ? to : from);
  });

  test('does not touch the owner', async () => {
    for (const role of givenRoles) expectRefusal(await change(who, await userIdOf(owner), role), 'forbidden');
    expect((await placeOf(await userIdOf(owner)))?.role).toBe('owner');
  });

  test('does not touch themselves, neither up nor down', async () => {
    for (const role of givenRoles) expectRefusal(await change(who, await userIdOf(who), role), 'forbidden');
    expect((await placeOf(await userIdOf(who)))?.role).toBe(own);
  });
});

describe('a change', () => {
  test('is answered with the member as they are now, and counts with their next request', async () => {
    await changeTo(accountId, member, 'member');
    const upload = () =>
      send(uploadTemplate, {
        token: member.accessToken,
        body: { name: 'Ours' },
        headers: { 'x-account-id': accountId },
      });
    expect((await upload()).status).toBe(201);
    const before = await placeOf(memberId);
    const answer = await change(owner, memberId, 'viewer');
    expect(answer.status).toBe(200);
    expectJsonHeaders(answer.headers);
    expect(JSON.parse(answer.text)).toEqual({
      ...before,
      role: 'viewer',
      revision: (before?.revision ?? 0) + 1,
    });
    expectRefusal(await upload(), 'forbidden');
  });

  test('to the role they have changes nothing', async () => {
    const before = await placeOf(memberId);
    const answer = await change(owner, memberId, before?.role ?? '');
    expect(JSON.parse(answer.text)).toEqual(before);
    expect(await placeOf(memberId)).toEqual(before);
  });

  test('of a state that has passed is refused', async () => {
    const before = await placeOf(memberId);
    const stale = { 'if-match': `"r${(before?.revision ?? 0) + 1}"` };
    expectRefusal(await change(owner, memberId, 'member', stale), 'precondition-failed');
    expect(await placeOf(memberId)).toEqual(before);
  });

  test('by two at once has one winner', async () => {
    const { revision = 0 } = (await placeOf(memberId)) ?? {};
    const ifMatch = { 'if-match': `"r${revision}"` };
    const answers = await Promise.all([
      change(owner, memberId, 'member', ifMatch),
      change(manager, memberId, 'member', ifMatch),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'precondition-failed');
  });

  test('by somebody who loses their role at that moment happens before that, or never', async () => {
    for (let round = 0; round < 5; round++) {
      await changeTo(accountId, manager, 'manager');
      await changeTo(accountId, member, 'viewer');
      const [promotion, demotion] = await Promise.all([
        change(manager, memberId, 'member'),
        change(owner, managerId, 'viewer'),
      ]);
      expect(demotion.status).toBe(200);
      if (promotion.status !== 200)
        expectRefusal(promotion, promotion.status === 409 ? 'conflict' : 'forbidden');
      expect((await placeOf(memberId))?.role).toBe(promotion.status === 200 ? 'member' : 'viewer');
      expectRefusal(await change(manager, memberId, 'member'), 'forbidden');
    }
  });
});

test('there is nobody to change in a personal account', async () => {
  const sending = { token: owner.accessToken, body: { role: 'member' }, params: { userId: memberId } };
  expectRefusal(await send(updateMember, sending), 'personal-account');
});

describe('its request', () => {
  let stranger: Person;
  beforeAll(async () => {
    stranger = await newPerson();
    await changeTo(accountId, member, 'viewer');
  });
  const headers = () => ({ 'x-account-id': accountId });
  const request = () => ({
    token: owner.accessToken,
    params: { userId: memberId },
    body: { role: 'member' },
    headers: headers(),
  });
  testsOfTheToken(updateMember, request);
  testsOfTheBody(updateMember, request);
  testsOfTheId(updateMember, { name: 'userId', prefix: 'usr' }, request, () => stranger.accessToken);
  testsOfInvalidBodies(updateMember, request, [
    ['no role', { role: undefined }, ['role']],
    ['another owner', { role: 'owner' }, ['role']],
    ['a role that does not exist', { role: 'admin' }, ['role']],
    ['several roles', { role: ['member'] }, ['role']],
    ['what only we set', { userId: 'usr_1', accountId: 'acc_1' }, ['accountId', 'userId']],
  ]);
});
