import { startSubscription } from '../../shared/contract/subscriptions.ts';
import { paymentProvider } from '../../shared/payments/configured.ts';
import { beginPlan } from '../../shared/pipeline/plan-order.ts';
import { orderedView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(startSubscription, async ({ body, actor, now, newId, log }) => {
  const { accountId, userId } = actor;
  const at = now();
  const ordering = { accountId, userId, newId, provider: paymentProvider(), at, log };
  return orderedView(await beginPlan(body, ordering), at);
});
