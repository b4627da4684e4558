import { changeSubscription } from '../../shared/contract/subscriptions.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { changePlan } from '../../shared/pipeline/plan-order.ts';
import { orderedView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(changeSubscription, async ({ body, actor, now, newId, log }) => {
  const { accountId, userId } = actor;
  const at = now();
  const ordering = { accountId, userId, newId, provider: paymentProvider(), at, log };
  return orderedView(await changePlan(body, ordering), at);
});
