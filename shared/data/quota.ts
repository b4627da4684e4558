import * as z from 'zod';
import { tableName } from './client.ts';
import { entity, type Key } from './entity.ts';
import type { Write } from './write.ts';

/** How many documents of a month an account has had of those that its plan includes; `month` is the key of a `QuotaPeriod`. */
interface Quota {
  accountId: string;
  month: string;
  used: number;
  revision: number;
}

const quotaKey = (accountId: string, month: string): Key => ({
  pk: `wallet#${accountId}`,
  sk: `quota#${month}`,
});

const Quotas = entity<Quota>({
  name: 'quota',
  // What was included stands on the documents, which are audited.
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    month: z.string(),
    used: z.int().min(0),
    // Counted without looking at what was there.
    revision: z.number().default(1),
  }),
  keys: ({ accountId, month }) => quotaKey(accountId, month),
});

export const usedIn = async (accountId: string, month: string): Promise<number> =>
  (await Quotas.get(quotaKey(accountId, month)))?.used ?? 0;

/** So many more; loses when the month would have more than `most`. */
export const take = (accountId: string, month: string, count: number, most: number): Write =>
  counting(accountId, month, count, {
    // An attribute that is not there is at most nothing.
    condition: count <= most ? 'attribute_not_exists(#used) OR #used <= :limit' : '#used <= :limit',
    limit: most - count,
  });

/** So many less, because they came to nothing; loses when fewer were taken. */
export const giveBack = (accountId: string, month: string, count: number): Write =>
  counting(accountId, month, -count, { condition: '#used >= :limit', limit: count });

/** Changes nothing: so many must still be used for the writes beside it to be made. */
export const unchanged = (accountId: string, month: string, used: number): Write => ({
  audited: 'none',
  item: {
    ConditionCheck: {
      TableName: tableName(),
      Key: { ...quotaKey(accountId, month) },
      ConditionExpression: used === 0 ? 'attribute_not_exists(#used) OR #used = :used' : '#used = :used',
      ExpressionAttributeNames: { '#used': 'used' },
      ExpressionAttributeValues: { ':used': used },
    },
  },
});

const counting = (
  accountId: string,
  month: string,
  by: number,
  { condition, limit }: { condition: string; limit: number },
): Write => ({
  audited: 'none',
  item: {
    Update: {
      TableName: tableName(),
      Key: { ...quotaKey(accountId, month) },
      UpdateExpression: 'SET #entity = :entity, #accountId = :accountId, #month = :month ADD #used :by',
      ConditionExpression: condition,
      ExpressionAttributeNames: {
        '#entity': 'entity',
        '#accountId': 'accountId',
        '#month': 'month',
        '#used': 'used',
      },
      ExpressionAttributeValues: {
        ':entity': 'quota',
        ':accountId': accountId,
        ':month': month,
        ':by': by,
        ':limit': limit,
      },
    },
  },
});
