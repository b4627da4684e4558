import { createReceipt } from '../../shared/contract/receipts.ts';
import { noteAccess, seenPaper } from '../../shared/pipeline/access-note.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { paperLink, receiptView, whenPaperEnds } from '../../shared/pipeline/paper-view.ts';
import { requestReceipt } from '../../shared/pipeline/receipt-order.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(createReceipt, async ({ params, actor, now, waitFor }) => {
  requireConverter(['pdf']);
  const asked = await requestReceipt(actor, params.paymentId, now());
  const ended = asked.state === 'queued' ? await whenPaperEnds(asked, waitFor) : asked;
  if (!ended) return receiptView(asked);
  if (ended.state !== 'ready') return finished(receiptView(ended));
  const download = await paperLink(ended, now());
  await noteAccess([seenPaper(ended)], actor);
  return finished({ ...receiptView(ended), download });
});
