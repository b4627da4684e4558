import * as z from 'zod';
import { type Account, type Member, requireOrganisation } from '../domain/account.ts';
import { notFound } from '../domain/fault.ts';
import { mostOrganisations } from '../domain/member.ts';
import { accountRoles } from '../domain/permission.ts';
import { requireWon } from '../domain/revision.ts';
import { Accounts, accountKey } from './accounts.ts';
import * as apiKeys from './api-keys.ts';
import { accountCounts, countDown, userCounts } from './counts.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity, type Key, queryKeys, queryKeysPage, readTogether } from './entity.ts';
import { commit, type Write } from './write.ts';

export const Members = entity<Member>({
  name: 'member',
  audit: { account: ({ accountId }) => accountId, id: ({ userId }) => userId, open: ['role'] },
  schema: z.object({
    accountId: z.string(),
    userId: z.string(),
    role: z.enum(accountRoles),
    createdAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, userId, createdAt }) => ({
    ...keyOf(accountId, userId),
    gsi1pk: `account#${accountId}#members`,
    gsi1sk: `${createdAt}#${userId}`,
    gsi2pk: `user#${userId}#accounts`,
    gsi2sk: `${createdAt}#${accountId}`,
  }),
});

export const keyOf = (accountId: string, userId: string): Key => ({
  pk: `account#${accountId}`,
  sk: `member#${userId}`,
});

export const find = (accountId: string, userId: string): Promise<Member | undefined> =>
  Members.get(keyOf(accountId, userId));

/** Those that exist, in no order. */
export const findMany = (places: readonly Pick<Member, 'accountId' | 'userId'>[]): Promise<Member[]> =>
  Members.getMany(places.map(({ accountId, userId }) => keyOf(accountId, userId)));

/**
 * An organisation, whoever is about to change somebody's place in it, and that somebody. Throws `personal-account` where there
 * are no places, and `not-found` for an account that the first has left meanwhile and for somebody who is no member.
 */
export async function meet(
  accountId: string,
  userIds: { by: string; member: string },
): Promise<{ account: Account; by: Member; member: Member }> {
  const keys = {
    account: accountKey(accountId),
    by: keyOf(accountId, userIds.by),
    member: keyOf(accountId, userIds.member),
  };
  const found = await readTogether(Object.values(keys));
  const account = found(Accounts, keys.account) ?? notFound('account');
  // Whose it is must not show before it is settled that they belong to it.
  if (account.kind === 'personal' && account.ownerId !== userIds.by) notFound('account');
  requireOrganisation(account);
  const by = found(Members, keys.by) ?? notFound('account');
  return { account, by, member: found(Members, keys.member) ?? notFound('member') };
}

/** As {@link meet}, for what somebody does with their own place. */
export const meetMyself = (
  accountId: string,
  { userId }: { userId: string },
): Promise<{ account: Account; member: Member }> => meet(accountId, { by: userId, member: userId });

/** Whoever came first comes first. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Member[]; nextCursor: string | undefined }> {
  const scope = `members|${accountId}`;
  const { keys, end } = await queryKeysPage({
    index: 'byAccount',
    partition: `account#${accountId}#members`,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
  });
  return { items: await inOrder(keys), nextCursor: toCursor(scope, end) };
}

/** A user's places in organisations, the oldest first. There are few enough for one reply. */
export const ofUser = async (userId: string): Promise<Member[]> =>
  inOrder(
    await queryKeys({
      index: 'byParent',
      partition: `user#${userId}#accounts`,
      limit: 2 * mostOrganisations,
    }),
  );

async function inOrder(keys: readonly Key[]): Promise<Member[]> {
  const found = await Members.getMany(keys);
  const byKey = new Map(found.map((member) => [member.accountId + member.userId, member]));
  return keys.flatMap(
    ({ pk, sk }) => byKey.get(pk.replace('account#', '') + sk.replace('member#', '')) ?? [],
  );
}

/** Throws `conflict` when the place of one of them changed in between: whoever lost their role changes nobody's. */
export async function replace(by: Member, previous: Member, next: Member): Promise<void> {
  requireWon(await commit([Members.replacement(previous, next), Members.unchanged(by)]));
}

/** Sends a member away, with their API keys; throws `conflict` as {@link replace} does. */
export async function remove(by: Member, member: Member): Promise<void> {
  requireWon(await commit([...departureOf(member), Members.unchanged(by)]));
  await apiKeys.removeOf(member);
}

/** Their API keys go, too. Throws `conflict` when their place changed in between: the owner never leaves. */
export async function leave(member: Member): Promise<void> {
  requireWon(await commit(departureOf(member)));
  await apiKeys.removeOf(member);
}

/** What takes somebody out of an organisation. */
export const departureOf = (member: Member): Write[] => [
  Members.removal(member),
  countDown(accountCounts(member.accountId), 'members'),
  countDown(userCounts(member.userId), 'organisations'),
];
