import * as documents from '../data/documents.ts';
import { withoutRemoved } from '../data/removed-documents.ts';
import { isRepeatable } from '../data/repeated-making.ts';
import type { Document } from '../domain/document.ts';
import { notFound } from '../domain/fault.ts';
import { requireWon } from '../domain/revision.ts';

/**
 * Stores a merged document, or finds the one that an earlier attempt at the request has stored. Throws `not-found` where somebody has removed
 * that one since: it stays removed.
 */
export async function storeMerged(merged: Document): Promise<Document> {
  if (isRepeatable()) {
    const stored = await documents.find(merged.accountId, merged.documentId);
    if (stored) return stored;
    // After the look for it: whoever removes it notes that together, so one that is gone by then is noted.
    if ((await withoutRemoved([merged])).length === 0) return notFound('document');
  }
  requireWon(await documents.insertAll([merged]));
  return merged;
}
