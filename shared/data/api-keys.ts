import * as z from 'zod';
import type { ApiKey } from '../domain/api-key.ts';
import { permissions } from '../domain/permission.ts';
import { entity } from './entity.ts';

export const ApiKeys = entity<ApiKey>({
  name: 'api-key',
  schema: z.object({
    accountId: z.string(),
    keyId: z.string(),
    createdBy: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(permissions)),
    secretHash: z.string().regex(/^[0-9a-f]{64}$/),
    expiresAt: z.string().optional(),
    lastUsedAt: z.string().optional(),
    createdAt: z.string(),
    revision: z.number(),
  }),
  keys: ({ accountId, keyId }) => ({
    ...keyOf(accountId, keyId),
    gsi1pk: `account#${accountId}#keys`,
    gsi1sk: keyId,
  }),
});

export const keyOf = (accountId: string, keyId: string) => ({
  pk: `account#${accountId}`,
  sk: `key#${keyId}`,
});
