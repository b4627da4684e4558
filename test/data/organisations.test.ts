import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import { accountCounts, countUp, userCounts } from '../../shared/data/counts.ts';
import type { Key } from '../../shared/data/entity.ts';
import * as members from '../../shared/data/members.ts';
import * as organisations from '../../shared/data/organisations.ts';
import { commit } from '../../shared/data/write.ts';
import {
  type Account,
  closeOrganisation,
  type Member,
  openOrganisation,
} from '../../shared/domain/account.ts';
import { changeMemberRole, handOver, mostOrganisations } from '../../shared/domain/member.ts';
import type { AccountRole } from '../../shared/domain/permission.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');

async function organisation(ownerId = freshId('usr')): Promise<{ account: Account; owner: Member }> {
  const opened = openOrganisation({ accountId: freshId('acc'), name: 'Obi & Sons', ownerId, at });
  await organisations.insert(opened.account, opened.owner);
  return opened;
}

/** Later members have later places. */
let joined = 0;

async function admit(account: Account, role: AccountRole, userId = freshId('usr')): Promise<Member> {
  const createdAt = new Date(at.getTime() + ++joined * 1000).toISOString();
  const member = { accountId: account.accountId, userId, role, createdAt, revision: 1 };
  const made = await commit([
    members.Members.insertion(member),
    countUp(accountCounts(account.accountId), 'members', 500),
    countUp(userCounts(userId), 'organisations', 50),
  ]);
  expect(made).toBe(true);
  return member;
}

const counted = async ({ pk, sk }: Key) => {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: tableName(), Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item;
};

/** Of many attempts at once, how many were made; the others must have lost to them. */
async function winners(attempts: readonly Promise<unknown>[]): Promise<number> {
  const settled = await Promise.allSettled(attempts);
  for (const each of settled)
    if (each.status === 'rejected')
      expect(['conflict', 'account-not-empty', 'limit-reached']).toContain(each.reason.code);
  return settled.filter(({ status }) => status === 'fulfilled').length;
}

const rolesIn = async ({ accountId }: Account) =>
  (await members.list(accountId, { limit: 100 })).items.map(({ role }) => role).toSorted();

describe('an organisation', () => {
  test('is stored with its owner, and counted with both', async () => {
    const { account, owner } = await organisation();
    expect(await accounts.get(account.accountId)).toEqual(account);
    expect(await members.find(account.accountId, owner.userId)).toEqual(owner);
    expect(await counted(accountCounts(account.accountId))).toMatchObject({ entity: 'counts', members: 1 });
    expect(await counted(userCounts(owner.userId))).toMatchObject({ organisations: 1 });
  });

  test('loses to one that exists, and counts nothing then', async () => {
    const { account, owner } = await organisation();
    await expect(organisations.insert(account, owner)).rejects.toMatchObject({ code: 'conflict' });
    expect(await counted(userCounts(owner.userId))).toMatchObject({ organisations: 1 });
  });

  test('is one of so many of a user, however many are made at once', async () => {
    const userId = freshId('usr');
    let made = 0;
    for (let round = 0; round < 7; round++)
      made += await winners(Array.from({ length: 10 }, () => organisation(userId)));
    expect(made).toBe(mostOrganisations);
    await expect(organisation(userId)).rejects.toMatchObject({ code: 'limit-reached' });
    const places = await organisations.ofMember(userId);
    expect(places).toHaveLength(mostOrganisations);
  });
});

describe('places', () => {
  test('are listed of an account, the oldest first, page by page, and of a user', async () => {
    const { account, owner } = await organisation();
    const { account: other } = await organisation();
    const third = await admit(account, 'viewer');
    const fourth = await admit(account, 'member');
    await admit(other, 'member', third.userId);
    const first = await members.list(account.accountId, { limit: 2 });
    const second = await members.list(account.accountId, { limit: 2, cursor: first.nextCursor });
    expect(first.items).toEqual([owner, third]);
    expect(second).toEqual({ items: [fourth], nextCursor: undefined });
    const places = await organisations.ofMember(third.userId);
    expect(places.map(({ account: { accountId } }) => accountId)).toEqual([
      account.accountId,
      other.accountId,
    ]);
    const foreign = members.list(other.accountId, { limit: 2, cursor: first.nextCursor });
    await expect(foreign).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test('are met at their latest state, one’s own too', async () => {
    const { account, owner } = await organisation();
    const viewer = await admit(account, 'viewer');
    const ids = { by: owner.userId, member: viewer.userId };
    expect(await members.meet(account.accountId, ids)).toEqual({ account, by: owner, member: viewer });
    expect(await members.meetMyself(account.accountId, viewer)).toMatchObject({ member: viewer });
  });

  test.each(['by', 'member'] as const)('are not met where there is no %s', async (missing) => {
    const { account, owner } = await organisation();
    const ids = { by: owner.userId, member: owner.userId, [missing]: freshId('usr') };
    const met = members.meet(account.accountId, ids);
    await expect(met).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining(missing === 'by' ? 'account' : 'member'),
    });
  });

  test('leave no trace in counts and lists when somebody goes', async () => {
    const { account, owner } = await organisation();
    const viewer = await admit(account, 'viewer');
    expect(await winners([members.remove(owner, viewer), members.leave(viewer)])).toBe(1);
    expect(await members.find(account.accountId, viewer.userId)).toBeUndefined();
    expect(await counted(accountCounts(account.accountId))).toMatchObject({ members: 1 });
    expect(await counted(userCounts(viewer.userId))).toMatchObject({ organisations: 0 });
  });
});

describe('who has lost their role meanwhile', () => {
  test('changes nobody’s and removes nobody', async () => {
    const { account, owner } = await organisation();
    const manager = await admit(account, 'manager');
    const viewer = await admit(account, 'viewer');
    await members.replace(owner, manager, changeMemberRole(owner, manager, 'viewer'));
    const promotion = changeMemberRole(manager, viewer, 'member');
    await expect(members.replace(manager, viewer, promotion)).rejects.toMatchObject({ code: 'conflict' });
    await expect(members.remove(manager, viewer)).rejects.toMatchObject({ code: 'conflict' });
    expect(await members.find(account.accountId, viewer.userId)).toEqual(viewer);
  });

  test('or their place, does so neither', async () => {
    const { account, owner } = await organisation();
    const manager = await admit(account, 'manager');
    const viewer = await admit(account, 'viewer');
    await members.remove(owner, manager);
    await expect(members.remove(manager, viewer)).rejects.toMatchObject({ code: 'conflict' });
    expect(await members.find(account.accountId, viewer.userId)).toEqual(viewer);
  });
});

describe('an organisation has one owner', () => {
  const handTo = (account: Account, owner: Member, heir: Member) =>
    organisations.handOver(account, { owner, heir }, handOver(owner, heir));

  test('after it was handed over', async () => {
    const { account, owner } = await organisation();
    const heir = await admit(account, 'viewer');
    const handed = await handTo(account, owner, heir);
    expect(handed).toEqual({ ...account, ownerId: heir.userId, revision: 2 });
    expect(await accounts.get(account.accountId)).toEqual(handed);
    expect(await members.find(account.accountId, heir.userId)).toMatchObject({ role: 'owner', revision: 2 });
    expect(await members.find(account.accountId, owner.userId)).toMatchObject({ role: 'manager' });
  });

  test('when it is handed to ten at once', async () => {
    const { account, owner } = await organisation();
    const heirs = await Promise.all(Array.from({ length: 10 }, () => admit(account, 'member')));
    expect(await winners(heirs.map((heir) => handTo(account, owner, heir)))).toBe(1);
    const roles = await rolesIn(account);
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1);
    expect(roles.filter((role) => role === 'manager')).toHaveLength(1);
  });

  test('when whoever gets it is removed, leaves or is given another role at that moment', async () => {
    for (let round = 0; round < 10; round++) {
      const { account, owner } = await organisation();
      const heir = await admit(account, 'member');
      const rivals = [
        () => members.remove(owner, heir),
        () => members.leave(heir),
        () => members.replace(owner, heir, changeMemberRole(owner, heir, 'viewer')),
      ];
      const rival = rivals[round % rivals.length];
      await winners([handTo(account, owner, heir), rival?.() ?? Promise.resolve()]);
      expect((await rolesIn(account)).filter((role) => role === 'owner')).toHaveLength(1);
      const { ownerId } = await accounts.get(account.accountId);
      expect(await members.find(account.accountId, ownerId)).toMatchObject({ role: 'owner' });
    }
  });

  test('when it is closed while it is handed over', async () => {
    const { account, owner } = await organisation();
    const heir = await admit(account, 'member');
    expect(
      await winners([
        handTo(account, owner, heir),
        organisations.close(account, closeOrganisation(account, at), owner),
      ]),
    ).toBe(1);
    expect((await rolesIn(account)).filter((role) => role === 'owner')).toHaveLength(1);
  });
});

describe('closing', () => {
  test('takes the last place away, and leaves the account to be erased', async () => {
    const { account, owner } = await organisation();
    const closed = closeOrganisation(account, at);
    await organisations.close(account, closed, owner);
    expect(await accounts.get(account.accountId)).toEqual(closed);
    expect(await members.find(account.accountId, owner.userId)).toBeUndefined();
    expect(await counted(accountCounts(account.accountId))).toMatchObject({ members: 0 });
    expect(await counted(userCounts(owner.userId))).toMatchObject({ organisations: 0 });
    expect(await organisations.ofMember(owner.userId)).toEqual([]);
  });

  test('is refused while there are others, and happens once', async () => {
    const { account, owner } = await organisation();
    const viewer = await admit(account, 'viewer');
    const close = () => organisations.close(account, closeOrganisation(account, at), owner);
    await expect(close()).rejects.toMatchObject({ code: 'account-not-empty' });
    expect(await members.find(account.accountId, owner.userId)).toEqual(owner);
    await members.leave(viewer);
    expect(await winners([close(), close(), close()])).toBe(1);
  });
});
