import { orderPaper, type Paper } from '../domain/paper/paper.ts';
import { requestPaper } from './paper-order.ts';
import { receiptFacts } from './receipt-facts.ts';

/**
 * Asks for the receipt of a payment: the one that there is, as long as no money came for it or was given back since. Throws as `receiptFacts` does. When the
 * queue cannot be reached the caller hears it, and may simply ask again.
 */
export async function requestReceipt(
  { accountId, userId: createdBy }: { accountId: string; userId: string },
  paymentId: string,
  at: Date,
): Promise<Paper> {
  const { paid, paperId } = await receiptFacts(accountId, paymentId);
  const through = paid.refunds.length + paid.chargebacks.length;
  const order = { accountId, paperId, kind: 'receipt', subject: paymentId, through } as const;
  return requestPaper(orderPaper({ ...order, createdBy }, at), at);
}
