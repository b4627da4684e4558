import * as z from 'zod';
import { tableName } from './client.ts';
import { entity, type Key } from './entity.ts';
import type { Write } from './write.ts';

/** How many documents of a month an account has had of those that its plan includes; `month` is the key of a `QuotaPeriod`. */
interface Quota {
  accountId: string;
  month: string;
  used: number;
  /** True once the month was given up for a dearer plan: what was left of it is paid back, and nothing more is taken. */
  closed?: boolean | undefined;
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
    closed: z.boolean().optional(),
    // Counted without looking at what was there.
    revision: z.number().default(1),
  }),
  keys: ({ accountId, month }) => quotaKey(accountId, month),
});

export const usedIn = async (accountId: string, month: string): Promise<number> =>
  (await Quotas.get(quotaKey(accountId, month)))?.used ?? 0;

/** So many more; loses when the month would have more than `most`, and when it was closed. */
export const take = (accountId: string, month: string, count: number, most: number): Write =>
  counting(accountId, month, count, {
    // An attribute that is not there is at most nothing.
    condition: `attribute_not_exists(closed) AND ${
      count <= most ? '(attribute_not_exists(#used) OR #used <= :limit)' : '#used <= :limit'
    }`,
    limit: most - count,
  });

/** So many less, because they came to nothing; loses when fewer were taken. */
export const giveBack = (accountId: string, month: string, count: number): Write =>
  counting(accountId, month, -count, { condition: '#used >= :limit', limit: count });

/**
 * Nothing more is taken of a month that is given up: also not by whoever has read the account before. Loses unless exactly so many were
 * used, because the others are paid back.
 */
export const closing = (accountId: string, month: string, used: number): Write => {
  const values = { entity: 'quota', accountId, month, used, closed: true };
  const names = Object.keys(values);
  return {
    audited: 'none',
    item: {
      Update: {
        TableName: tableName(),
        Key: { ...quotaKey(accountId, month) },
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        ConditionExpression: used === 0 ? 'attribute_not_exists(#used) OR #used = :used' : '#used = :used',
        ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, value]),
        ),
      },
    },
  };
};

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
