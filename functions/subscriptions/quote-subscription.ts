import { quoteSubscription } from '../../shared/contract/subscriptions.ts';
import { meetSubscriber, planQuoteFor } from '../../shared/pipeline/plan-buying.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(quoteSubscription, async ({ query, actor, now }) => {
  const { quote } = await planQuoteFor(await meetSubscriber(actor.accountId), query.plan, now());
  return quote;
});
