import type { Write } from '../data/write.ts';
import type { RevenueSource } from '../domain/ledger/entry.ts';
import type { Payment } from '../domain/payment.ts';
import type { Transaction } from '../payments/provider.ts';

/** What money that came in buys at once. */
export interface Purchase {
  /** Of the money, so much is earned; the rest is in the wallet. */
  spent: { kobo: number; source: RevenueSource };
  /** The account's plan that it is counted under. */
  plan?: string | undefined;
  /** What is bought, in the transaction in which it is paid. */
  writes: Write[];
}

/** What a payment buys; undefined for one that only fills the wallet, and where what was wanted is no more to be had. */
export async function purchaseOf(
  { purpose, amountKobo }: Payment,
  _transaction: Transaction,
  _at: Date,
): Promise<Purchase | undefined> {
  return purpose.kind === 'product'
    ? { spent: { kobo: amountKobo, source: purpose.product }, writes: [] }
    : undefined;
}
