import { deleteApiKey } from '../../shared/contract/keys.ts';
import * as apiKeys from '../../shared/data/api-keys.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(deleteApiKey, async ({ params, actor }) =>
  apiKeys.remove(await apiKeys.get(actor.accountId, params.keyId)),
);
