import type { Account } from '../domain/account.ts';
import { planAt } from '../domain/billing-period.ts';

/** An account as its owner sees it, with the plan that counts: what is not set is null, so that it can be sent back as it is. */
export const accountView = (
  account: Account,
  at: Date,
): Omit<Account, 'retentionDays'> & { retentionDays: number | null } => ({
  ...account,
  plan: planAt(account, at),
  retentionDays: account.retentionDays ?? null,
});
