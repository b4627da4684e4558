import * as accounts from '../data/accounts.ts';
import { type Paper, paperOutdated } from '../domain/paper/paper.ts';
import { receiptValues } from '../domain/paper/receipt.ts';
import { receiptFacts } from './receipt-facts.ts';

/** What is printed on a receipt; a failure when the payment is not what was asked about any more. */
export async function valuesOfReceipt(
  paper: Paper,
): Promise<{ values: Record<string, unknown> } | { failure: { code: string; message: string } }> {
  const { paid, paperId } = await receiptFacts(paper.accountId, paper.subject);
  if (paperId !== paper.paperId) return { failure: paperOutdated };
  const { name } = await accounts.get(paper.accountId);
  return { values: receiptValues(paper, paid, name) };
}
