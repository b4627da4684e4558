import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { closeAccount } from '../../shared/contract/accounts.ts';
import { listMembers } from '../../shared/contract/members.ts';
import { closeMe, deleteUser } from '../../shared/contract/users.ts';
import * as accounts from '../../shared/data/accounts.ts';
import type { GivenRole } from '../../shared/domain/permission.ts';
import { expectRefusal } from '../functions/expectations.ts';
import { finishedDocuments, readyTemplate } from '../functions/fixtures.ts';
import { mailsOfKind } from '../functions/inbox.ts';
import { send } from '../functions/send.ts';
import { newAdmin } from '../support/admins.ts';
import { chainFault, trailOf } from '../support/audit.ts';
import { graceOver, lyingIn, objectsOf } from '../support/erasure.ts';
import { give, organisationOf, setState, userIdOf } from '../support/organisations.ts';
import { type OwnCloud, ownCloud } from '../support/own-cloud.ts';
import { newPerson, type Person } from '../support/people.ts';
import { useTable } from '../support/table.ts';

let own: OwnCloud;
let owner: Person;
let accountId: string;
let admin: Person;

beforeAll(async () => {
  own = await ownCloud();
  useTable(own.cloud);
  admin = await newAdmin(own.cloud.url);
});
afterAll(() => own?.stop());

beforeEach(async () => {
  owner = await newPerson(own.cloud.url);
  accountId = await organisationOf(owner);
});
afterEach(() => {
  own.cloud.frontDoor.guards.clear();
});

const close = () => owner.api.in(accountId).call(closeAccount, {});

describe('a closed organisation', () => {
  test('is left alone for fourteen days, and erased then, with its files; the trail stays', async () => {
    const templateId = await readyTemplate(owner.api.in(accountId));
    await finishedDocuments(owner.api.in(accountId), templateId, ['One', 'Two']);
    await close();
    const files = await objectsOf(own, accountId);
    expect(files.length).toBeGreaterThan(2);
    await own.run('EraseAccounts');
    expect(await objectsOf(own, accountId)).toEqual(files);
    await graceOver(own, `account#${accountId}`);
    await own.run('EraseAccounts');
    expect(await lyingIn(own, `account#${accountId}`)).toEqual([]);
    expect(await objectsOf(own, accountId)).toEqual([]);
    const trail = await trailOf(accountId);
    expect(trail.at(-1)?.content).toMatchObject({
      actor: { kind: 'system' },
      action: 'eraseAccounts',
      target: { kind: 'account', id: accountId },
      change: 'removed',
    });
    expect(trail.filter(({ origin }) => origin)).toEqual([]);
    expect(await chainFault(accountId)).toBeUndefined();
  });

  test.each([
    ['the files are removed', 'POST bucket', ''],
    ['the items are removed', 'TransactWriteItems', '"template#'],
    ['the record is removed', 'TransactWriteItems', '"profile"'],
  ])('whose erasure dies when %s is erased by the next run', async (_, operation, words) => {
    await readyTemplate(owner.api.in(accountId));
    await close();
    await graceOver(own, `account#${accountId}`);
    let killed = 0;
    own.cloud.frontDoor.guards.add(async (request) => {
      const isIt = request.operation === operation && request.request.body.includes(words);
      if (!request.caller?.includes('EraseAccounts') || !isIt || killed > 0) return undefined;
      killed += 1;
      await own.pool('EraseAccounts').crash();
      return { status: 500, headers: {}, body: '' };
    });
    await own.run('EraseAccounts').catch(() => undefined);
    expect(killed).toBe(1);
    expect(await lyingIn(own, `account#${accountId}`)).toContain('profile');
    await own.run('EraseAccounts');
    expect(await lyingIn(own, `account#${accountId}`)).toEqual([]);
    expect(await objectsOf(own, accountId)).toEqual([]);
  });
});

describe('whoever owns an organisation', () => {
  test('hands it over or closes it before they delete themselves', async () => {
    const token = owner.accessToken;
    expectRefusal(await send(closeMe, { token, baseUrl: own.cloud.url }), 'owns-organisations');
    await close();
    expect((await send(closeMe, { token, baseUrl: own.cloud.url })).status).toBe(204);
  });

  /** An administrator's deletion does not wait for a handover. */
  async function eraseOwner(): Promise<string> {
    const userId = await userIdOf(owner);
    await admin.api.call(deleteUser, { params: { userId } });
    await graceOver(own, `user#${userId}`);
    await own.run('EraseUsers');
    expect(await lyingIn(own, `user#${userId}`)).toEqual([]);
    return userId;
  }

  const join = async (role: GivenRole): Promise<Person & { userId: string }> => {
    const person = await newPerson(own.cloud.url);
    return { ...person, userId: await give(accountId, person, role) };
  };

  const rolesSeenBy = async ({ api }: Person): Promise<Record<string, string>> => {
    const { items } = (await api.in(accountId).call(listMembers, {})).body;
    return Object.fromEntries(items.map(({ userId, role }) => [userId, role]));
  };

  test('and is erased all the same leaves it to the manager who was there first', async () => {
    const viewer = await join('viewer');
    const [first, second] = [await join('manager'), await join('manager')];
    await eraseOwner();
    expect(await rolesSeenBy(second)).toEqual({
      [viewer.userId]: 'viewer',
      [first.userId]: 'owner',
      [second.userId]: 'manager',
    });
    expect(await accounts.find(accountId)).toMatchObject({ ownerId: first.userId });
    await mailsOfKind(first.email, 'ownership-received', 1, own.cloud.url);
    expect(await chainFault(accountId)).toBeUndefined();
  });

  test('leaves it to somebody who can log in, before those who were disabled', async () => {
    const [disabled, viewer] = [await join('manager'), await join('viewer')];
    await setState(disabled.userId, 'disabled');
    await eraseOwner();
    expect(await rolesSeenBy(viewer)).toEqual({ [viewer.userId]: 'owner', [disabled.userId]: 'manager' });
  });

  test('leaves it to somebody who is disabled before it is closed', async () => {
    const disabled = await join('member');
    await setState(disabled.userId, 'disabled');
    await eraseOwner();
    await setState(disabled.userId, 'active');
    expect(await rolesSeenBy(disabled)).toEqual({ [disabled.userId]: 'owner' });
  });

  test('and was alone in it leaves it closed', async () => {
    await eraseOwner();
    expect(await accounts.find(accountId)).toMatchObject({ closesAt: expect.any(String) });
    await graceOver(own, `account#${accountId}`);
    await own.run('EraseAccounts');
    expect(await lyingIn(own, `account#${accountId}`)).toEqual([]);
  });
});

test('whoever is erased leaves the organisations of others, which go on', async () => {
  const member = await newPerson(own.cloud.url);
  const userId = await give(accountId, member, 'manager');
  await member.api.call(closeMe, {});
  await graceOver(own, `user#${userId}`);
  await own.run('EraseUsers');
  const { items } = (await owner.api.in(accountId).call(listMembers, {})).body;
  expect(items.map(({ role }) => role)).toEqual(['owner']);
  await give(accountId, await newPerson(own.cloud.url), 'viewer');
  expect((await owner.api.in(accountId).call(listMembers, {})).body.items).toHaveLength(2);
  expect(await lyingIn(own, `account#${accountId}`)).not.toContain(`member#${userId}`);
});
