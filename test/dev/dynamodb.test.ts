import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DescribeTableCommand, DescribeTimeToLiveCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { eventFilter } from '../../dev/cloud/event-filter.ts';
import { pollStream } from '../../dev/cloud/stream-sources.ts';
import { tuneStreamRecords } from '../../dev/emulators/dynamodb/stream-records.ts';
import {
  type DynamoDBEmulator,
  startDynamoDB,
  type TableDefinition,
  tableDefinition,
} from '../../dev/emulators/dynamodb.ts';
import { type EmulatorServer, REGION, serveEmulator } from './emulator-server.ts';

const MAIN: TableDefinition = tableDefinition.parse({
  TableName: 'main',
  BillingMode: 'PAY_PER_REQUEST',
  DeletionProtectionEnabled: true,
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'gsi1pk', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'gsi1',
      KeySchema: [{ AttributeName: 'gsi1pk', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a', 'b'] },
    },
  ],
  TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
  StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
});

let folder: string;
let emulator: DynamoDBEmulator;
let server: EmulatorServer;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;
const onExit = vi.fn();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-dynamodb-'));
  emulator = await startDynamoDB({ folder, onExit });
  server = await serveEmulator((request) => emulator.emulate(request));
  client = new DynamoDBClient({});
  documents = DynamoDBDocumentClient.from(client);
  await emulator.ensureTable(MAIN);
});

afterAll(async () => {
  await server.close();
  await emulator.close();
  await rm(folder, { recursive: true });
});

const Told = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ Keys: z.object({ pk: z.object({ S: z.string() }) }) }) })),
});

const put = (Item: Record<string, unknown>, more: object = {}) =>
  documents.send(new PutCommand({ TableName: 'main', Item, ...more }));
const get = async (pk: string, sk = 'x') =>
  (await documents.send(new GetCommand({ TableName: 'main', Key: { pk, sk } }))).Item;
const describeMain = async () => (await client.send(new DescribeTableCommand({ TableName: 'main' }))).Table;

describe('the table', () => {
  it('has the declared keys, index, stream and time to live', async () => {
    expect(await describeMain()).toMatchObject({
      KeySchema: MAIN.KeySchema,
      GlobalSecondaryIndexes: [{ IndexName: 'gsi1', Projection: { NonKeyAttributes: ['a', 'b'] } }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
    const { TimeToLiveDescription } = await client.send(new DescribeTimeToLiveCommand({ TableName: 'main' }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' });
  });

  it('lets one of many conditional writers and transactions win', async () => {
    const insert = { ConditionExpression: 'attribute_not_exists(pk)' };
    const writes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => put({ pk: 'once', sk: 'x', n }, insert)),
    );
    expect(writes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);

    const transaction = () => {
      const Put = { TableName: 'main', Item: { pk: 'transacted', sk: 'x' }, ...insert };
      const Update = {
        TableName: 'main',
        Key: { pk: 'counter', sk: 'x' },
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': 1 },
      };
      return documents.send(new TransactWriteCommand({ TransactItems: [{ Put }, { Update }] }));
    };
    const transactions = await Promise.allSettled(Array.from({ length: 20 }, transaction));
    expect(transactions.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await get('counter')).toMatchObject({ n: 1 });
    await expect(transaction()).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
    });
  });

  it('is queried through its index with the projected attributes only', async () => {
    await put({ pk: 'indexed', sk: 'x', gsi1pk: 'g', a: 1, c: 3 });
    const { Items } = await documents.send(
      new QueryCommand({
        TableName: 'main',
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :g',
        ExpressionAttributeValues: { ':g': 'g' },
      }),
    );
    expect(Items).toEqual([{ pk: 'indexed', sk: 'x', gsi1pk: 'g', a: 1 }]);
  });

  it('writes its changes to the stream', async () => {
    const streams = new DynamoDBStreamsClient({});
    const StreamArn = (await describeMain())?.LatestStreamArn;
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' }),
    );
    await put({ pk: 'streamed', sk: 'x', n: 1 });
    await put({ pk: 'streamed', sk: 'x', n: 2 });
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records?.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY']);
    expect(Records?.[1]?.dynamodb).toMatchObject({
      OldImage: { n: { N: '1' } },
      NewImage: { n: { N: '2' } },
    });
  });
});

describe('following the stream', () => {
  it('goes on where it was left, and waits for what is not there yet', async () => {
    const told: string[] = [];
    const started = () =>
      pollStream(
        {
          tableName: 'main',
          streamArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/main/stream/local',
          batchSize: 2,
          isWanted: eventFilter([
            '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"told#"}]}}}}',
          ]),
          retries: 0,
          maxAge: 3600,
          bisects: true,
          pool: {
            definition: { name: 'Told', handlerFile: '', memory: 0, timeout: 0, environment: {} },
            invoke: async (event) => {
              told.push(...Told.parse(event).Records.map(({ dynamodb }) => dynamodb.Keys.pk.S));
            },
          },
          positionFile: join(folder, 'positions', 'told.json'),
          onGivenUp: async () => {},
        },
        { dynamodb: emulator, region: REGION, now: () => new Date(), onFault: (text) => told.push(text) },
      );
    const settled = (count: number) => vi.waitUntil(() => told.length >= count, { timeout: 10_000 });
    await put({ pk: 'told#1', sk: 'x' });
    const stop = started();
    await settled(1);
    await put({ pk: 'told#2', sk: 'x' });
    await put({ pk: 'told#1', sk: 'x', n: 2 });
    await put({ pk: 'untold#1', sk: 'x' });
    await settled(2);
    stop();
    await put({ pk: 'told#3', sk: 'x' });
    const stopAgain = started();
    await settled(3);
    stopAgain();
    expect(told).toEqual(['told#1', 'told#2', 'told#3']);
  });
});

describe('ensuring a table again', () => {
  it('changes nothing when nothing changed, and keeps the items', async () => {
    await put({ pk: 'kept', sk: 'x' });
    const before = await describeMain();
    await emulator.ensureTable(MAIN);
    expect(await describeMain()).toEqual({
      ...before,
      ItemCount: expect.any(Number),
      TableSizeBytes: expect.any(Number),
      GlobalSecondaryIndexes: expect.any(Array),
    });
    expect(await get('kept')).toEqual({ pk: 'kept', sk: 'x' });
  });

  it('adds a missing index with the items it has, and switches stream and time to live', async () => {
    const plain: TableDefinition = {
      TableName: 'grown',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    };
    await emulator.ensureTable(plain);
    await documents.send(new PutCommand({ TableName: 'grown', Item: { id: 1, owner: 'o' } }));
    const grown: TableDefinition = {
      ...plain,
      AttributeDefinitions: [...plain.AttributeDefinitions, { AttributeName: 'owner', AttributeType: 'S' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOwner',
          KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      ],
      TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
    };
    await emulator.ensureTable(grown);
    const { Items } = await documents.send(
      new QueryCommand({
        TableName: 'grown',
        IndexName: 'byOwner',
        KeyConditionExpression: '#o = :o',
        ExpressionAttributeNames: { '#o': 'owner' },
        ExpressionAttributeValues: { ':o': 'o' },
      }),
    );
    expect(Items).toEqual([{ id: 1, owner: 'o' }]);
    await emulator.ensureTable({
      ...grown,
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
    const { TimeToLiveDescription } = await client.send(
      new DescribeTimeToLiveCommand({ TableName: 'grown' }),
    );
    expect(TimeToLiveDescription?.AttributeName).toBe('expires');
    await expect(emulator.ensureTable(plain)).rejects.toThrow('its index byOwner is declared as absent');
  });

  it.each<[string, Partial<TableDefinition>, string]>([
    [
      'another key schema',
      { KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] },
      'its key schema is declared as pk (S) HASH but exists as pk (S) HASH, sk (S) RANGE',
    ],
    [
      'another key type',
      {
        AttributeDefinitions: MAIN.AttributeDefinitions.map((each) => ({
          ...each,
          AttributeType: 'N' as const,
        })),
      },
      'its key schema is declared as pk (N) HASH, sk (N) RANGE but exists as',
    ],
    [
      'another projection',
      {
        GlobalSecondaryIndexes: (MAIN.GlobalSecondaryIndexes ?? []).map((index) => ({
          ...index,
          Projection: { ProjectionType: 'ALL' as const },
        })),
      },
      'its index gsi1 is declared as gsi1pk (S) HASH with ALL but exists as',
    ],
  ])('refuses %s, names the difference and the way out', async (_, change, sentence) => {
    const ensured = emulator.ensureTable({ ...MAIN, ...change });
    await expect(ensured).rejects.toThrow(sentence);
    await expect(ensured).rejects.toThrow('npm run reset');
  });

  it('refuses local secondary indexes before anything is created', () => {
    const parsed = tableDefinition.safeParse({ ...MAIN, LocalSecondaryIndexes: [{}] });
    expect(parsed.error?.message).toContain('not supported locally');
  });
});

describe('the sweep', () => {
  it('deletes what expired, and leaves the rest', async () => {
    const now = new Date();
    const seconds = Math.floor(now.getTime() / 1000);
    for (let i = 0; i < 30; i++)
      await put({ pk: `gone-${i}`, sk: 'x', ttl: seconds - i, fill: 'x'.repeat(90_000) });
    await put({ pk: 'later', sk: 'x', ttl: seconds + 60 });
    await put({ pk: 'never', sk: 'x' });
    await put({ pk: 'text', sk: 'x', ttl: '1' });
    await put({ pk: 'ancient', sk: 'x', ttl: 1 });
    expect(await emulator.sweepExpired(now)).toBe(30);
    expect(await emulator.sweepExpired(now)).toBe(0);
    for (const pk of ['later', 'never', 'text', 'ancient']) expect(await get(pk)).toMatchObject({ pk });
    expect(await emulator.sweepExpired(new Date(now.getTime() + 61_000))).toBe(1);
  });

  it('leaves an item that is prolonged while it runs', async () => {
    const seconds = Math.floor(Date.now() / 1000);
    await put({ pk: 'prolonged', sk: 'x', ttl: seconds - 1 });
    const prolong = documents.send(
      new UpdateCommand({
        TableName: 'main',
        Key: { pk: 'prolonged', sk: 'x' },
        UpdateExpression: 'SET #t = :later',
        ExpressionAttributeNames: { '#t': 'ttl' },
        ExpressionAttributeValues: { ':later': seconds + 600 },
      }),
    );
    await Promise.all([prolong, emulator.sweepExpired(new Date())]);
    expect(await get('prolonged')).toMatchObject({ ttl: seconds + 600 });
  });
});

describe('the child', () => {
  it('keeps tables and items over a restart, and goes on numbering its stream after old records are dropped', async () => {
    await put({ pk: 'lasting', sk: 'x' });
    await emulator.close();
    const database = new DatabaseSync(join(folder, 'dynamodb.db'));
    const countRecords = () =>
      database.prepare("SELECT count(*) AS n FROM _stream_records WHERE table_name = 'main'").get()?.n;
    expect(countRecords()).toBeGreaterThan(10);
    tuneStreamRecords(join(folder, 'dynamodb.db'), new Date(Date.now() + 2 * 86_400_000));
    expect(countRecords()).toBe(1);
    database.close();

    emulator = await startDynamoDB({ folder, onExit });
    await emulator.ensureTable(MAIN);
    expect(await get('lasting')).toEqual({ pk: 'lasting', sk: 'x' });
    expect(onExit).not.toHaveBeenCalled();
  });

  it('is not reachable for web pages, and refuses what is not DynamoDB', async () => {
    const headers = { origin: 'http://evil.local', 'x-amz-target': 'DynamoDB_20120810.ListTables' };
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' });
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    expect((await fetch(server.url)).status).toBe(400);
    expect((await fetch(server.url, { method: 'OPTIONS' })).status).toBe(400);
  });

  it('that dies is reported, and requests are answered with an error the SDK knows', async () => {
    const died = Promise.withResolvers<string>();
    const doomedFolder = join(folder, 'doomed');
    const doomed = await startDynamoDB({ folder: doomedFolder, onExit: died.resolve });
    process.kill(doomed.pid, 'SIGKILL');
    expect(await died.promise).toContain('SIGKILL');
    const reply = await doomed.emulate({
      method: 'POST',
      target: '/',
      headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
      body: Buffer.from('{}'),
    });
    expect(reply).toMatchObject({ status: 500, body: expect.stringContaining('InternalServerError') });
    expect(await doomed.sweepExpired(new Date())).toBe(0);
    await doomed.close();
  });

  it('that is missing is reported with what to do', async () => {
    vi.stubEnv('DYNOXIDE_BIN', '/nonexistent/dynoxide');
    await expect(startDynamoDB({ folder, onExit })).rejects.toThrow(
      'DYNOXIDE_BIN names /nonexistent/dynoxide',
    );
    vi.unstubAllEnvs();
  });
});
