import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject } from 'vitest';
import type { FunctionPool } from '../../dev/cloud/function-pool.ts';
import { type LocalCloud, startLocalCloud } from '../../dev/cloud/local-cloud.ts';
import { runSchedule } from '../../dev/cloud/schedules.ts';

/** A local cloud that one test file has for itself, so that it may break things. */
export interface OwnCloud {
  cloud: LocalCloud;
  dataFolder: string;
  /** The pool of the function whose construct has this name: `RenderDocuments`. */
  pool(construct: string): FunctionPool;
  /** Runs the schedule of this construct now. */
  run(construct: string): Promise<void>;
  /** Logical name of the queue of a job: `Render`, or with `dead` its dead-letter queue. */
  queue(job: string, dead?: 'dead'): string;
  /** The table as the laptop's owner sees it. */
  table: DynamoDBDocumentClient;
  /** Puts a text on a queue. */
  enqueue(queue: string, body: string): Promise<void>;
  stop(): Promise<void>;
}

/** With other variables for the functions than those of the shared cloud, if any are given. */
export async function ownCloud(environment: Record<string, string> = {}): Promise<OwnCloud> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'mytypist-own-'));
  const cloud = await startLocalCloud({
    assemblyFolder: inject('assemblyFolder'),
    dataFolder,
    port: 0,
    withSchedules: false,
    maxInstances: 2,
    environment,
    // A test that breaks things does not want to read about it.
    onFault: () => {},
  });
  const one = <T>(what: string, all: T[]): T => {
    const [only, another] = all;
    if (only === undefined || another !== undefined)
      throw new Error(`expected one ${what}, found ${all.length}`);
    return only;
  };
  const queues = [...cloud.queueNames];
  const queue = (job: string, dead?: 'dead'): string =>
    one(
      `queue ${job}`,
      queues.filter((name) => name.startsWith(dead ? `${job}DeadLetters` : `${job}Queue`)),
    );
  return {
    cloud,
    dataFolder,
    queue,
    pool: (construct) =>
      one(
        `function ${construct}`,
        [...cloud.functions.values()].filter(({ definition }) =>
          definition.name.includes(`-${construct}Function`),
        ),
      ),
    run: (construct) =>
      runSchedule(
        one(
          `schedule ${construct}`,
          cloud.schedules.filter(({ name }) => name.includes(`${construct}Schedule`)),
        ),
      ),
    table: DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: cloud.url, region: cloud.region, credentials: cloud.operator }),
    ),
    async enqueue(name, body) {
      const reply = await cloud.emulators.fauxqs.sqs({
        method: 'POST',
        target: '/',
        headers: { 'x-amz-target': 'AmazonSQS.SendMessage', host: new URL(cloud.url).host },
        body: Buffer.from(
          JSON.stringify({ QueueUrl: `${cloud.url}/000000000000/${name}`, MessageBody: body }),
        ),
      });
      if (reply.status !== 200) throw new Error(reply.body.toString());
    },
    async stop() {
      await cloud.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}
