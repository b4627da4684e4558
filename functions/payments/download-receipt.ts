import { downloadReceipt } from '../../shared/contract/receipts.ts';
import * as papers from '../../shared/data/papers.ts';
import { fail } from '../../shared/domain/fault.ts';
import { noteAccess, seenPaper } from '../../shared/pipeline/access-note.ts';
import { paperLink } from '../../shared/pipeline/paper-view.ts';
import { receiptFacts } from '../../shared/pipeline/receipt-facts.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(downloadReceipt, async ({ params, actor, now }) => {
  const { paperId } = await receiptFacts(actor.accountId, params.paymentId);
  const paper = await papers.find(actor.accountId, paperId);
  if (!paper)
    return fail('paper-not-ready', 'There is no receipt yet. Ask for it: POST /payments/…/receipt.');
  const link = await paperLink(paper, now());
  await noteAccess([seenPaper(paper)], actor);
  return link;
});
