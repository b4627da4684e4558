import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { variable } from '../environment/variable.ts';

/** One client for the life of the container, so that connections are reused. */
const patient = new DynamoDBClient({ maxAttempts: 4 });

export const dynamo = DynamoDBDocumentClient.from(patient, {
  marshallOptions: { removeUndefinedValues: true },
});

/**
 * Over the same connections, for counting requests: it tries twice and no more, because a counter that is not there must not
 * hold up everybody.
 */
export const hastyDynamo = DynamoDBDocumentClient.from(
  new DynamoDBClient({ maxAttempts: 2, requestHandler: patient.config.requestHandler }),
);

export const tableName = (): string => variable('TABLE_NAME');
