import { rerunBatch } from '../../shared/contract/batches.ts';
import * as accounts from '../../shared/data/accounts.ts';
import * as chunks from '../../shared/data/batch-chunks.ts';
import { restartBatch } from '../../shared/data/batch-start.ts';
import * as batches from '../../shared/data/batches.ts';
import { planOf, rerunFailed } from '../../shared/domain/batch-run.ts';
import { requireWon } from '../../shared/domain/revision.ts';
import { reopenFailed, startLanesOrLeave } from '../../shared/pipeline/batch-lanes.ts';
import { rerunPriceOf } from '../../shared/pipeline/batch-price.ts';
import { batchView } from '../../shared/pipeline/batch-view.ts';
import { requireConverter } from '../../shared/pipeline/converter-needed.ts';
import { http } from '../../shared/runtime/http.ts';

/** Opened first: chunks of a batch that has ended are looked at by nobody, and dying in between only means asking again. */
export const handler = http(rerunBatch, async ({ params, body, actor, now, log }) => {
  const [batch, account] = await Promise.all([
    batches.get(actor.accountId, params.batchId),
    accounts.get(actor.accountId),
  ]);
  requireConverter(batch.formats);
  const price = await rerunPriceOf(batch, account, now());
  const running = rerunFailed(batch, body.totalKobo, price, now());
  const open = await reopenFailed(await chunks.list(planOf(batch)), now);
  requireWon(await restartBatch(batch, running, price.room));
  await startLanesOrLeave(running, open, now, log);
  return batchView(running);
});
