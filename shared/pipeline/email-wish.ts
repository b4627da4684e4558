import * as emailChanges from '../data/email-changes.ts';
import { takesCodes } from '../domain/email-change.ts';
import { fail } from '../domain/fault.ts';
import { requireWon } from '../domain/revision.ts';

/** The address that a user asked for, and until when its code is good; undefined when no code is waited for. */
export async function openWish(
  userId: string,
  at: Date,
): Promise<{ email: string; expiresAt: string | undefined } | undefined> {
  const change = await emailChanges.find(userId);
  if (!change || !takesCodes(change, at)) return undefined;
  const { email, expiresAt } = change;
  return { email, expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt * 1000).toISOString() };
}

/** Attempts against other requests of the same user at the same moment. */
const attempts = 5;

/** Takes a wish back; quiet about none. Throws `conflict` for one whose code was given: it only goes forward. */
export async function takeBack(userId: string): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const change = await emailChanges.find(userId);
    if (change?.state === 'moving')
      fail('conflict', 'This change has been confirmed already. Give its code once more to finish it.');
    if (!change || (await emailChanges.drop(change))) return;
  }
  requireWon(false);
}
