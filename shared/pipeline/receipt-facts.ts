import { digest } from '../data/audit-append.ts';
import * as payments from '../data/payments.ts';
import { notFound } from '../domain/fault.ts';
import { type Paid, paidOf } from '../domain/paper/paid.ts';
import { receiptId } from '../domain/paper/receipt.ts';
import { readMoney } from './payment-money.ts';

/** What a receipt tells of, as it is now, and the id of the receipt that tells exactly that. */
export interface ReceiptFacts {
  paid: Paid;
  paperId: string;
}

/**
 * Throws `not-found` alike for an unknown payment and one of another account, and `payment-not-paid` for one that is not paid and of whose
 * money nothing was accepted either.
 */
export async function receiptFacts(accountId: string, paymentId: string): Promise<ReceiptFacts> {
  if (!(await payments.findOf(accountId, paymentId))) notFound('payment');
  const money = await readMoney(paymentId);
  const paid = paidOf(money, money.heldKobo);
  return { paid, paperId: receiptId(paid, digest) };
}
