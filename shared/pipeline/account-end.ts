import * as users from '../data/users.ts';
import type { Account } from '../domain/account.ts';
import { isOver } from '../domain/user-administration.ts';

/** Whether the time of an account is over, so that it will be erased before anybody can use it: that of its user where it is personal. */
export async function isTimeOver(account: Account, at: Date): Promise<boolean> {
  const whose = account.kind === 'personal' ? await users.find(account.ownerId) : account;
  return whose !== undefined && isOver(whose, at);
}
