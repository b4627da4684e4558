import * as accounts from '../data/accounts.ts';
import type { Write } from '../data/write.ts';
import { planAt } from '../domain/billing-period.ts';
import type { RevenueSource } from '../domain/ledger/entry.ts';
import { isForPlan, type Payment } from '../domain/payment.ts';
import type { Transaction } from '../payments/provider.ts';
import type { Log } from '../runtime/log.ts';
import { planPurchaseOf } from './plan-purchase.ts';

/** What money that came in buys at once. */
export interface Purchase {
  /** Of the money, so much is earned; the rest, or all where it is absent, is in the wallet. */
  spent?: { kobo: number; source: RevenueSource };
  /** It was had already, and nobody has pressed a button to pay once more: all of the money goes back. */
  isDouble?: boolean;
  /** The account's plan that it is counted under. */
  plan?: string | undefined;
  /** Of a plan: which month is bought. */
  monthNumber?: number;
  /** What is bought, in the transaction in which it is paid. */
  writes: Write[];
  /** Tells whom it concerns, once it is done. */
  tell?: (log: Log) => Promise<void>;
}

/** What a payment buys; undefined for one that only fills the wallet, and where what was wanted is no more to be had. */
export async function purchaseOf(
  payment: Payment,
  transaction: Transaction,
  at: Date,
): Promise<Purchase | undefined> {
  const { purpose, amountKobo } = payment;
  if (isForPlan(payment)) return planPurchaseOf(payment, transaction, at);
  if (purpose.kind !== 'product') return undefined;
  const account = await accounts.find(payment.accountId);
  return {
    spent: { kobo: amountKobo, source: purpose.product },
    ...(account ? { plan: planAt(account, at) } : {}),
    writes: [],
  };
}
