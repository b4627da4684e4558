import { failChecks } from '../../shared/contract/jobs-batches.ts';
import { checkGivenUp, endCheck } from '../../shared/pipeline/check-verdict.ts';
import { bury } from '../../shared/runtime/jobs.ts';

export const handler = bury(failChecks, async ({ message, log, now }) => {
  const outcome = await endCheck(message, { problem: checkGivenUp }, now);
  log.error('check.given-up', { ...message, outcome });
});
