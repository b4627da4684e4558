import { updateBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { requireRevision, requireWon } from '../../shared/domain/revision.ts';
import { changeAndCheck } from '../../shared/pipeline/batch-changing.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { sendCheckOrLeave } from '../../shared/pipeline/check-sending.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateBatch, async ({ params, body, actor, now, log, expectedRevision }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  requireRevision(batch, expectedRevision);
  requireConverter(body.formats ?? []);
  const { pdf: pdfOptions, ...wish } = body;
  const checking = await changeAndCheck(batch, { ...wish, pdfOptions }, now());
  requireWon(await batches.replace(batch, checking));
  await sendCheckOrLeave(checking, log);
  return batchView(checking);
});
