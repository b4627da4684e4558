import { lastUses } from '../data/key-uses.ts';
import * as members from '../data/members.ts';
import * as users from '../data/users.ts';
import { type ApiKey, type KeyState, keyStateOf } from '../domain/api-key.ts';

type ApiKeyView = ApiKey & { lastUsedAt: string | undefined; state: KeyState };

/** A key as people see it: with its last use, and whether it opens anything. */
export async function apiKeyView(key: ApiKey, at: Date): Promise<ApiKeyView> {
  const see = await sightOf([key], at);
  return see(key);
}

/** As {@link apiKeyView}, of several of one account in their order. */
export async function apiKeyViews(keys: readonly ApiKey[], at: Date): Promise<ApiKeyView[]> {
  return keys.map(await sightOf(keys, at));
}

/** Reads what it takes to show these keys. */
async function sightOf(keys: readonly ApiKey[], at: Date): Promise<(key: ApiKey) => ApiKeyView> {
  const makers = [...new Map(keys.map((key) => [key.createdBy, key])).values()];
  const [uses, known, places] = await Promise.all([
    lastUses(keys.map(({ keyId }) => keyId)),
    users.findMany(makers.map(({ createdBy }) => createdBy)),
    members.findMany(makers.map(({ accountId, createdBy: userId }) => ({ accountId, userId }))),
  ]);
  return (key) => {
    const isMaker = ({ userId }: { userId: string }): boolean => userId === key.createdBy;
    const state = keyStateOf(key, known.find(isMaker), places.find(isMaker), at);
    return { ...key, lastUsedAt: uses.get(key.keyId), state };
  };
}
