import { randomUUID } from 'node:crypto';
import { Accounts } from '../../shared/data/accounts.ts';
import { move } from '../../shared/data/ledger.ts';
import { Members } from '../../shared/data/members.ts';
import { commit } from '../../shared/data/write.ts';
import { openOrganisation } from '../../shared/domain/account.ts';
import { Fault } from '../../shared/domain/fault.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { newId } from '../../shared/runtime/new-id.ts';

/** Accounts of histories, straight into the table, and how they are asked. */

/** An organisation whose owner is no user, and its id. */
export async function newCustomer(at: Date): Promise<string> {
  const accountId = newId('acc');
  const { account, owner } = openOrganisation({ accountId, name: 'Soak', ownerId: newUserId(), at });
  if (!(await commit([Accounts.insertion(account), Members.insertion(owner)])))
    throw new Error('the account exists');
  return accountId;
}

/** Of somebody who is no user. */
export const newUserId = (): string => `usr_${randomUUID().replaceAll('-', '')}`;

/** Money comes, as if somebody had paid. */
export async function topUp(accountId: string, kobo: number, at: Date): Promise<void> {
  const cause = `soak#${newId('pay')}`;
  const about = { kind: 'payment', id: 'soak' };
  await move(accountId, [{ movement: { kind: 'top-up', kobo }, cause, about }], at);
}

/** Does what may be refused in words of the product; anything else goes on. Resolves to whether it was done. */
export async function tried(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

export const silentLog: Log = { info: () => {}, warn: () => {}, error: () => {} };
