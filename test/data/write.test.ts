import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { entity } from '../../shared/data/entity.ts';
import { countingOf } from '../../shared/data/usage-counting.ts';
import { commit } from '../../shared/data/write.ts';

/**
 * Answers that a real table gives rarely: other transactions in the way, unprocessed keys. A server on loopback
 * plays DynamoDB here, one prepared answer for each request; when they run out, the last one is given again.
 */
interface Answer {
  status: number;
  body: object;
}

let answers: Answer[] = [];
/** What every GetItem is answered, where that is always the same. */
let standing: Answer | undefined;
let requests: { operation: string; body: unknown }[] = [];

const server = createServer(async (request, response) => {
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  requests.push({ operation, body: JSON.parse(await text(request)) });
  const prepared = operation === 'GetItem' ? standing : undefined;
  const answer = prepared ?? (answers.length > 1 ? answers.shift() : answers[0]) ?? { status: 500, body: {} };
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify(answer.body));
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const port = typeof address === 'object' ? address?.port : undefined;

Object.assign(process.env, {
  AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nothing',
  TABLE_NAME: 'table',
});

beforeEach(() => {
  standing = undefined;
  requests = [];
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const Things = entity({
  name: 'thing',
  audit: 'none',
  schema: z.object({ id: z.string(), revision: z.number() }),
  keys: ({ id }) => ({ pk: `thing#${id}`, sk: 'thing' }),
});

const two = () => [Things.insertion({ id: 'a', revision: 1 }), Things.insertion({ id: 'b', revision: 1 })];

const made: Answer = { status: 200, body: {} };
const cancelled = (...codes: string[]): Answer => ({
  status: 400,
  body: {
    __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    message: 'Transaction cancelled',
    CancellationReasons: codes.map((Code) => ({ Code })),
  },
});
const refused = (name: string): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name },
});

describe('a transaction', () => {
  test('that other transactions stand in the way of is tried again', async () => {
    answers = [cancelled('TransactionConflict', 'None'), cancelled('None', 'TransactionConflict'), made];
    expect(await commit(two())).toBe(true);
    expect(requests.map(({ operation }) => operation)).toEqual(Array(3).fill('TransactWriteItems'));
  });

  test('that never finds its way is given up, and the caller may try again', async () => {
    answers = [cancelled('TransactionConflict', 'None')];
    await expect(commit(two())).rejects.toMatchObject({ code: 'unavailable' });
    expect(requests).toHaveLength(4);
  });

  test('whose condition did not hold has lost, and is not tried again', async () => {
    answers = [cancelled('None', 'ConditionalCheckFailed')];
    expect(await commit(two())).toBe(false);
    expect(requests).toHaveLength(1);
  });

  test('that was both in the way and too late has lost', async () => {
    answers = [cancelled('TransactionConflict', 'ConditionalCheckFailed')];
    expect(await commit(two())).toBe(false);
  });

  test('waits longer for those who count at the same moment, and goes to the table with the counter last', async () => {
    const [counter] = countingOf([
      { accountId: 'acc_1', id: 'doc_1', at: new Date(0), usage: { opened: 1 } },
    ]);
    if (!counter) throw new Error('nothing is counted');
    const [first] = two();
    if (!first) throw new Error('nothing is written');
    answers = [...Array.from({ length: 12 }, () => cancelled('None', 'TransactionConflict')), made];
    // Wherever it stands among the writes.
    expect(await commit([counter, first])).toBe(true);
    expect(requests).toHaveLength(13);
    expect(requests[0]?.body).toMatchObject({ TransactItems: [{ Put: {} }, { Update: {} }] });
    answers = [cancelled('ConditionalCheckFailed', 'TransactionConflict')];
    expect(await commit([first, counter])).toBe(false);
  });

  test('that is cancelled for any other reason is a defect', async () => {
    answers = [cancelled('None', 'ValidationError')];
    await expect(commit(two())).rejects.toMatchObject({ name: 'TransactionCanceledException' });
  });
});

describe('a transaction with entries of a trail', () => {
  const Noted = entity({
    name: 'noted',
    audit: { account: ({ account }) => account, id: ({ id }) => id },
    schema: z.object({ id: z.string(), account: z.string(), revision: z.number() }),
    keys: ({ id }) => ({ pk: `noted#${id}`, sk: 'noted' }),
  });
  /** Of an account that this container has not written to, so that it reads where the chain ends. */
  const one = () => [Noted.insertion({ id: 'a', account: randomUUID(), revision: 1 })];

  const end = (seq: number): Answer => ({
    status: 200,
    body: {
      Item: {
        accountId: { S: 'acc' },
        hash: { S: String(seq % 10).repeat(64) },
        at: { S: '2026-11-26T10:00:00.000Z' },
        revision: { N: String(seq) },
      },
    },
  });
  /** Of the thing itself, its entry, and the end of the chain. */
  const refusedFor = (codes: [string, string, string], seq?: number): Answer => ({
    status: 400,
    body: {
      __type: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
      message: 'Transaction cancelled',
      CancellationReasons: codes.map((Code, index) => ({
        Code,
        ...(index === 2 && seq !== undefined ? end(seq).body : {}),
      })),
    },
  });
  const operations = () => requests.map(({ operation }) => operation);
  const Sent = z.object({
    TransactItems: z.array(
      z.object({ Put: z.object({ Item: z.record(z.string(), z.unknown()) }).optional() }),
    ),
  });
  const numbersSent = () =>
    requests
      .filter(({ operation }) => operation === 'TransactWriteItems')
      .map(({ body }) => Sent.parse(body).TransactItems[1]?.Put?.Item.seq);

  test('reads where the chain ends once, and remembers it', async () => {
    const [first] = one();
    answers = [{ status: 200, body: {} }, made];
    expect(await commit(first ? [first] : [])).toBe(true);
    expect(await commit(first ? [first] : [])).toBe(true);
    expect(operations()).toEqual(['GetItem', 'TransactWriteItems', 'TransactWriteItems']);
    expect(numbersSent()).toEqual([{ N: '1' }, { N: '2' }]);
  });

  test('that a chain went on before goes on from where the refusal says, without reading', async () => {
    answers = [
      end(4),
      refusedFor(['None', 'None', 'ConditionalCheckFailed'], 7),
      refusedFor(['None', 'ConditionalCheckFailed', 'ConditionalCheckFailed'], 8),
      made,
    ];
    expect(await commit(one())).toBe(true);
    expect(operations()).toEqual(['GetItem', ...Array(3).fill('TransactWriteItems')]);
    expect(numbersSent()).toEqual([{ N: '5' }, { N: '8' }, { N: '9' }]);
  });

  test('that stands in the way of another on the end of the chain reads where it ends then', async () => {
    answers = [end(4), refusedFor(['None', 'None', 'TransactionConflict']), end(5), made];
    expect(await commit(one())).toBe(true);
    expect(numbersSent()).toEqual([{ N: '5' }, { N: '6' }]);
  });

  test('whose own condition did not hold has lost, whatever became of the chain meanwhile', async () => {
    for (const others of [
      ['None', 'None'],
      ['ConditionalCheckFailed', 'ConditionalCheckFailed'],
      ['None', 'TransactionConflict'],
    ] as const) {
      requests = [];
      answers = [end(4), refusedFor(['ConditionalCheckFailed', ...others], 7)];
      expect(await commit(one())).toBe(false);
      expect(operations()).toEqual(['GetItem', 'TransactWriteItems']);
    }
  });

  test('that others outrun every time is given up, and the caller may try again', async () => {
    standing = end(4);
    answers = [refusedFor(['None', 'None', 'ConditionalCheckFailed'], 7)];
    await expect(commit(one())).rejects.toMatchObject({ code: 'unavailable' });
    expect(numbersSent()).toHaveLength(41);
  });

  test('whose answer was lost reads where the chain ends before the next', async () => {
    const [write] = one();
    answers = [end(4), refused('ValidationException'), end(5), made];
    await expect(commit(write ? [write] : [])).rejects.toMatchObject({ name: 'ValidationException' });
    expect(await commit(write ? [write] : [])).toBe(true);
    expect(numbersSent()).toEqual([{ N: '5' }, { N: '6' }]);
  });
});

describe('a single write', () => {
  test('goes without a transaction, which would cost twice as much', async () => {
    answers = [made];
    const thing = { id: randomUUID(), revision: 1 };
    expect(await commit([Things.insertion(thing)])).toBe(true);
    expect(await commit([Things.replacement(thing, { ...thing, revision: 2 })])).toBe(true);
    expect(await commit([Things.removal(thing)])).toBe(true);
    expect(requests.map(({ operation }) => operation)).toEqual(['PutItem', 'UpdateItem', 'DeleteItem']);
    for (const { body } of requests) expect(body).toHaveProperty('ConditionExpression');
  });

  test('whose condition did not hold has lost', async () => {
    answers = [refused('ConditionalCheckFailedException')];
    expect(await commit([Things.insertion({ id: 'a', revision: 1 })])).toBe(false);
  });

  test('that DynamoDB does not understand is a defect', async () => {
    answers = [refused('ValidationException')];
    const write = commit([Things.insertion({ id: 'a', revision: 1 })]);
    await expect(write).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('reading many', () => {
  const key = (id: string) => ({ pk: `thing#${id}`, sk: 'thing' });
  const stored = (id: string) => ({ pk: { S: `thing#${id}` }, id: { S: id }, revision: { N: '1' } });
  const wire = (id: string) => ({ pk: { S: `thing#${id}` }, sk: { S: 'thing' } });

  test('asks again for what a busy table left out', async () => {
    answers = [
      {
        status: 200,
        body: { Responses: { table: [stored('a')] }, UnprocessedKeys: { table: { Keys: [wire('b')] } } },
      },
      { status: 200, body: { Responses: { table: [stored('b')] } } },
    ];
    const found = await Things.getMany([key('a'), key('b')]);
    expect(found.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(requests[1]?.body).toMatchObject({ RequestItems: { table: { Keys: [wire('b')] } } });
  });

  test('is given up when the table stays busy', async () => {
    answers = [{ status: 200, body: { Responses: {}, UnprocessedKeys: { table: { Keys: [wire('a')] } } } }];
    await expect(Things.getMany([key('a')])).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('refuses an item that does not fit its schema', async () => {
    answers = [{ status: 200, body: { Item: { pk: { S: 'thing#a' }, id: { N: '1' } } } }];
    await expect(Things.get(key('a'))).rejects.toBeInstanceOf(z.ZodError);
  });
});
