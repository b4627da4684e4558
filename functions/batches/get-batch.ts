import { getBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { failedRowsOf } from '../../shared/domain/batch-run.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getBatch, async ({ params, actor, now }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  const view = await batchView(batch);
  if (failedRowsOf(batch) === 0) return view;
  // Few of those who look at a batch look at one that has failed in part.
  const { rerunQuoteOf } = await import('../../shared/pipeline/rerun-quote.ts');
  return { ...view, rerunQuote: await rerunQuoteOf(batch, now()) };
});
