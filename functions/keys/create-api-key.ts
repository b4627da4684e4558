import { createApiKey } from '../../shared/contract/keys.ts';
import * as apiKeys from '../../shared/data/api-keys.ts';
import * as users from '../../shared/data/users.ts';
import { makeApiKey } from '../../shared/domain/api-key.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { writeKeyToken } from '../../shared/runtime/api-key-token.ts';
import { http } from '../../shared/runtime/http.ts';
import { hashSecret } from '../../shared/runtime/secret-token.ts';

export const handler = http(createApiKey, async ({ body, actor, now, newId, newSecret, log }) => {
  const { accountId, userId, accountRole: role } = actor;
  const { name, scopes, expiresAt } = body;
  const [at, keyId, secret] = [now(), newId('key'), newSecret()];
  const made = { accountId, keyId, createdBy: userId, name, scopes, secretHash: hashSecret(secret) };
  const key = makeApiKey({ ...made, role, expiresAt, at });
  await apiKeys.insert(key);
  await sendNotice({ kind: 'api-key-created', to: await users.get(userId), about: name, at }, log);
  return {
    key: { ...key, state: 'active' as const },
    token: writeKeyToken({ accountId, userId, keyId, secret }),
  };
});
