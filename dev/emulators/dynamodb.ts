/** Amazon DynamoDB and its streams: dynoxide as a child process behind this process's front door. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startDynoxide } from './dynamodb/dynoxide-process.ts';
import { deleteExpired, type ExpiringTable } from './dynamodb/expiry.ts';
import { type Call, dynamodbProxy } from './dynamodb/proxy.ts';
import { tuneStreamRecords } from './dynamodb/stream-records.ts';
import { ensureTable, type TableDefinition } from './dynamodb/tables.ts';
import type { Emulator } from './emulator.ts';

export { type TableDefinition, tableDefinition } from './dynamodb/tables.ts';

export interface DynamoDBEmulator {
  /** DynamoDB and DynamoDB Streams, JSON protocol; signatures are the front door's business. */
  emulate: Emulator;
  /** Operations of DynamoDB, and of DynamoDB Streams, for this process itself. Throw `DynamoDBFailure`. */
  call: Call;
  callStreams: Call;
  /**
   * Creates a table or brings it up to date: missing indexes are added, stream and time to live are set.
   *
   * @throws when the existing table cannot become the declared one; the message names the difference
   */
  ensureTable(definition: TableDefinition): Promise<void>;
  /** Deletes expired items of the ensured tables and returns how many; calls that overlap share one sweep. */
  sweepExpired(now: Date): Promise<number>;
  /** The child's process id. */
  pid: number;
  close(): Promise<void>;
}

export interface DynamoDBOptions {
  /** Where the database file is kept between runs. */
  folder: string;
  /** Called when the child ends although nobody closed it. */
  onExit: (reason: string) => void;
  /** Gets a sentence when dynoxide's stream records could not be tuned: writes then slow down with time. */
  log?: (message: string) => void;
}

/**
 * Starts the emulator.
 *
 * @throws when dynoxide has no binary for this platform or does not start
 */
export async function startDynamoDB(options: DynamoDBOptions): Promise<DynamoDBEmulator> {
  const { folder, onExit, log } = options;
  mkdirSync(folder, { recursive: true });
  const databaseFile = join(folder, 'dynamodb.db');
  const child = await startDynoxide({ databaseFile, onExit });
  try {
    tuneStreamRecords(databaseFile, new Date());
  } catch (error) {
    log?.(`The stream records of the local DynamoDB were not tuned: ${error}`);
  }

  const proxy = dynamodbProxy(child.port);
  const expiring = new Map<string, ExpiringTable>();
  let sweep: Promise<number> | undefined;
  const sweepAll = async (now: Date): Promise<number> => {
    let deleted = 0;
    for (const table of expiring.values()) deleted += await deleteExpired(proxy, table, now);
    return deleted;
  };

  return {
    emulate: proxy.forward,
    call: proxy.call,
    callStreams: proxy.callStreams,
    pid: child.pid,
    async ensureTable(definition) {
      await ensureTable(proxy, definition);
      const { TableName, KeySchema, TimeToLiveSpecification } = definition;
      expiring.delete(TableName);
      if (!TimeToLiveSpecification?.Enabled) return;
      expiring.set(TableName, {
        tableName: TableName,
        keyNames: KeySchema.map(({ AttributeName }) => AttributeName),
        ttlName: TimeToLiveSpecification.AttributeName,
      });
    },
    sweepExpired(now) {
      if (!child.running()) return Promise.resolve(0);
      sweep ??= sweepAll(now).finally(() => {
        sweep = undefined;
      });
      return sweep;
    },
    async close() {
      await sweep?.catch(() => undefined);
      await child.close();
      proxy.close();
    },
  };
}
