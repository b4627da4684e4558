import { getApiKey } from '../../shared/contract/keys.ts';
import * as apiKeys from '../../shared/data/api-keys.ts';
import { apiKeyView } from '../../shared/pipeline/api-key-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(getApiKey, async ({ params, actor, now }) =>
  apiKeyView(await apiKeys.get(actor.accountId, params.keyId), now()),
);
