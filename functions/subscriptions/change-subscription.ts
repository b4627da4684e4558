import { changeSubscription } from '../../shared/contract/subscriptions.ts';
import { changePlan } from '../../shared/pipeline/plan-order.ts';
import { subscriptionView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(changeSubscription, async ({ body, actor, now, log }) => {
  const { accountId, userId } = actor;
  const at = now();
  return subscriptionView(await changePlan(body, { accountId, userId, at, log }), at);
});
