import { digest } from '../data/audit-append.ts';
import * as payments from '../data/payments.ts';
import * as refunds from '../data/refunds.ts';
import { notFound } from '../domain/fault.ts';
import { receiptId, requirePaid } from '../domain/paper/receipt.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund.ts';

/** What a receipt tells of, as it is now, and the id of the receipt that tells exactly that. */
export interface ReceiptFacts {
  payment: Payment & { paidAt: string };
  refunds: Refund[];
  paperId: string;
}

/** Throws `not-found` alike for an unknown payment and one of another account, and `payment-not-paid` for one that is not paid. */
export async function receiptFacts(accountId: string, paymentId: string): Promise<ReceiptFacts> {
  const payment = requirePaid((await payments.findOf(accountId, paymentId)) ?? notFound('payment'));
  const known = await refunds.listOf(paymentId);
  return { payment, refunds: known, paperId: receiptId(paymentId, known, digest) };
}
