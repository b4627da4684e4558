import { tableName } from './client.ts';
import type { Key } from './entity.ts';
import type { Write } from './write.ts';

/**
 * How many of a kind something has, counted with every one that is made or removed: so a limit holds however many are made
 * at the same moment, which no look at what is there could promise.
 */
type Counted = 'keys' | 'members' | 'organisations' | 'invitations' | 'emailChanges';

/** What an account has: keys, members. */
export const accountCounts = (accountId: string): Key => ({ pk: `account#${accountId}`, sk: 'counts' });

/** What a user has: organisations they belong to. */
export const userCounts = (userId: string): Key => ({ pk: `user#${userId}`, sk: 'counts' });

/**
 * One more; loses when there are as many as there may be.
 *
 * @param expiresAt second after which the count may be forgotten
 */
export const countUp = (place: Key, what: Counted, most: number, expiresAt?: number): Write =>
  counting(
    place,
    { what, by: 1, only: 'attribute_not_exists(#what) OR #what < :limit', limit: most },
    expiresAt,
  );

/** One less; loses when none was counted. */
export const countDown = (place: Key, what: Counted): Write =>
  counting(place, { what, by: -1, only: '#what > :limit', limit: 0 });

/** The last one goes; loses when there is not exactly one. */
export const countOut = (place: Key, what: Counted): Write =>
  counting(place, { what, by: -1, only: '#what = :limit', limit: 1 });

/** Nothing was counted since; loses when there are more or fewer than `count`. */
export const countStays = (place: Key, what: Counted, count: number): Write => ({
  audited: 'none',
  item: {
    ConditionCheck: {
      TableName: tableName(),
      Key: { pk: place.pk, sk: place.sk },
      ConditionExpression: count === 0 ? 'attribute_not_exists(#what) OR #what = :count' : '#what = :count',
      ExpressionAttributeNames: { '#what': what },
      ExpressionAttributeValues: { ':count': count },
    },
  },
});

function counting(
  place: Key,
  count: { what: Counted; by: number; only: string; limit: number },
  expiresAt?: number,
): Write {
  const set = Object.entries({ entity: 'counts', ...(expiresAt === undefined ? {} : { expiresAt }) });
  return {
    // What is counted is audited itself.
    audited: 'none',
    item: {
      Update: {
        TableName: tableName(),
        Key: { pk: place.pk, sk: place.sk },
        UpdateExpression: `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')} ADD #what :by`,
        ConditionExpression: count.only,
        ExpressionAttributeNames: {
          '#what': count.what,
          ...Object.fromEntries(set.map(([name]) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':by': count.by,
          ':limit': count.limit,
          ...Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
        },
      },
    },
  };
}
