import { cancelSubscription } from '../../shared/contract/subscriptions.ts';
import { cancelSubscription as cancel } from '../../shared/domain/subscription.ts';
import { changedBy } from '../../shared/pipeline/plan-order.ts';
import { subscriptionView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(cancelSubscription, async ({ actor, now }) => {
  const at = now();
  return subscriptionView(await changedBy(actor.accountId, (before) => cancel(before, at)), at);
});
