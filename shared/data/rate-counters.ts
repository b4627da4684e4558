import {
  ConditionalCheckFailedException,
  ProvisionedThroughputExceededException,
  RequestLimitExceeded,
  ThrottlingException,
  type ThrottlingReason,
} from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { countedUntil, type Limit, type LimitCategory, type Window } from '../domain/rate-limit.ts';
import { hastyDynamo, tableName } from './client.ts';
import type { Key } from './entity.ts';
import { table } from './table.ts';

/** What one counter counts: requests of a category by one subject, such as `user:usr_…` or `address:203.0.113.7`. */
export interface Counted {
  category: LimitCategory;
  subject: string;
  limit: Limit;
}

/** A counter is an item of its own for each window, so nothing needs cleaning up but by its time to live. */
export const counterKey = ({ category, subject }: Counted, index: number): Key => ({
  pk: `${table.limitPrefix}${category}#${subject}`,
  sk: `window#${index}`,
});

/** How often a window was counted: what is read together with the rest that lets a request in. */
export const Counters = {
  parse: (raw: Record<string, unknown>): number => z.object({ count: z.number() }).parse(raw).count,
};

/**
 * Counts one more request in the present window, for all functions at once, and returns how many there are now; undefined
 * when the limit is reached, which counts nothing.
 */
export async function count(counted: Counted, window: Window): Promise<number | undefined> {
  try {
    const { Attributes } = await hastyDynamo.send(
      new UpdateCommand({
        TableName: tableName(),
        Key: counterKey(counted, window.index),
        UpdateExpression: 'ADD #count :one SET #expires = :expires',
        ConditionExpression: 'attribute_not_exists(#count) OR #count < :most',
        ExpressionAttributeNames: { '#count': 'count', '#expires': table.timeToLive },
        ExpressionAttributeValues: {
          ':one': 1,
          ':most': counted.limit.most,
          ':expires': countedUntil(counted.limit, window),
        },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    return Counters.parse(Attributes ?? {});
  } catch (error) {
    // A thousand requests a second of one subject are more than a partition takes, and far beyond any limit.
    if (error instanceof ConditionalCheckFailedException || isOverrun(error)) return undefined;
    throw error;
  }
}

/** Takes one request back that was counted and then refused: who is refused should not wait the longer for it. */
export async function uncount(counted: Counted, window: Window): Promise<void> {
  await hastyDynamo.send(
    new UpdateCommand({
      TableName: tableName(),
      Key: counterKey(counted, window.index),
      UpdateExpression: 'ADD #count :less',
      ConditionExpression: '#count > :none',
      ExpressionAttributeNames: { '#count': 'count' },
      ExpressionAttributeValues: { ':less': -1, ':none': 0 },
    }),
  );
}

/** Whether DynamoDB refused because of this one key, and not because the whole table is busy. */
const isOverrun = (error: unknown): boolean =>
  reasonsOf(error).some(({ reason }) => reason?.endsWith('KeyRangeThroughputExceeded'));

/** The SDK spells the same field in two ways. */
function reasonsOf(error: unknown): readonly ThrottlingReason[] {
  if (error instanceof ThrottlingException) return error.throttlingReasons ?? [];
  if (error instanceof ProvisionedThroughputExceededException || error instanceof RequestLimitExceeded)
    return error.ThrottlingReasons ?? [];
  return [];
}
