import { tableName } from './client.ts';
import type { Key } from './entity.ts';
import type { Write } from './write.ts';

/**
 * How many of a kind something has, counted with every one that is made or removed: so a limit holds however many are made
 * at the same moment, which no look at what is there could promise.
 */
const countsKey = (of: { accountId: string } | { userId: string }): Key => ({
  pk: 'accountId' in of ? `account#${of.accountId}` : `user#${of.userId}`,
  sk: 'counts',
});

/** One more; loses when there are as many as there may be. */
export const countUp = (of: Parameters<typeof countsKey>[0], what: Counted, most: number): Write =>
  counting(of, what, 1, 'attribute_not_exists(#what) OR #what < :limit', most);

/** One less; loses when none was counted. */
export const countDown = (of: Parameters<typeof countsKey>[0], what: Counted): Write =>
  counting(of, what, -1, '#what > :limit', 0);

type Counted = 'keys';

const counting = (
  of: Parameters<typeof countsKey>[0],
  what: Counted,
  by: number,
  condition: string,
  limit: number,
): Write => ({
  // What is counted is audited itself.
  audited: 'none',
  item: {
    Update: {
      TableName: tableName(),
      Key: countsKey(of),
      UpdateExpression: 'SET #entity = :entity ADD #what :by',
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#entity': 'entity', '#what': what },
      ExpressionAttributeValues: { ':entity': 'counts', ':by': by, ':limit': limit },
    },
  },
});
