import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { Fault } from '../domain/fault.ts';
import { dynamo, tableName } from './client.ts';

/** Reads a key that never exists. Throws `unavailable` when the table cannot be reached. */
export async function reachable(): Promise<void> {
  try {
    await dynamo.send(new GetCommand({ TableName: tableName(), Key: { pk: 'health', sk: 'health' } }));
  } catch (error) {
    throw new Fault('unavailable', 'The table cannot be reached. Try again shortly.', [], error);
  }
}
