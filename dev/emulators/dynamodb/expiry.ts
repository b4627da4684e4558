/** Time to live, which dynoxide stores but never acts on. */
import * as z from 'zod';
import { DynamoDBFailure, type DynamoDBProxy } from './proxy.ts';

export interface ExpiringTable {
  tableName: string;
  keyNames: string[];
  ttlName: string;
}

/** DynamoDB leaves items alone whose time passed over five years ago. */
const OLDEST_EXPIRY_SECONDS = 5 * 365 * 86_400;

const attributeMap = z.record(z.string(), z.unknown());
const page = z.object({ Items: z.array(attributeMap), LastEvaluatedKey: attributeMap.optional() });
const anyOutput = z.looseObject({});

/**
 * Deletes the items of a table whose time has come; each delete repeats the condition, so an item that was
 * prolonged meanwhile stays. Returns how many were deleted.
 */
export async function deleteExpired(proxy: DynamoDBProxy, table: ExpiringTable, now: Date): Promise<number> {
  const { tableName: TableName, keyNames, ttlName } = table;
  const seconds = Math.floor(now.getTime() / 1000);
  const ExpressionAttributeValues = {
    ':now': { N: String(seconds) },
    ':oldest': { N: String(seconds - OLDEST_EXPIRY_SECONDS) },
  };
  // Between compares numbers with numbers only, so text in the attribute never expires an item.
  const expired = '#ttl BETWEEN :oldest AND :now';
  const keyAliases = Object.fromEntries(keyNames.map((name, index) => [`#k${index}`, name]));
  let deleted = 0;
  let ExclusiveStartKey: z.infer<typeof attributeMap> | undefined;
  do {
    const { Items, LastEvaluatedKey } = await proxy.call(
      'Scan',
      {
        TableName,
        FilterExpression: expired,
        ProjectionExpression: Object.keys(keyAliases).join(', '),
        ExpressionAttributeNames: { '#ttl': ttlName, ...keyAliases },
        ExpressionAttributeValues,
        ConsistentRead: true,
        ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
      },
      page,
    );
    for (const Key of Items) {
      const input = {
        TableName,
        Key,
        ConditionExpression: expired,
        ExpressionAttributeNames: { '#ttl': ttlName },
        ExpressionAttributeValues,
      };
      if (await deleteOne(proxy, input)) deleted++;
    }
    ExclusiveStartKey = LastEvaluatedKey;
  } while (ExclusiveStartKey);
  return deleted;
}

async function deleteOne(proxy: DynamoDBProxy, input: object): Promise<boolean> {
  try {
    await proxy.call('DeleteItem', input, anyOutput);
    return true;
  } catch (error) {
    if (error instanceof DynamoDBFailure && error.code === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
