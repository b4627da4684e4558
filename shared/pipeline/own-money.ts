import * as members from '../data/members.ts';
import * as users from '../data/users.ts';
import { fail } from '../domain/fault.ts';

/** Whether an account is the person's own, or they are one of its members: nobody is alone with their own money. */
export async function isTheirs(accountId: string, userId: string): Promise<boolean> {
  const [user, member] = await Promise.all([users.find(userId), members.find(accountId, userId)]);
  return user?.accountId === accountId || member !== undefined;
}

/** Throws `forbidden` where an administrator would decide about the money of an account of their own. */
export async function requireOthersMoney(accountId: string, userId: string): Promise<void> {
  if (await isTheirs(accountId, userId))
    fail('forbidden', 'This is money of your own account: another administrator has to decide.');
}
