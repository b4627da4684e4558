import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount, transferAccount } from '../../../shared/contract/accounts.ts';
import { listMembers } from '../../../shared/contract/members.ts';
import * as users from '../../../shared/data/users.ts';
import { accountRoles, givenRoles } from '../../../shared/domain/permission.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { useTable } from '../../support/table.ts';
import { expectFieldFaults, expectIndistinguishable, expectRefusal } from '../expectations.ts';
import { mailsOfKind } from '../inbox.ts';
import { oldSession } from '../old-session.ts';
import { testsOfInvalidBodies, testsOfTheBody, testsOfTheToken } from '../rules.ts';
import { send } from '../send.ts';

useTable();

let owner: Person;
let heir: Person;
let ownerId: string;
let heirId: string;
beforeAll(async () => {
  [owner, heir] = await Promise.all([newPerson(), newPerson()]);
  [ownerId, heirId] = [await userIdOf(owner), await userIdOf(heir)];
});

const transfer = (accountId: string, who: Person, userId: string, token = who.accessToken) =>
  send(transferAccount, { token, body: { userId }, headers: { 'x-account-id': accountId } });

const roles = async (accountId: string) => {
  const headers = { 'x-account-id': accountId };
  const { items } = (await heir.api.call(listMembers, { headers })).body;
  return Object.fromEntries(items.map(({ userId, role }) => [userId, role]));
};

/** An organisation of `owner` in which `heir` is a member. */
async function shared(role: 'manager' | 'member' | 'viewer' = 'member'): Promise<string> {
  const accountId = await organisationOf(owner);
  await give(accountId, heir, role);
  return accountId;
}

describe('handing over', () => {
  test.each(givenRoles)('makes a %s the owner and the owner a manager, at once', async (role) => {
    const accountId = await shared(role);
    const answer = await transfer(accountId, owner, heirId);
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({ accountId, kind: 'organisation', revision: 2 });
    expect(await roles(accountId)).toEqual({ [ownerId]: 'manager', [heirId]: 'owner' });
    expectRefusal(await transfer(accountId, owner, ownerId), 'forbidden');
    expect((await transfer(accountId, heir, ownerId)).status).toBe(200);
    expect(await roles(accountId)).toEqual({ [ownerId]: 'owner', [heirId]: 'manager' });
  });

  test('is told to both by mail', async () => {
    const [from, to] = [await newPerson(), await newPerson()];
    const accountId = await organisationOf(from);
    const toId = await give(accountId, to, 'viewer');
    await transfer(accountId, from, toId);
    const [given] = await mailsOfKind(from.email, 'ownership-given', 1);
    const [received] = await mailsOfKind(to.email, 'ownership-received', 1);
    expect(given?.text).toContain('You handed the account “Obi & Sons” on MyTypist over');
    expect(received?.text).toContain('The account “Obi & Sons” on MyTypist was handed over to you');
  });

  test('to two at once makes one of them the owner', async () => {
    const accountId = await shared();
    const other = await newPerson();
    const otherId = await give(accountId, other, 'manager');
    const answers = await Promise.all([
      transfer(accountId, owner, heirId),
      transfer(accountId, owner, otherId),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 200))
      expectRefusal(answer, answer.status === 409 ? 'conflict' : 'forbidden');
    const found = Object.values(await roles(accountId));
    expect(found.toSorted()).toEqual(
      found.includes('member') ? ['manager', 'member', 'owner'] : ['manager', 'manager', 'owner'],
    );
  });
});

describe('is refused', () => {
  test.each(accountRoles.filter((role) => role !== 'owner'))('to a %s', async (role) => {
    const accountId = await shared(role);
    expectRefusal(await transfer(accountId, heir, heirId), 'forbidden');
    expectRefusal(await transfer(accountId, heir, ownerId), 'forbidden');
    expect(await roles(accountId)).toEqual({ [ownerId]: 'owner', [heirId]: role });
  });

  test('for somebody who is no member, exactly as for nobody at all', async () => {
    const accountId = await shared();
    const stranger = await newPerson();
    const foreign = await transfer(accountId, owner, await userIdOf(stranger));
    expectRefusal(foreign, 'not-found');
    expectIndistinguishable(await transfer(accountId, owner, `usr_${'0'.repeat(32)}`), foreign);
  });

  test('for oneself', async () => {
    expectFieldFaults(await transfer(await shared(), owner, ownerId), ['userId']);
  });

  test('for a personal account, which belongs to its user for good', async () => {
    const sending = { token: owner.accessToken, body: { userId: heirId } };
    expectRefusal(await send(transferAccount, sending), 'personal-account');
  });

  test('in a session that began more than 15 minutes ago, whatever its token says otherwise', async () => {
    const accountId = await shared();
    const sixteen = await oldSession(owner, 16);
    expectRefusal(await transfer(accountId, owner, heirId, sixteen), 'recent-login-required');
    expect(await roles(accountId)).toEqual({ [ownerId]: 'owner', [heirId]: 'member' });
    const fourteen = await oldSession(owner, 14);
    expect((await transfer(accountId, owner, heirId, fourteen)).status).toBe(200);
  });

  test.each([
    ['is disabled', { state: 'disabled' } as const],
    ['is about to be deleted', { closesAt: '2099-01-01T00:00:00.000Z' }],
  ])('to a member who %s, and the owner stays', async (_, change) => {
    const accountId = await organisationOf(owner);
    const gone = await newPerson();
    const goneId = await give(accountId, gone, 'manager');
    const user = await users.get(goneId);
    await users.replace(user, { ...user, ...change, revision: user.revision + 1 });
    const error = expectFieldFaults(await transfer(accountId, owner, goneId), ['userId']);
    expect(error.fields?.[0]?.message).toContain('cannot take it on');
    expect(
      (await send(getAccount, { token: owner.accessToken, headers: { 'x-account-id': accountId } })).status,
    ).toBe(200);
  });

  test('to a stranger, as if the account did not exist', async () => {
    const accountId = await shared();
    const stranger = await newPerson();
    const foreign = await transfer(accountId, stranger, heirId);
    expectRefusal(foreign, 'not-found');
    expectIndistinguishable(await transfer(`acc_${'0'.repeat(32)}`, stranger, heirId), foreign);
  });
});

test('the new owner may do what owners may, and the old one may not', async () => {
  const accountId = await shared('viewer');
  await transfer(accountId, owner, heirId);
  const headers = { 'x-account-id': accountId };
  expect((await heir.api.call(getAccount, { headers })).status).toBe(200);
  expectRefusal(await transfer(accountId, owner, heirId), 'forbidden');
});

describe('its request', () => {
  let accountId: string;
  beforeAll(async () => {
    accountId = await shared();
  });
  const request = () => ({
    token: owner.accessToken,
    body: { userId: heirId },
    headers: { 'x-account-id': accountId },
  });
  testsOfTheToken(transferAccount, request);
  testsOfTheBody(transferAccount, request);
  testsOfInvalidBodies(transferAccount, request, [
    ['nobody', { userId: undefined }, ['userId']],
    ['an id of another kind', { userId: `acc_${'0'.repeat(32)}` }, ['userId']],
    ['a role besides', { role: 'owner' }, ['role']],
  ]);
});
