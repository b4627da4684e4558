import { listen } from '../../dev/cloud/server.ts';
import { startDynamoDB, tableDefinition } from '../../dev/emulators/dynamodb.ts';
import { dynamo } from '../../shared/data/client.ts';
import { indexNames, table } from '../../shared/data/table.ts';

/** The product's table on the local DynamoDB, which is one process with SQLite on a disk. */
export interface MeasuredTable {
  /** Calls since this was asked last, and items that they read or wrote. */
  spent(): Spent;
  stop(): Promise<void>;
}

export interface Spent {
  calls: number;
  items: number;
}

export const tableName = 'Bench';

/** Serves it to the product modules of this process. */
export async function measuredTable(folder: string): Promise<MeasuredTable> {
  const dynamodb = await startDynamoDB({
    folder,
    onExit: (reason) => {
      throw new Error(reason);
    },
  });
  await dynamodb.ensureTable(definition());
  const server = await listen(
    0,
    (request) => dynamodb.emulate(request),
    (fault) => {
      throw new Error(fault);
    },
  );
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server does not listen');
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_EC2_METADATA_DISABLED: 'true',
    TABLE_NAME: tableName,
  });
  const spent = count();
  return {
    spent,
    async stop() {
      server.closeAllConnections();
      server.close();
      await dynamodb.close();
    },
  };
}

/** As the stack declares it, with its stream. */
function definition() {
  const indexes = indexNames.map((name) => ({ name, ...table.indexes[name] }));
  const keys = [table, ...indexes].flatMap(({ partitionKey, sortKey }) => [partitionKey, sortKey]);
  const schema = ({ partitionKey, sortKey }: { partitionKey: string; sortKey: string }) => [
    { AttributeName: partitionKey, KeyType: 'HASH' },
    { AttributeName: sortKey, KeyType: 'RANGE' },
  ];
  return tableDefinition.parse({
    TableName: tableName,
    AttributeDefinitions: keys.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: schema(table),
    GlobalSecondaryIndexes: indexes.map(({ name, ...index }) => ({
      IndexName: name,
      KeySchema: schema(index),
      Projection: { ProjectionType: 'KEYS_ONLY' },
    })),
    StreamSpecification: { StreamViewType: 'KEYS_ONLY' },
  });
}

/** Counts what goes to the table from now on. */
function count(): () => Spent {
  let spent: Spent = { calls: 0, items: 0 };
  dynamo.middlewareStack.add(
    (next) => (args) => {
      spent = { calls: spent.calls + 1, items: spent.items + itemsIn(args.input) };
      return next(args);
    },
    { step: 'initialize', name: 'count' },
  );
  return () => {
    const since = spent;
    spent = { calls: 0, items: 0 };
    return since;
  };
}

/** Items that a call names: DynamoDB charges for each. */
function itemsIn(input: object): number {
  if ('TransactItems' in input && Array.isArray(input.TransactItems)) return input.TransactItems.length;
  if (!('RequestItems' in input) || typeof input.RequestItems !== 'object' || input.RequestItems === null)
    return 1;
  return Object.values(input.RequestItems).reduce(
    (sum: number, each: unknown) =>
      sum +
      (typeof each === 'object' && each !== null && 'Keys' in each && Array.isArray(each.Keys)
        ? each.Keys.length
        : 0),
    0,
  );
}
