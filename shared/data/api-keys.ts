import * as z from 'zod';
import { type ApiKey, mostKeys } from '../domain/api-key.ts';
import { fail, notFound } from '../domain/fault.ts';
import { permissions } from '../domain/permission.ts';
import { requireWon } from '../domain/revision.ts';
import { accountCounts, countDown, countUp } from './counts.ts';
import { fromCursor, toCursor } from './cursor.ts';
import { entity } from './entity.ts';
import { erasureOf } from './key-uses.ts';
import { commit, refusedOf } from './write.ts';

export const ApiKeys = entity<ApiKey>({
  name: 'api-key',
  audit: {
    account: ({ accountId }) => accountId,
    id: ({ keyId }) => keyId,
    open: ['createdBy', 'scopes', 'expiresAt'],
  },
  schema: z.object({
    accountId: z.string(),
    keyId: z.string(),
    createdBy: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(permissions)),
    secretHash: z.string().regex(/^[0-9a-f]{64}$/),
    expiresAt: z.string(),
    createdAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, keyId }) => keyOf(accountId, keyId),
});

export const keyOf = (accountId: string, keyId: string) => ({
  pk: `account#${accountId}`,
  sk: `key#${keyId}`,
});

/** Throws `limit-reached` when the account has as many as it may. */
export async function insert(key: ApiKey): Promise<void> {
  const refused = await refusedOf([
    countUp(accountCounts(key.accountId), 'keys', mostKeys),
    ApiKeys.insertion(key),
  ]);
  if (refused[0])
    fail(
      'limit-reached',
      `An account has at most ${mostKeys} API keys. Revoke one that is not needed any more.`,
    );
  requireWon(!refused[1]);
}

/** Throws `not-found` alike for an unknown id and for one of another account. */
export const get = async (accountId: string, keyId: string): Promise<ApiKey> =>
  (await ApiKeys.get(keyOf(accountId, keyId))) ?? notFound('API key');

/** Throws `conflict` when somebody changed the key in between. */
export async function replace(previous: ApiKey, next: ApiKey): Promise<void> {
  requireWon(await commit([ApiKeys.replacement(previous, next)]));
}

/** It works no longer from the next request on. Throws `conflict` when somebody changed the key in between. */
export async function remove(key: ApiKey): Promise<void> {
  requireWon(await tryRemove(key));
}

/**
 * Removes the keys of somebody who has left: they are dead already, and would count among those that the account may have. One
 * that changed in between stays, shown as dead.
 */
export async function removeOf({ accountId, userId }: { accountId: string; userId: string }): Promise<void> {
  for await (const key of all(accountId)) if (key.createdBy === userId) await tryRemove(key);
}

const tryRemove = (key: ApiKey): Promise<boolean> =>
  commit([ApiKeys.removal(key), countDown(accountCounts(key.accountId), 'keys'), erasureOf(key.keyId)]);

/** Newest first. */
export async function list(
  accountId: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: ApiKey[]; nextCursor: string | undefined }> {
  const scope = `keys|${accountId}`;
  const { items, end } = await ApiKeys.query({
    partition: `account#${accountId}`,
    sortPrefix: 'key#',
    newestFirst: true,
    limit: page.limit,
    after: fromCursor(scope, page.cursor),
  });
  return { items, nextCursor: toCursor(scope, end) };
}

/** All keys of an account, the oldest first. */
export const all = (accountId: string): AsyncGenerator<ApiKey> => ApiKeys.all(`account#${accountId}`, 'key#');
