import { renewSubscriptions } from '../../shared/contract/jobs-plans.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { renewalWork } from '../../shared/pipeline/plan-renewing.ts';
import { tellOfPlan } from '../../shared/pipeline/plan-telling.ts';
import { tick } from '../../shared/runtime/jobs.ts';

export const handler = tick(renewSubscriptions, async (context) => {
  const work = renewalWork({ ...context, tell: tellOfPlan });
  context.log.info('subscriptions.renewed', await handleDue(work, context));
});
