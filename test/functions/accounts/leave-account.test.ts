import { beforeAll, describe, expect, test } from 'vitest';
import { getAccount, leaveAccount, listAccounts } from '../../../shared/contract/accounts.ts';
import { getMe } from '../../../shared/contract/auth.ts';
import { removeMember } from '../../../shared/contract/members.ts';
import { listTemplates } from '../../../shared/contract/templates.ts';
import * as members from '../../../shared/data/members.ts';
import { givenRoles } from '../../../shared/domain/permission.ts';
import { payingWith } from '../../../shared/domain/subscription.ts';
import { leaveEverywhere } from '../../../shared/pipeline/leaving.ts';
import { give, organisationOf, userIdOf } from '../../support/organisations.ts';
import { newPerson, type Person } from '../../support/people.ts';
import { changeBy, subscribe, subscriberOf } from '../../support/plans.ts';
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

describe('the card of whoever leaves', () => {
  const log = { info: () => {}, warn: () => {}, error: () => {} };

  /** A plan of the organisation that somebody's card pays for. */
  async function paidBy(who: Person, id: string): Promise<void> {
    await subscribe(id, 'pro');
    const card = { token: 'sealed', userId: await userIdOf(who), email: who.email };
    await changeBy(id, (before) => payingWith({ ...before, revision: before.revision + 1 }, card));
  }
  const cardOf = async (id: string) => (await subscriberOf(id)).subscription.card;

  test.each<[string, (id: string, userId: string) => Promise<unknown>]>([
    ['by themselves', (id) => leave(member, id)],
    [
      'because somebody sent them away',
      (id, userId) =>
        send(removeMember, {
          token: owner.accessToken,
          params: { userId },
          headers: { 'x-account-id': id },
        }),
    ],
    ['because they are erased', (_, userId) => leaveEverywhere(userId, new Date(), log)],
  ])('is forgotten with their address when they go %s, and that of others is not', async (_, go) => {
    const [id, other] = [await organisationOf(owner), await organisationOf(owner)];
    const userId = await give(id, member, 'manager');
    await give(other, member, 'manager');
    await paidBy(member, id);
    await paidBy(owner, other);
    await go(id, userId);
    expect(await members.find(id, userId)).toBeUndefined();
    expect(await cardOf(id)).toBeUndefined();
    if (await members.find(other, userId)) await leave(member, other);
    expect(await cardOf(other)).toMatchObject({ email: owner.email });
  });

  test('of an owner who is erased is forgotten before another one owns the account', async () => {
    const former = await newPerson();
    const id = await organisationOf(former);
    const heir = await give(id, member, 'manager');
    await paidBy(former, id);
    await leaveEverywhere(await userIdOf(former), new Date(), log);
    expect((await subscriberOf(id)).account.ownerId).toBe(heir);
    expect(await cardOf(id)).toBeUndefined();
  });
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
