import * as accounts from '../data/accounts.ts';
import type { Write } from '../data/write.ts';
import { fail } from '../domain/fault.ts';
import { isTimeOver } from './account-end.ts';

/**
 * What holds only as long as an account is there, to be written together with what changes its wallet: what comes into the wallet of one
 * that was erased, nobody can ever spend or ask for. Throws `not-found` for one that is gone, or whose time is over.
 *
 * @param instead what whoever asks can do
 */
export async function asLongAsItStands(accountId: string, instead: string, at: Date): Promise<Write> {
  const account = await accounts.find(accountId);
  if (!account) fail('not-found', `The account does not exist any more. ${instead}`);
  if (await isTimeOver(account, at))
    fail('not-found', `The account is closed for good, and about to be erased. ${instead}`);
  return accounts.Accounts.unchanged(account);
}
