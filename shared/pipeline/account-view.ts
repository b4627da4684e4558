import type { Account } from '../domain/account.ts';

/** An account as its owner sees it: what is not set is null, so that it can be sent back as it is. */
export const accountView = (
  account: Account,
): Omit<Account, 'retentionDays'> & { retentionDays: number | null } => ({
  ...account,
  retentionDays: account.retentionDays ?? null,
});
