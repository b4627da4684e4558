import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { User } from '../domain/user.ts';
import { isAdministering } from '../domain/user-administration.ts';
import { dynamo, tableName } from './client.ts';
import type { Write } from './write.ts';

/** How many users can administer the system: one number, so that of two who leave at once one is the last. */
const Key = { pk: 'admins', sk: 'count' };

/** What a change of a user means for the number; nothing for most. It never falls below one. */
export function countChangeOf(before: User | undefined, after: User | undefined): Write[] {
  const change =
    Number(after !== undefined && isAdministering(after)) -
    Number(before !== undefined && isAdministering(before));
  if (change === 0) return [];
  return [
    {
      audited: 'none',
      item: {
        Update: {
          TableName: tableName(),
          Key,
          UpdateExpression: 'ADD #count :change',
          ConditionExpression:
            change < 0 ? '#count > :one' : 'attribute_not_exists(#count) OR #count >= :one',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: { ':change': change, ':one': 1 },
        },
      },
    },
  ];
}

/** Whether one more would be one too many. */
export async function isLastOne(): Promise<boolean> {
  const { Item } = await dynamo.send(new GetCommand({ TableName: tableName(), Key, ConsistentRead: true }));
  return Number(Item?.count ?? 0) <= 1;
}
