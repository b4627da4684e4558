import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import type { DynamoDBEmulator } from '../emulators/dynamodb.ts';
import { FunctionError, type FunctionPool } from './function-pool.ts';

/** Hands changes of a table to a function, as Lambda's event source mapping for DynamoDB Streams does. */
export interface StreamSource {
  tableName: string;
  /** As the template names it, in the events. */
  streamArn: string;
  batchSize: number;
  isWanted: (record: unknown) => boolean;
  /** Further tries of what failed; what fails them all is told to `onGivenUp`. */
  retries: number;
  /** Seconds after which a record is given up without another try. */
  maxAge: number;
  /** Whether a batch that failed as a whole is halved. */
  bisects: boolean;
  pool: Pick<FunctionPool, 'invoke' | 'definition'>;
  /** File with how far it has come. */
  positionFile: string;
  onGivenUp: (batch: GivenUp) => Promise<void>;
}

/** Where the records are that a function did not take. */
export interface GivenUp {
  condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  startSequenceNumber: string;
  endSequenceNumber: string;
  batchSize: number;
}

/** Milliseconds; Lambda asks each shard four times a second. */
const pollEvery = 250;

/** Milliseconds before a function is tried again; with every try twice as long. */
const firstPause = 200;

/** Records read at once; DynamoDB gives no more. */
const maxRecords = 1000;

const StreamRecord = z.looseObject({
  eventName: z.string(),
  dynamodb: z.looseObject({ SequenceNumber: z.string(), ApproximateCreationDateTime: z.number() }),
});
type StreamRecord = z.output<typeof StreamRecord>;

const Position = z.object({ stream: z.string(), after: z.string() });
type Position = z.output<typeof Position>;

const Table = z.object({ Table: z.object({ LatestStreamArn: z.string() }) });
const Stream = z.object({
  StreamDescription: z.object({ Shards: z.tuple([z.object({ ShardId: z.string() })]) }),
});
const Iterator = z.object({ ShardIterator: z.string() });
const Read = z.object({ Records: z.array(StreamRecord), NextShardIterator: z.string().nullish() });

/** Lambda takes an absent list and a null alike: everything is done. */
const BatchResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

/**
 * Follows a stream from where it was left, or from the oldest record that there is. The returned function stops it; what was in hand
 * comes again at the next start.
 */
export function pollStream(
  source: StreamSource,
  options: {
    dynamodb: Pick<DynamoDBEmulator, 'call' | 'callStreams'>;
    region: string;
    now: () => Date;
    onFault: (text: string) => void;
  },
): () => void {
  const { dynamodb } = options;
  const stopping = new AbortController();
  const stopped = (): boolean => stopping.signal.aborted;
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, { signal: stopping.signal, ref: false });

  /** Where to read from now: behind what was delivered. */
  const open = async (): Promise<{ stream: string; iterator: string }> => {
    const { LatestStreamArn: stream } = (
      await dynamodb.call('DescribeTable', { TableName: source.tableName }, Table)
    ).Table;
    const { Shards } = (await dynamodb.callStreams('DescribeStream', { StreamArn: stream }, Stream))
      .StreamDescription;
    const known = readPosition(source.positionFile);
    const { ShardIterator: iterator } = await dynamodb.callStreams(
      'GetShardIterator',
      {
        StreamArn: stream,
        ShardId: Shards[0].ShardId,
        ...(known?.stream === stream
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: known.after }
          : { ShardIteratorType: 'TRIM_HORIZON' }),
      },
      Iterator,
    );
    return { stream, iterator };
  };

  const follow = async (): Promise<void> => {
    const { stream, iterator: first } = await open();
    for (let iterator: string | null | undefined = first; iterator && !stopped(); ) {
      const read: z.output<typeof Read> = await dynamodb.callStreams(
        'GetRecords',
        { ShardIterator: iterator, Limit: maxRecords },
        Read,
      );
      const { Records, NextShardIterator } = read;
      const wanted = Records.filter(source.isWanted);
      for (let from = 0; from < wanted.length && !stopped(); from += source.batchSize)
        await deliver(wanted.slice(from, from + source.batchSize), stream);
      iterator = NextShardIterator;
      if (Records.length < maxRecords) await pause(pollEvery);
    }
  };

  const deliver = async (batch: readonly StreamRecord[], stream: string): Promise<void> => {
    await handle(batch);
    const last = batch.at(-1);
    if (last && !stopped())
      writePosition(source.positionFile, { stream, after: last.dynamodb.SequenceNumber });
  };

  /** Until the function has taken every record, or enough was tried. */
  const handle = async (batch: readonly StreamRecord[]): Promise<void> => {
    let rest = batch;
    for (let attempt = 0; rest.length > 0 && !stopped(); attempt++) {
      const failed = await failedOf(rest);
      const isWhole = failed.length === rest.length;
      rest = failed;
      if (rest.length === 0 || stopped()) return;
      if (source.bisects && isWhole && rest.length > 1) {
        const middle = Math.ceil(rest.length / 2);
        await handle(rest.slice(0, middle));
        return handle(rest.slice(middle));
      }
      const condition = isTooOld(rest)
        ? 'RecordAgeExceeded'
        : attempt >= source.retries && 'RetryAttemptsExhausted';
      if (condition) return source.onGivenUp({ condition, ...rangeOf(rest) });
      await pause(firstPause * 2 ** attempt);
    }
  };

  /** What must come again: everything from the first record on that failed. A function that throws has failed all. */
  const failedOf = async (batch: readonly StreamRecord[]): Promise<readonly StreamRecord[]> => {
    try {
      const result = await source.pool.invoke({ Records: batch.map(record) });
      const { batchItemFailures } = BatchResponse.parse(result ?? {});
      const names = new Set((batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
      const numbers = batch.map(({ dynamodb: { SequenceNumber } }) => SequenceNumber);
      if ([...names].some((name) => !numbers.includes(name))) return batch;
      const first = numbers.findIndex((number) => names.has(number));
      return first < 0 ? [] : batch.slice(first);
    } catch (error) {
      if (error instanceof FunctionError && !stopped())
        options.onFault(`${source.pool.definition.name}: ${error.message}`);
      if (!(error instanceof FunctionError) && !(error instanceof z.ZodError)) throw error;
      return batch;
    }
  };

  const isTooOld = ([first]: readonly StreamRecord[]): boolean =>
    first !== undefined &&
    options.now().getTime() / 1000 - first.dynamodb.ApproximateCreationDateTime > source.maxAge;

  const record = (each: StreamRecord): object => ({
    ...each,
    eventSource: 'aws:dynamodb',
    eventSourceARN: source.streamArn,
    awsRegion: options.region,
  });

  const run = async (): Promise<void> => {
    while (!stopped()) {
      try {
        await follow();
      } catch (error) {
        if (stopped()) return;
        options.onFault(`following ${source.streamArn}: ${String(error)}`);
        await pause(1000).catch(() => undefined);
      }
    }
  };
  void run();
  return () => stopping.abort();
}

const rangeOf = (batch: readonly StreamRecord[]): Omit<GivenUp, 'condition'> => ({
  startSequenceNumber: batch[0]?.dynamodb.SequenceNumber ?? '',
  endSequenceNumber: batch.at(-1)?.dynamodb.SequenceNumber ?? '',
  batchSize: batch.length,
});

/** Undefined before anything was delivered; then, and after a file that a crash cut short, everything comes again. */
function readPosition(file: string): Position | undefined {
  try {
    return Position.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** At once or not at all. */
function writePosition(file: string, position: Position): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, JSON.stringify(position));
  renameSync(`${file}.new`, file);
}
