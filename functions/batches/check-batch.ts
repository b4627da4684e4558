import { checkBatch } from '../../shared/contract/batches.ts';
import * as batches from '../../shared/data/batches.ts';
import { beginCheck } from '../../shared/domain/batch.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { sendCheckOrLeave } from '../../shared/pipeline/check-sending.ts';
import { whenChecked } from '../../shared/pipeline/check-waiting.ts';
import { finished, http } from '../../shared/runtime/http.ts';

export const handler = http(checkBatch, async ({ params, actor, now, log, waitFor }) => {
  const batch = await batches.get(actor.accountId, params.batchId);
  const checking = beginCheck(batch, now());
  requireWon(await batches.replace(batch, checking));
  await sendCheckOrLeave(checking, log);
  const done = await whenChecked(checking, waitFor);
  return done ? finished(await batchView(done)) : batchView(checking);
});
