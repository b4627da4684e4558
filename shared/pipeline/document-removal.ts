import * as accounts from '../data/accounts.ts';
import * as documents from '../data/documents.ts';
import type { Document } from '../domain/document.ts';
import { leftoverOf } from '../domain/leftover.ts';
import { expiryOf } from '../domain/retention.ts';
import { documentFolder } from '../files/keys.ts';
import type { DueWork } from './due-work.ts';
import { removeLeftover } from './leftover-removal.ts';
import { remembered } from './remembered.ts';

/**
 * Removes a document: first the record, with a note of its files, then the files. Nobody is ever given a link to a file
 * that is gone, and a crash in between is made good by the schedule. False when somebody changed the document in between.
 */
export async function removeDocument(document: Document, at: Date): Promise<boolean> {
  const { accountId, documentId } = document;
  const left = leftoverOf(document, documentId, { folder: documentFolder(accountId, documentId) }, at);
  if (!(await documents.remove(document, left))) return false;
  await removeLeftover(left);
  return true;
}

/** Documents whose time is over. Each account is read once in a run. */
export function expiryWork(now: () => Date): DueWork<Document> {
  const accountOf = remembered(accounts.find);
  return {
    kind: 'expiry',
    list: documents.listExpired,
    keyOf: documents.keyOf,
    handle: async (document) => {
      const verdict = expiryOf(document, await accountOf(document.accountId), now());
      if (verdict === 'leave') return 'left';
      if (verdict === 'remove') return (await removeDocument(document, now())) ? 'removed' : 'lost';
      return (await documents.replace(document, verdict.keep)) ? 'kept' : 'lost';
    },
  };
}
