import * as z from 'zod';
import type { Account, Member } from '../domain/account.ts';
import { fail, notFound } from '../domain/fault.ts';
import { type Invitation, mostInvitations } from '../domain/invitation.ts';
import { mostMembers, mostOrganisations } from '../domain/member.ts';
import { givenRoles } from '../domain/permission.ts';
import { requireWon } from '../domain/revision.ts';
import type { User } from '../domain/user.ts';
import { Accounts, accountKey } from './accounts.ts';
import { accountCounts, countUp, userCounts } from './counts.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity, type Key, queryKeysPage, readTogether } from './entity.ts';
import { Members, keyOf as memberKey } from './members.ts';
import { Users, userKey } from './users.ts';
import { commit, refusedOf, type Write } from './write.ts';

const Invitations = entity<Invitation>({
  name: 'invitation',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ invitationId }) => invitationId,
    open: ['role', 'invitedBy'],
    quiet: ['createdAt', 'expiresAt'],
  },
  schema: z.object({
    accountId: z.string(),
    invitationId: z.string(),
    email: z.string(),
    role: z.enum(givenRoles),
    invitedBy: z.string(),
    secretHash: z.string().regex(/^[0-9a-f]{64}$/),
    createdAt: z.string(),
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ accountId, invitationId, createdAt }) => ({
    ...keyOf(accountId, invitationId),
    gsi1pk: `account#${accountId}#invitations`,
    gsi1sk: `${createdAt}#${invitationId}`,
  }),
});

const keyOf = (accountId: string, invitationId: string): Key => ({
  pk: `account#${accountId}`,
  sk: `invitation#${invitationId}`,
});

export const find = (accountId: string, invitationId: string): Promise<Invitation | undefined> =>
  Invitations.get(keyOf(accountId, invitationId));

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, invitationId: string): Promise<Invitation> =>
  (await find(accountId, invitationId)) ?? notFound('invitation');

/** Newest first; those that have expired are among them until they are forgotten. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Invitation[]; nextCursor: string | undefined }> {
  const scope = `invitations|${accountId}`;
  const { keys, end } = await queryKeysPage({
    index: 'byAccount',
    partition: `account#${accountId}#invitations`,
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
  });
  const found = await Invitations.getMany(keys);
  const byKey = new Map(found.map((invitation) => [`invitation#${invitation.invitationId}`, invitation]));
  return { items: keys.flatMap(({ sk }) => byKey.get(sk) ?? []), nextCursor: toCursor(scope, end) };
}

/** Seconds a count of a day is kept: past its end wherever the day is looked at from. */
const countLife = 2 * 24 * 60 * 60;

/**
 * Stores an invitation, in place of the one that its address has. Undefined when it was stored; or else which limit of the day
 * was reached, or that somebody changed one of the two in between.
 *
 * @param addressHash names the address among all accounts
 */
export async function put(
  invitation: Invitation,
  previous: Invitation | undefined,
  by: Member,
  addressHash: string,
): Promise<'account' | 'user' | 'address' | 'changed' | undefined> {
  const { accountId, invitedBy, createdAt } = invitation;
  const day = createdAt.slice(0, 10);
  const forgotten = Math.floor(Date.parse(createdAt) / 1000) + countLife;
  const ofDay = (pk: string, most: number): Write =>
    countUp({ pk, sk: `invited#${day}` }, 'invitations', most, forgotten);
  const refused = await refusedOf([
    ofDay(`account#${accountId}`, mostInvitations.account),
    ofDay(`user#${invitedBy}`, mostInvitations.user),
    ofDay(`address#${addressHash}`, mostInvitations.address),
    previous ? Invitations.replacement(previous, invitation) : Invitations.insertion(invitation),
    Members.unchanged(by),
  ]);
  const first = refused.indexOf(true);
  return first < 0 ? undefined : ((['account', 'user', 'address'] as const)[first] ?? 'changed');
}

/** Throws `conflict` when somebody changed the invitation, or the place of whoever takes it back, in between. */
export async function remove(by: Member, invitation: Invitation): Promise<void> {
  requireWon(await commit([Invitations.removal(invitation), Members.unchanged(by)]));
}

/** Everything that decides whether an invitation may be accepted. */
export interface Offer {
  account: Account | undefined;
  /** Who wants to accept. */
  user: User | undefined;
  /** The sender's place in the account. */
  inviter: Member | undefined;
  inviterUser: User | undefined;
}

/** Reads it in one call, at its latest state. */
export async function readOffer({ accountId, invitedBy }: Invitation, userId: string): Promise<Offer> {
  const keys = {
    account: accountKey(accountId),
    user: userKey(userId),
    inviter: memberKey(accountId, invitedBy),
    inviterUser: userKey(invitedBy),
  };
  const found = await readTogether(Object.values(keys));
  return {
    account: found(Accounts, keys.account),
    user: found(Users, keys.user),
    inviter: found(Members, keys.inviter),
    inviterUser: found(Users, keys.inviterUser),
  };
}

/**
 * Gives somebody the place that was offered and uses the invitation up. False when the invitation, the account or the sender's
 * place changed in between. Throws `already-member` and `limit-reached`.
 */
export async function accept(
  invitation: Invitation,
  { account, inviter }: { account: Account; inviter: Member },
  member: Member,
): Promise<boolean> {
  const refused = await refusedOf([
    Members.insertion(member),
    countUp(accountCounts(account.accountId), 'members', mostMembers),
    countUp(userCounts(member.userId), 'organisations', mostOrganisations),
    Invitations.removal(invitation),
    Members.unchanged(inviter),
    Accounts.unchanged(account),
  ]);
  if (refused[0]) fail('already-member', 'You are a member of this account already.');
  if (refused[1])
    fail('limit-reached', `An organisation has at most ${mostMembers} members. Ask its owner to make room.`);
  if (refused[2])
    fail('limit-reached', `A user belongs to at most ${mostOrganisations} organisations. Leave one first.`);
  return !refused.some(Boolean);
}

/** All invitations to an account; those that have expired are among them until they are forgotten. */
export const all = (accountId: string): AsyncGenerator<Invitation> =>
  Invitations.all(`account#${accountId}`, 'invitation#');
