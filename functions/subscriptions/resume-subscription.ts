import { resumeSubscription } from '../../shared/contract/subscriptions.ts';
import { resumeSubscription as resume } from '../../shared/domain/subscription.ts';
import { changedBy } from '../../shared/pipeline/plan-order.ts';
import { subscriptionView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(resumeSubscription, async ({ actor, now }) => {
  const at = now();
  return subscriptionView(await changedBy(actor.accountId, (before) => resume(before, at)), at);
});
