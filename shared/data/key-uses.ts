import * as z from 'zod';
import type { ApiKey } from '../domain/api-key.ts';
import { tableName } from './client.ts';
import { entity, type Key } from './entity.ts';
import { keyUsePrefix } from './table.ts';
import { commit, type Write } from './write.ts';

/** When an API key was used last. It lies apart from the key, so that noting it takes no right to change keys. */
interface KeyUse {
  keyId: string;
  usedAt: string;
  /** Epoch seconds: with the key itself its last use is forgotten. */
  expiresAt: number;
  revision: number;
}

export const KeyUses = entity<KeyUse>({
  name: 'key-use',
  audit: 'none',
  schema: z.object({ keyId: z.string(), usedAt: z.string(), expiresAt: z.number(), revision: z.number() }),
  keys: ({ keyId }) => useKey(keyId),
});

export const useKey = (keyId: string): Key => ({ pk: `${keyUsePrefix}${keyId}`, sk: 'use' });

/** Key id to when the key was used last; keys that never were are missing. */
export const lastUses = async (keyIds: readonly string[]): Promise<Map<string, string>> =>
  new Map((await KeyUses.getMany(keyIds.map(useKey))).map(({ keyId, usedAt }) => [keyId, usedAt]));

/** Notes a use, unless somebody has noted one since the one before was read. Undefined: there was none. */
export const note = (
  { keyId, expiresAt }: ApiKey,
  before: string | undefined,
  at: Date,
): Promise<boolean> => {
  const use: KeyUse = {
    keyId,
    usedAt: at.toISOString(),
    expiresAt: Math.ceil(Date.parse(expiresAt) / 1000),
    revision: 1,
  };
  const values = Object.entries({ ...use, entity: 'key-use' });
  return commit([
    {
      audited: 'none',
      item: {
        Update: {
          TableName: tableName(),
          Key: useKey(keyId),
          UpdateExpression: `SET ${values.map(([name]) => `#${name} = :${name}`).join(', ')}`,
          ConditionExpression: before === undefined ? 'attribute_not_exists(#usedAt)' : '#usedAt = :before',
          ExpressionAttributeNames: Object.fromEntries(values.map(([name]) => [`#${name}`, name])),
          ExpressionAttributeValues: {
            ...Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])),
            ...(before === undefined ? {} : { ':before': before }),
          },
        },
      },
    },
  ]);
};

/** What removes the note together with the key. */
export const erasureOf = (keyId: string): Write => KeyUses.erasure(useKey(keyId));
