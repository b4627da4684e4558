import { startSubscription } from '../../shared/contract/subscriptions.ts';
import { beginPlan } from '../../shared/pipeline/plan-order.ts';
import { subscriptionView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(startSubscription, async ({ body, actor, now, newId, log }) => {
  const { accountId, userId } = actor;
  const at = now();
  return subscriptionView(await beginPlan(body, newId('sub'), { accountId, userId, at, log }), at);
});
