import { cleanBatches } from '../../shared/contract/jobs-batches.ts';
import { cleaningWork } from '../../shared/pipeline/batch-cleaning.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(cleanBatches, async (context) => {
  context.log.info('batches.cleaned', await handleDue(cleaningWork(context.now), context));
});
