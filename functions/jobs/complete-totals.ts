import { completeTotals } from '../../shared/contract/jobs-finance.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { tallyWork } from '../../shared/pipeline/tally-work.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(completeTotals, async (context) => {
  context.log.info('totals.completed', await handleDue(tallyWork, context));
});
