import type { Document } from '../domain/document.ts';
import { letsGuestsIn } from '../domain/guest-access.ts';
import { Accounts, accountKey } from './accounts.ts';
import { Documents, documentKey } from './documents.ts';
import { readTogether } from './entity.ts';
import * as users from './users.ts';

/**
 * The document of a link, at its latest state; undefined alike for one that is gone and for one whose account lets no guests in.
 * Document and account are read in one call; the owner of a personal account stands in the account.
 */
export async function find(accountId: string, documentId: string): Promise<Document | undefined> {
  const keys = { document: documentKey(accountId, documentId), account: accountKey(accountId) };
  const found = await readTogether(Object.values(keys));
  const [document, account] = [found(Documents, keys.document), found(Accounts, keys.account)];
  if (!document || !account) return undefined;
  const owner = account.kind === 'personal' ? await users.find(account.ownerId) : undefined;
  return letsGuestsIn(account, owner) ? document : undefined;
}
