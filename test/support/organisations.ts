import { getMe } from '../../shared/contract/auth.ts';
import * as accounts from '../../shared/data/accounts.ts';
import { Members } from '../../shared/data/members.ts';
import * as users from '../../shared/data/users.ts';
import { commit } from '../../shared/data/write.ts';
import type { Member } from '../../shared/domain/account.ts';
import type { AccountRole } from '../../shared/domain/permission.ts';
import type { Person } from './people.ts';
import { freshId } from './table.ts';

/** Organisations put into the table by hand, for tests of what they mean elsewhere; take `useTable()`. */

export const userIdOf = async ({ api }: Person): Promise<string> => (await api.call(getMe, {})).body.userId;

const placeOf = (accountId: string, userId: string, role: AccountRole): Member => ({
  accountId,
  userId,
  role,
  createdAt: new Date().toISOString(),
  revision: 1,
});

/** An organisation with an owner, and its id. */
export async function organisationOf(owner: Person): Promise<string> {
  const [accountId, ownerId, createdAt] = [freshId('acc'), await userIdOf(owner), new Date().toISOString()];
  const account = {
    accountId,
    name: 'Obi & Sons',
    kind: 'organisation',
    plan: 'free',
    ownerId,
    createdAt,
    revision: 1,
  };
  const made = await commit([
    accounts.insertionOf({ ...account, kind: 'organisation', plan: 'free' }),
    Members.insertion(placeOf(accountId, ownerId, 'owner')),
  ]);
  if (!made) throw new Error('the organisation exists');
  return accountId;
}

/** Lets somebody in, whatever their place was before. */
export async function give(accountId: string, person: Person, role: AccountRole): Promise<void> {
  const userId = await userIdOf(person);
  await takeAway(accountId, person);
  if (!(await commit([Members.insertion(placeOf(accountId, userId, role))])))
    throw new Error('somebody was first');
}

/** Another role for somebody who is a member. */
export async function changeTo(accountId: string, person: Person, role: AccountRole): Promise<void> {
  const member = await memberOf(accountId, person);
  if (!member) throw new Error('there is no such member');
  const next = { ...member, role, revision: member.revision + 1 };
  if (!(await commit([Members.replacement(member, next)]))) throw new Error('somebody was first');
}

/** Sends somebody away. */
export async function takeAway(accountId: string, person: Person): Promise<void> {
  const member = await memberOf(accountId, person);
  if (member && !(await commit([Members.removal(member)]))) throw new Error('somebody was first');
}

async function memberOf(accountId: string, person: Person): Promise<Member | undefined> {
  const userId = await userIdOf(person);
  const [member] = await Members.getMany([{ pk: `account#${accountId}`, sk: `member#${userId}` }]);
  return member;
}

/** Disables somebody, or lets them in again. */
export async function setState(person: Person, userId: string, state: 'active' | 'disabled'): Promise<void> {
  const user = await users.get(userId);
  if (user.email !== person.email) throw new Error('the id is of somebody else');
  await users.replace(user, { ...user, state, revision: user.revision + 1 });
}
