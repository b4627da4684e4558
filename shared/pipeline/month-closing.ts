import * as quotas from '../data/quota.ts';
import type { Write } from '../data/write.ts';
import type { Account } from '../domain/account.ts';
import { timeDecidesUpTo } from '../domain/billing-period.ts';
import { includedFor } from '../domain/price-list.ts';
import type { Subscription } from '../domain/subscription.ts';

/** What an upgrade was quoted by. */
interface Credited {
  /** Documents of the month that were used then. */
  credited: number;
  quotedAt: Date;
}

/**
 * Closes the month that an upgrade has credited, together with that. Loses unless exactly so many of its documents are used as is said
 * here.
 */
export function closingFor(
  { account, subscription }: { account: Account; subscription: Subscription },
  next: Subscription,
  { used, credited, quotedAt }: Credited & { used: number },
): Write[] {
  const { worthKobo, period } = subscription;
  const included = includedFor(account, undefined, quotedAt);
  return quotas.handingOver(
    account.accountId,
    { month: period.from, next: next.period.from },
    { used, credited, timeDecidesUpTo: timeDecidesUpTo(worthKobo, period, included, quotedAt) },
  );
}
