import { settleHolds } from '../../shared/contract/jobs.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { holdWork } from '../../shared/pipeline/hold-settling.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(settleHolds, async (context) => {
  context.log.info('holds.settled', await handleDue(holdWork(context.now), context));
});
