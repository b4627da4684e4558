import type { Account, Member } from '../domain/account.ts';
import { fail } from '../domain/fault.ts';
import { mostMembers, mostOrganisations } from '../domain/member.ts';
import { requireWon } from '../domain/revision.ts';
import { Accounts, accountKey } from './accounts.ts';
import * as apiKeys from './api-keys.ts';
import { accountCounts, countDown, countOut, countStays, countUp, userCounts } from './counts.ts';
import { departureOf, Members, ofUser } from './members.ts';
import { commit, refusedOf, type Write } from './write.ts';

/** Organisations: what changes an account together with its members. Exactly one of these is the owner, at any moment. */

/** Throws `limit-reached` for somebody who belongs to as many as one may, and `conflict` when a write beside it does not hold. */
export async function insert(
  account: Account,
  owner: Member,
  together: readonly Write[] = [],
): Promise<void> {
  const refused = await refusedOf([
    countUp(userCounts(owner.userId), 'organisations', mostOrganisations),
    Accounts.insertion(account),
    Members.insertion(owner),
    countUp(accountCounts(account.accountId), 'members', mostMembers),
    ...together,
  ]);
  if (refused[0])
    fail(
      'limit-reached',
      `A user belongs to at most ${mostOrganisations} organisations. Leave or close one that is not needed any more.`,
    );
  requireWon(!refused.some(Boolean));
}

/** A user's places with the organisations they are in, the oldest first. */
export async function ofMember(userId: string): Promise<{ account: Account; member: Member }[]> {
  const places = await ofUser(userId);
  const found = await Accounts.getMany(places.map(({ accountId }) => accountKey(accountId)));
  const byId = new Map(found.map((account) => [account.accountId, account]));
  return places.flatMap((member) => {
    const account = byId.get(member.accountId);
    return account ? [{ account, member }] : [];
  });
}

/** They belong to as many still as when their places were read. */
export const belongingTo = (userId: string, count: number): Write =>
  countStays(userCounts(userId), 'organisations', count);

/** The account with its new owner. Throws `conflict` when it or the place of one of the two changed in between. */
export async function handOver(
  account: Account,
  before: { owner: Member; heir: Member },
  after: { former: Member; owner: Member },
  together: readonly Write[] = [],
): Promise<Account> {
  const handed = { ...account, ownerId: after.owner.userId, revision: account.revision + 1 };
  requireWon(
    await commit([
      Accounts.replacement(account, handed),
      Members.replacement(before.owner, after.former),
      Members.replacement(before.heir, after.owner),
      ...together,
    ]),
  );
  return handed;
}

/** The account goes to its heir, and its owner leaves it. Throws `conflict` as {@link handOver} does. */
export async function inherit(
  account: Account,
  before: { owner: Member; heir: Member },
  owner: Member,
  together: readonly Write[] = [],
): Promise<void> {
  requireWon(
    await commit([
      Accounts.replacement(account, { ...account, ownerId: owner.userId, revision: account.revision + 1 }),
      ...departureOf(before.owner),
      Members.replacement(before.heir, owner),
      ...together,
    ]),
  );
  await apiKeys.removeOf(before.owner);
}

/**
 * Closes an organisation: its owner, who must be the last one in it, leaves, and so nobody gets in any more. Throws
 * `account-not-empty` where there are others.
 */
export async function close(account: Account, closed: Account, owner: Member): Promise<void> {
  const refused = await refusedOf([
    countOut(accountCounts(account.accountId), 'members'),
    Accounts.replacement(account, closed),
    Members.removal(owner),
    countDown(userCounts(owner.userId), 'organisations'),
  ]);
  if (refused[0]) fail('account-not-empty', 'There are other members in this account. Remove them first.');
  requireWon(!refused.some(Boolean));
}
