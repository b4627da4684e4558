import { randomBytes } from 'node:crypto';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import * as accounts from '../../shared/data/accounts.ts';
import { dynamo, tableName } from '../../shared/data/client.ts';
import * as invitations from '../../shared/data/invitations.ts';
import * as members from '../../shared/data/members.ts';
import * as organisations from '../../shared/data/organisations.ts';
import * as users from '../../shared/data/users.ts';
import {
  type Account,
  closeOrganisation,
  type Member,
  openOrganisation,
} from '../../shared/domain/account.ts';
import {
  type Invitation,
  invite,
  inviteAgain,
  joinBy,
  mostInvitations,
} from '../../shared/domain/invitation.ts';
import { welcome } from '../../shared/domain/user.ts';
import { freshId, useTable } from '../support/table.ts';

useTable();

const at = new Date('2026-03-01T09:00:00.000Z');
const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

let account: Account;
let owner: Member;
beforeAll(async () => {
  const [userId, accountId] = [freshId('usr'), freshId('acc')];
  const email = `owner-${hex(8)}@mytypist.local`;
  const { user, account: personal } = welcome({
    ...{ userId, accountId, email, at },
    name: 'Ada',
    role: 'user',
    startedAt: 1,
  });
  expect(await users.insert(user, personal)).toBe(true);
  ({ account, owner } = await organisation(userId));
});

async function organisation(ownerId = freshId('usr')): Promise<{ account: Account; owner: Member }> {
  const opened = openOrganisation({ accountId: freshId('acc'), name: 'Obi & Sons', ownerId, at });
  await organisations.insert(opened.account, opened.owner);
  return opened;
}

const offered = (by = owner, id = hex(16)): Invitation =>
  invite(
    by,
    { invitationId: `inv_${id}`, email: `${id}@mytypist.local`, role: 'member', secretHash: hex(32) },
    at,
  );

async function stored(by = owner): Promise<Invitation> {
  const invitation = offered(by);
  expect(await invitations.put(invitation, undefined, by, hex(32))).toBeUndefined();
  return invitation;
}

const raw = async (pk: string, sk: string) =>
  (await dynamo.send(new GetCommand({ TableName: tableName(), Key: { pk, sk }, ConsistentRead: true }))).Item;

describe('an invitation', () => {
  test('is stored as it is, and forgotten by the table when it has ended', async () => {
    const invitation = await stored();
    const { accountId, invitationId } = invitation;
    expect(await invitations.get(accountId, invitationId)).toEqual(invitation);
    expect(await raw(`account#${accountId}`, `invitation#${invitationId}`)).toMatchObject({
      expiresAt: Date.parse('2026-03-08T09:00:00.000Z') / 1000,
    });
    await expect(invitations.get(freshId('acc'), invitationId)).rejects.toMatchObject({ code: 'not-found' });
  });

  test('of an address is one: sent again it replaces the first, and of two at once one loses', async () => {
    const first = await stored();
    const again = () => inviteAgain(first, { ...first, secretHash: hex(32) });
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => invitations.put(again(), first, owner, hex(32))),
    );
    expect(outcomes.filter((outcome) => outcome === undefined)).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'changed')).toHaveLength(4);
    const now = await invitations.get(first.accountId, first.invitationId);
    expect(now.revision).toBe(2);
    expect(now.secretHash).not.toBe(first.secretHash);
    expect(await invitations.put(first, undefined, owner, hex(32))).toBe('changed');
  });

  test('is not stored for somebody whose place has changed', async () => {
    const own = await organisation();
    const before = own.owner;
    await organisations.close(own.account, closeOrganisation(own.account, at), before);
    expect(await invitations.put(offered(before), undefined, before, hex(32))).toBe('changed');
  });

  test('is taken back once, in the state that was read', async () => {
    const invitation = await stored();
    await expect(invitations.remove(owner, { ...invitation, revision: 9 })).rejects.toMatchObject({
      code: 'conflict',
    });
    await invitations.remove(owner, invitation);
    await expect(invitations.remove(owner, invitation)).rejects.toMatchObject({ code: 'conflict' });
    await expect(invitations.get(invitation.accountId, invitation.invitationId)).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});

test('invitations are listed newest first, page by page, and only those of the account', async () => {
  const own = await organisation();
  const made: Invitation[] = [];
  for (let number = 0; number < 5; number++) {
    const createdAt = new Date(at.getTime() + number * 1000).toISOString();
    const invitation = { ...offered(own.owner), createdAt };
    expect(await invitations.put(invitation, undefined, own.owner, hex(32))).toBeUndefined();
    made.push(invitation);
  }
  const { accountId } = own.account;
  const first = await invitations.list(accountId, { limit: 3 });
  const second = await invitations.list(accountId, { limit: 3, cursor: first.nextCursor });
  expect([...first.items, ...second.items]).toEqual(made.toReversed());
  expect(second.nextCursor).toBeUndefined();
  const foreign = invitations.list(account.accountId, { limit: 3, cursor: first.nextCursor });
  await expect(foreign).rejects.toMatchObject({ code: 'invalid-request' });
});

describe('the limits of a day', () => {
  /** Puts so many, ten at once, and returns what became of them. */
  async function many(number: number, put: () => Promise<string | undefined>) {
    const outcomes: (string | undefined)[] = [];
    for (let first = 0; first < number; first += 10)
      outcomes.push(...(await Promise.all(Array.from({ length: 10 }, put))));
    return Map.groupBy(outcomes, (outcome) => outcome ?? 'stored');
  }

  test('hold for one account, however many are sent at once', async () => {
    const own = await organisation();
    const found = await many(mostInvitations.account + 10, () =>
      invitations.put(offered(own.owner), undefined, own.owner, hex(32)),
    );
    expect(found.get('stored')).toHaveLength(mostInvitations.account);
    expect(found.get('account')).toHaveLength(10);
    const tomorrow = { ...offered(own.owner), createdAt: '2026-03-02T00:00:00.000Z' };
    expect(await invitations.put(tomorrow, undefined, own.owner, hex(32))).toBeUndefined();
  });

  test('hold for one user, over all their accounts', async () => {
    const userId = freshId('usr');
    const [one, two] = [await organisation(userId), await organisation(userId)];
    let turn = 0;
    const found = await many(mostInvitations.user + 10, () => {
      const by = turn++ % 2 === 0 ? one.owner : two.owner;
      return invitations.put(offered(by), undefined, by, hex(32));
    });
    expect(found.get('stored')).toHaveLength(mostInvitations.user);
    expect(found.get('user')).toHaveLength(10);
  });

  test('hold for one address, whoever invites it', async () => {
    const address = hex(32);
    const senders = await Promise.all(Array.from({ length: 4 }, () => organisation()));
    let turn = 0;
    const found = await many(mostInvitations.address + 10, () => {
      const by = senders[turn++ % senders.length]?.owner ?? owner;
      return invitations.put(offered(by), undefined, by, address);
    });
    expect(found.get('stored')).toHaveLength(mostInvitations.address);
    expect(found.get('address')).toHaveLength(10);
    expect(await raw(`address#${address}`, 'invited#2026-03-01')).toMatchObject({
      entity: 'counts',
      invitations: mostInvitations.address,
      expiresAt: Date.parse('2026-03-03T09:00:00.000Z') / 1000,
    });
  });
});

describe('accepting', () => {
  const accept = (invitation: Invitation, userId: string, now = account, inviter = owner) =>
    invitations.accept(invitation, { account: now, inviter }, joinBy(invitation, userId, at));

  test('makes a member and uses the invitation up', async () => {
    const [invitation, userId] = [await stored(), freshId('usr')];
    const now = await accounts.get(account.accountId);
    expect(await accept(invitation, userId, now)).toBe(true);
    expect(await members.find(account.accountId, userId)).toMatchObject({ role: 'member' });
    expect(await invitations.find(account.accountId, invitation.invitationId)).toBeUndefined();
    expect(await accept(invitation, freshId('usr'), now)).toBe(false);
  });

  test('by ten at once lets one in', async () => {
    const invitation = await stored();
    const userIds = Array.from({ length: 10 }, () => freshId('usr'));
    const outcomes = await Promise.all(userIds.map((userId) => accept(invitation, userId)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
    const found = await Promise.all(userIds.map((userId) => members.find(account.accountId, userId)));
    expect(found.filter(Boolean)).toHaveLength(1);
  });

  test('loses to taking back, or wins over it', async () => {
    for (let round = 0; round < 10; round++) {
      const [invitation, userId] = [await stored(), freshId('usr')];
      const taken = invitations.remove(owner, invitation).then(
        () => true,
        () => false,
      );
      const [accepted, removed] = await Promise.all([accept(invitation, userId), taken]);
      expect(accepted).toBe(!removed);
      expect((await members.find(account.accountId, userId)) !== undefined).toBe(accepted);
    }
  });

  test('is nothing when the sender has lost their place or the account is closed meanwhile', async () => {
    const own = await organisation();
    const invitation = await stored(own.owner);
    await organisations.close(own.account, closeOrganisation(own.account, at), own.owner);
    const userId = freshId('usr');
    expect(await accept(invitation, userId, own.account, own.owner)).toBe(false);
    expect(await members.find(own.account.accountId, userId)).toBeUndefined();
  });

  test('somebody who is a member already says so, and leaves the invitation', async () => {
    const [first, second, userId] = [await stored(), await stored(), freshId('usr')];
    expect(await accept(first, userId)).toBe(true);
    await expect(accept(second, userId)).rejects.toMatchObject({ code: 'already-member' });
    expect(await invitations.find(account.accountId, second.invitationId)).toEqual(second);
  });

  test('reads everything that decides about it in one call', async () => {
    const invitation = await stored();
    const offer = await invitations.readOffer(invitation, owner.userId);
    expect(offer).toEqual({
      account,
      user: await users.get(owner.userId),
      inviter: owner,
      inviterUser: await users.get(owner.userId),
    });
    const nobody = await invitations.readOffer({ ...invitation, accountId: freshId('acc') }, freshId('usr'));
    expect(nobody).toMatchObject({ account: undefined, user: undefined, inviter: undefined });
  });
});
