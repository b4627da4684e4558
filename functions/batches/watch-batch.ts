import { watchBatch } from '../../shared/contract/batch-outcome.ts';
import { nextEvent } from '../../shared/pipeline/batch-events.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(watchBatch, ({ params, actor, lastEventId }) =>
  nextEvent(actor.accountId, params.batchId, lastEventId),
);
