import type { Account } from './user.ts';

const day = 24 * 60 * 60_000;

/** When something made at a time is kept no longer, as its account says now; undefined when it is kept for good. */
export const keptUntil = ({ retentionDays }: Account, madeAt: Date): string | undefined =>
  retentionDays === undefined ? undefined : new Date(madeAt.getTime() + retentionDays * day).toISOString();
