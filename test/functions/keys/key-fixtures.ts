import { createApiKey } from '../../../shared/contract/keys.ts';
import { keyScopes, type Permission } from '../../../shared/domain/permission.ts';
import type { Person } from '../../support/people.ts';

/** A key of somebody, for their personal account or the one named. */
export async function newKey(
  { api }: Person,
  scopes: readonly Permission[] = keyScopes,
  accountId?: string,
): Promise<{ token: string; keyId: string }> {
  const { body } = await api.call(createApiKey, {
    body: { name: 'Nightly run', scopes: [...scopes] },
    headers: accountId === undefined ? {} : { 'x-account-id': accountId },
  });
  return { token: body.token, keyId: body.key.keyId };
}
