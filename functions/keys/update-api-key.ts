import { updateApiKey } from '../../shared/contract/keys.ts';
import * as apiKeys from '../../shared/data/api-keys.ts';
import { renameApiKey } from '../../shared/domain/api-key.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { apiKeyView } from '../../shared/pipeline/api-key-view.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateApiKey, async ({ params, body, actor, expectedRevision, now }) => {
  const key = await apiKeys.get(actor.accountId, params.keyId);
  requireRevision(key, expectedRevision);
  const renamed = renameApiKey(key, body.name);
  await apiKeys.replace(key, renamed);
  return apiKeyView(renamed, now());
});
