import { getSubscription } from '../../shared/contract/subscriptions.ts';
import { meetSubscriber } from '../../shared/pipeline/plan-buying.ts';
import { subscriptionView } from '../../shared/pipeline/subscription-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getSubscription, async ({ actor, now }) =>
  subscriptionView(await meetSubscriber(actor.accountId), now()),
);
