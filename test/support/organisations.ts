import { randomBytes } from 'node:crypto';
import { getMe } from '../../shared/contract/auth.ts';
import { accountCounts, countUp, userCounts } from '../../shared/data/counts.ts';
import * as members from '../../shared/data/members.ts';
import * as organisations from '../../shared/data/organisations.ts';
import * as users from '../../shared/data/users.ts';
import { commit } from '../../shared/data/write.ts';
import { type Member, openOrganisation } from '../../shared/domain/account.ts';
import { mostMembers, mostOrganisations } from '../../shared/domain/member.ts';
import type { AccountRole } from '../../shared/domain/permission.ts';
import type { Person } from './people.ts';

/** Organisations put into the table by hand, for tests of what they mean elsewhere; take `useTable()`. */

export const userIdOf = async ({ api }: Person): Promise<string> => (await api.call(getMe, {})).body.userId;

/** An organisation of somebody, and its id. */
export async function organisationOf(owner: Person): Promise<string> {
  const accountId = `acc_${randomBytes(16).toString('hex')}`;
  const opened = openOrganisation({
    accountId,
    name: 'Obi & Sons',
    ownerId: await userIdOf(owner),
    at: new Date(),
  });
  await organisations.insert(opened.account, opened.owner);
  return accountId;
}

/** Lets somebody in, whatever their place was before, and returns their user id. */
export async function give(accountId: string, person: Person, role: AccountRole): Promise<string> {
  const userId = await userIdOf(person);
  const before = await members.find(accountId, userId);
  if (before) await members.leave(before);
  const createdAt = new Date().toISOString();
  const made = await commit([
    members.Members.insertion({ accountId, userId, role, createdAt, revision: 1 }),
    countUp(accountCounts(accountId), 'members', mostMembers),
    countUp(userCounts(userId), 'organisations', mostOrganisations),
  ]);
  if (!made) throw new Error('somebody was first');
  return userId;
}

/** Another role for somebody who is a member. */
export async function changeTo(accountId: string, person: Person, role: AccountRole): Promise<void> {
  const member = await placeOf(accountId, person);
  const next = { ...member, role, revision: member.revision + 1 };
  if (!(await commit([members.Members.replacement(member, next)]))) throw new Error('somebody was first');
}

/** Sends somebody away. */
export const takeAway = async (accountId: string, person: Person): Promise<void> =>
  members.leave(await placeOf(accountId, person));

async function placeOf(accountId: string, person: Person): Promise<Member> {
  const member = await members.find(accountId, await userIdOf(person));
  if (!member) throw new Error('there is no such member');
  return member;
}

/** Disables somebody, or lets them in again. */
export async function setState(userId: string, state: 'active' | 'disabled'): Promise<void> {
  const user = await users.get(userId);
  await users.replace(user, { ...user, state, revision: user.revision + 1 });
}
