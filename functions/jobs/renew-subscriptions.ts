import { renewSubscriptions } from '../../shared/contract/jobs-plans.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { handleDue } from '../../shared/pipeline/due-work.ts';
import { renewalWork } from '../../shared/pipeline/plan-renewing.ts';
import { tellOfPlan } from '../../shared/pipeline/plan-telling.ts';
import { tick } from '../../shared/runtime/jobs.ts';

/** Milliseconds: the provider itself gives up before that (study, 2.4). */
const chargeTimeout = 40_000;

export const handler = tick(renewSubscriptions, async (context) => {
  const work = renewalWork({ ...context, provider: paymentProvider(chargeTimeout), tell: tellOfPlan });
  context.log.info('subscriptions.renewed', await handleDue(work, context));
});
