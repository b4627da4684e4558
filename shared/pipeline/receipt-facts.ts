import { digest } from '../data/audit-append.ts';
import * as chargebacks from '../data/chargebacks.ts';
import * as payments from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import { notFound } from '../domain/fault.ts';
import { type Paid, paidWith, receiptId, requirePaid } from '../domain/paper/receipt.ts';

/** What a receipt tells of, as it is now, and the id of the receipt that tells exactly that. */
export interface ReceiptFacts {
  paid: Paid;
  paperId: string;
}

/** Throws `not-found` alike for an unknown payment and one of another account, and `payment-not-paid` for one that is not paid. */
export async function receiptFacts(accountId: string, paymentId: string): Promise<ReceiptFacts> {
  const payment = requirePaid((await payments.findOf(accountId, paymentId)) ?? notFound('payment'));
  const [attempts, given, taken] = await Promise.all([
    payments.attemptsAt(paymentId),
    refunds.listOf(paymentId),
    chargebacks.listOf(paymentId),
  ]);
  const paid = paidWith(payment, { attempts, refunds: given, chargebacks: taken });
  return { paid, paperId: receiptId(paid, digest) };
}
