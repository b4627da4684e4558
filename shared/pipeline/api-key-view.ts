import { lastUses } from '../data/key-uses.ts';
import type { ApiKey } from '../domain/api-key.ts';

type ApiKeyView = ApiKey & { lastUsedAt: string | undefined };

/** A key as people see it: with its last use. */
export const apiKeyView = async (key: ApiKey): Promise<ApiKeyView> =>
  withUse(key, await lastUses([key.keyId]));

/** As {@link apiKeyView}, of several in their order. */
export async function apiKeyViews(keys: readonly ApiKey[]): Promise<ApiKeyView[]> {
  const uses = await lastUses(keys.map(({ keyId }) => keyId));
  return keys.map((key) => withUse(key, uses));
}

const withUse = (key: ApiKey, uses: Map<string, string>): ApiKeyView => ({
  ...key,
  lastUsedAt: uses.get(key.keyId),
});
