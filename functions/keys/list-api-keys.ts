import { listApiKeys } from '../../shared/contract/keys.ts';
import * as apiKeys from '../../shared/data/api-keys.ts';
import { apiKeyViews } from '../../shared/pipeline/api-key-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(listApiKeys, async ({ query, actor, now }) => {
  const { items, nextCursor } = await apiKeys.list(actor.accountId, query);
  return { items: await apiKeyViews(items, now()), nextCursor };
});
