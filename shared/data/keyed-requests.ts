import * as z from 'zod';
import type { KeyedRequest } from '../domain/idempotency.ts';
import { entity } from './entity.ts';
import { commit } from './write.ts';

const KeyedRequests = entity<KeyedRequest>({
  name: 'keyed-request',
  // Notes about requests; what they made is audited.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    keyHash: z.string(),
    fingerprint: z.string(),
    state: z.enum(['running', 'interrupted', 'answered']),
    leaseUntil: z.string(),
    seed: z.string(),
    startedAt: z.string(),
    answer: z.string().optional(),
    expiresAt: z.number(),
    revision: z.number(),
  }),
  keys: ({ accountId, keyHash }) => keyOf(accountId, keyHash),
});

const keyOf = (accountId: string, keyHash: string) => ({
  pk: `account#${accountId}`,
  sk: `request#${keyHash}`,
});

export const find = (accountId: string, keyHash: string): Promise<KeyedRequest | undefined> =>
  KeyedRequests.get(keyOf(accountId, keyHash));

/** False when the key is known already. */
export const insert = (request: KeyedRequest): Promise<boolean> => commit([KeyedRequests.insertion(request)]);

/** False when somebody else went on with it in between. */
export const replace = (previous: KeyedRequest, next: KeyedRequest): Promise<boolean> =>
  commit([KeyedRequests.replacement(previous, next)]);

/** False when somebody else went on with it in between. */
export const remove = (request: KeyedRequest): Promise<boolean> => commit([KeyedRequests.removal(request)]);
