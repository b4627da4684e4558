import type { Account } from './account.ts';
import { type Document, isFinished, keepDocumentUntil } from './document.ts';

const day = 24 * 60 * 60_000;

/** When something made at a time is kept no longer, as its account says now; undefined when it is kept for good. */
export const keptUntil = ({ retentionDays }: Account, madeAt: Date): string | undefined =>
  retentionDays === undefined ? undefined : new Date(madeAt.getTime() + retentionDays * day).toISOString();

/**
 * What becomes of a finished document whose time is over. The account is asked as it is now: it may keep longer than it
 * did when the document was made, and then the document stays. Without an account the promise made then holds.
 */
export function expiryOf(
  document: Document,
  account: Account | undefined,
  at: Date,
): 'remove' | 'leave' | { keep: Document } {
  const { keepUntil, createdAt } = document;
  const now = at.toISOString();
  if (!isFinished(document) || keepUntil === undefined || keepUntil > now) return 'leave';
  if (account === undefined) return 'remove';
  const wanted = keptUntil(account, new Date(createdAt));
  return wanted !== undefined && wanted <= now ? 'remove' : { keep: keepDocumentUntil(document, wanted, at) };
}
