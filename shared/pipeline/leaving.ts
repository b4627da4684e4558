import * as members from '../data/members.ts';
import * as organisations from '../data/organisations.ts';
import * as users from '../data/users.ts';
import { type Account, closeOrganisation, type Member } from '../domain/account.ts';
import { handOver, heirOf, mostMembers } from '../domain/member.ts';
import type { User } from '../domain/user.ts';
import type { Log } from '../runtime/log.ts';
import { tellOfHandover } from './handover.ts';
import { forgetCardOf } from './plan-belonging.ts';

/**
 * Takes a user who is erased out of all organisations. What they own goes to its heir, to somebody who can log in if there is one;
 * where there is nobody else it is closed. Throws `conflict` when somebody changes a place in between; doing it again is
 * harmless.
 */
export async function leaveEverywhere(userId: string, at: Date, log: Log): Promise<void> {
  for (const { account, member } of await organisations.ofMember(userId)) {
    await forgetCardOf(account.accountId, userId, at);
    await (member.role === 'owner' ? leaveOwned(account, member, at, log) : members.leave(member));
  }
}

async function leaveOwned(account: Account, owner: Member, at: Date, log: Log): Promise<void> {
  const { items } = await members.list(account.accountId, { limit: mostMembers });
  const { active, known, users: found } = await whoRemain(items);
  const heir = heirOf(active) ?? heirOf(known);
  if (heir) {
    // So that they do not close at this moment, unaware of what they own now.
    const still = found.filter(({ userId }) => userId === heir.userId).map(users.holdingStill);
    await organisations.inherit(account, { owner, heir }, handOver(owner, heir).owner, still);
    await tellOfHandover(account, { to: heir.userId }, at, log);
    return;
  }
  await organisations.close(account, closeOrganisation(account, at), owner);
}

/** Those of them who can log in and have not asked to be deleted; and all who are users still. */
async function whoRemain(
  places: readonly Member[],
): Promise<{ active: Member[]; known: Member[]; users: User[] }> {
  const found = await users.findMany(places.map(({ userId }) => userId));
  const byId = new Map(found.map((user) => [user.userId, user]));
  const isActive = ({ userId }: Member): boolean => {
    const user = byId.get(userId);
    return user?.state === 'active' && user.closesAt === undefined;
  };
  const known = places.filter(({ userId }) => byId.has(userId));
  return { active: places.filter(isActive), known, users: found };
}
