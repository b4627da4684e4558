import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { eventFilter } from '../../dev/cloud/event-filter.ts';
import { FunctionError } from '../../dev/cloud/function-pool.ts';
import { type GivenUp, pollStream } from '../../dev/cloud/stream-sources.ts';
import type { Call } from '../../dev/emulators/dynamodb/proxy.ts';

/** A stream of which only the numbers matter, and a function that says of each batch which of them fail. */

const now = new Date('2026-03-01T09:00:00.000Z');

const Asked = z.looseObject({
  ShardIterator: z.string().optional(),
  ShardIteratorType: z.string().optional(),
  SequenceNumber: z.string().optional(),
});
const Handed = z.object({
  Records: z.array(z.looseObject({ dynamodb: z.looseObject({ SequenceNumber: z.string() }) })),
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-streams-'));
});
const cleanups: (() => void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  await rm(folder, { recursive: true });
});

function stream(stream = 'arn:stream') {
  const records: object[] = [];
  const add = (...numbers: number[]): void => {
    for (const number of numbers)
      records.push({
        eventName: 'INSERT',
        dynamodb: { SequenceNumber: String(number), ApproximateCreationDateTime: now.getTime() / 1000 },
      });
  };
  const answers: Record<string, (asked: z.output<typeof Asked>) => object> = {
    DescribeTable: () => ({ Table: { LatestStreamArn: stream } }),
    DescribeStream: () => ({ StreamDescription: { Shards: [{ ShardId: 'shard' }] } }),
    GetShardIterator: ({ ShardIteratorType, SequenceNumber }) => ({
      ShardIterator: ShardIteratorType === 'TRIM_HORIZON' ? '0' : String(SequenceNumber),
    }),
    GetRecords: ({ ShardIterator }) => ({
      Records: records.slice(Number(ShardIterator)),
      NextShardIterator: String(records.length),
    }),
  };
  const call: Call = async (operation, input, output) =>
    output.parse(answers[operation]?.(Asked.parse(input)));
  return { add, dynamodb: { call, callStreams: call } };
}

/** Follows a stream; `fails` gives the numbers of a batch that fail, or throws. */
function following(
  { dynamodb }: ReturnType<typeof stream>,
  fails: (numbers: number[], invocation: number) => number[] = () => [],
  more: { retries?: number; maxAge?: number; now?: Date; bisects?: boolean } = {},
) {
  const batches: number[][] = [];
  const givenUp: GivenUp[] = [];
  const faults: string[] = [];
  const stop = pollStream(
    {
      tableName: 'table',
      streamArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/table/stream/local',
      batchSize: 4,
      isWanted: () => true,
      retries: more.retries ?? 1,
      maxAge: more.maxAge ?? 3600,
      bisects: more.bisects ?? true,
      pool: {
        definition: { name: 'Follower', handlerFile: '', memory: 0, timeout: 0, environment: {} },
        invoke: async (event) => {
          const numbers = Handed.parse(event).Records.map(({ dynamodb: each }) =>
            Number(each.SequenceNumber),
          );
          batches.push(numbers);
          const failed = fails(numbers, batches.length);
          return { batchItemFailures: failed.map((number) => ({ itemIdentifier: String(number) })) };
        },
      },
      positionFile: join(folder, 'position.json'),
      onGivenUp: async (batch) => {
        givenUp.push(batch);
      },
    },
    { dynamodb, region: 'eu-west-1', now: () => more.now ?? now, onFault: (text) => faults.push(text) },
  );
  cleanups.push(stop);
  /** Waits until it has come so far. */
  const reached = (number: number) =>
    vi.waitUntil(async () => {
      const position = await readFile(join(folder, 'position.json'), 'utf8').catch(() => '');
      return position.includes(`"after":"${number}"`);
    });
  return { batches, givenUp, faults, stop, reached };
}

test('records come in order, in batches, each once', async () => {
  const source = stream();
  source.add(1, 2, 3, 4, 5);
  const { batches, reached } = following(source);
  await reached(5);
  source.add(6);
  await reached(6);
  expect(batches).toEqual([[1, 2, 3, 4], [5], [6]]);
});

describe('a start', () => {
  test('goes on behind what was taken', async () => {
    const source = stream();
    source.add(1, 2);
    const first = following(source);
    await first.reached(2);
    first.stop();
    source.add(3);
    const second = following(source);
    await second.reached(3);
    expect(second.batches).toEqual([[3]]);
  });

  test.each([
    ['after another stream', '{"stream":"arn:old","after":"1"}'],
    ['after half a note', '{"stream":"arn:stre'],
  ])('%s begins with the oldest record', async (_, note) => {
    await writeFile(join(folder, 'position.json'), note);
    const source = stream();
    source.add(1, 2);
    const { batches, reached } = following(source);
    await reached(2);
    expect(batches).toEqual([[1, 2]]);
  });

  test('after a stop in the middle of a batch hands that over again', async () => {
    const source = stream();
    source.add(1);
    const first = following(source, () => {
      first.stop();
      return [];
    });
    await vi.waitUntil(() => first.batches.length === 1);
    const second = following(source);
    await second.reached(1);
    expect(second.batches).toEqual([[1]]);
  });
});

describe('what fails', () => {
  test('comes again with all that follows it, and nothing before it', async () => {
    const source = stream();
    source.add(1, 2, 3, 4);
    const { batches, reached, givenUp } = following(source, (_, invocation) => (invocation === 1 ? [3] : []));
    await reached(4);
    expect(batches).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ]);
    expect(givenUp).toEqual([]);
  });

  test('whole is halved until the bad one is alone, which is given up; the others are taken', async () => {
    const source = stream();
    source.add(1, 2, 3, 4);
    const thrown = new FunctionError('threw', 'told to');
    const { batches, reached, givenUp, faults } = following(source, (numbers) => {
      if (numbers.includes(3)) throw thrown;
      return [];
    });
    await reached(4);
    expect(batches).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [4]]);
    expect(givenUp).toEqual([
      { condition: 'RetryAttemptsExhausted', startSequenceNumber: '3', endSequenceNumber: '3', batchSize: 1 },
    ]);
    expect(faults).toContain('Follower: told to');
  });

  test('is not tried again when it is too old', async () => {
    const source = stream();
    source.add(1);
    const { batches, reached, givenUp } = following(source, (numbers) => numbers, {
      retries: 9,
      maxAge: 60,
      now: new Date(now.getTime() + 61_000),
    });
    await reached(1);
    expect(batches).toHaveLength(1);
    expect(givenUp).toMatchObject([{ condition: 'RecordAgeExceeded' }]);
  });

  test('under a number that is none of the batch has all of it come again', async () => {
    const source = stream();
    source.add(1, 2);
    const { batches, reached } = following(source, (_, invocation) => (invocation === 1 ? [77] : []), {
      bisects: false,
    });
    await reached(2);
    expect(batches).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});

describe('a filter', () => {
  const added = eventFilter([
    '{"eventName":["INSERT"],"dynamodb":{"Keys":{"pk":{"S":[{"prefix":"ledger#"}]}}}}',
  ]);
  const event = (eventName: string, pk: unknown) => ({ eventName, dynamodb: { Keys: { pk } } });

  test.each([
    ['what it asks for', event('INSERT', { S: 'ledger#acc_1#0' }), true],
    ['another kind of change', event('MODIFY', { S: 'ledger#acc_1#0' }), false],
    ['other keys', event('INSERT', { S: 'ledger-cause#1' }), false],
    ['numbers', event('INSERT', { N: 'ledger#' }), false],
    ['nothing', event('INSERT', undefined), false],
    ['no event', null, false],
  ])('of %s', (_, given, is) => {
    expect(added(given)).toBe(is);
  });

  test('takes everything where there is none, and any of several', () => {
    expect(eventFilter([])({})).toBe(true);
    expect(eventFilter(['{"a":[1]}', '{"a":[2, null]}'])({ a: null })).toBe(true);
  });

  test.each(['{"a":[{"exists":true}]}', '{"a":[]}', '{"a":1}', '[1]'])(
    'with rules that are unknown throws: %s',
    (pattern) => {
      expect(() => eventFilter([pattern])).toThrow();
    },
  );
});
