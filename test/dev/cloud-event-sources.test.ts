import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { pollSource } from '../../dev/cloud/event-sources.ts';
import { FunctionPool } from '../../dev/cloud/function-pool.ts';
import type { Emulator } from '../../dev/emulators/emulator.ts';
import { type Fauxqs, startFauxqs } from '../../dev/emulators/fauxqs.ts';
import { until } from '../../dev/journey.ts';

/** A consumer whose messages say what becomes of them; it prints each batch. */
const source = `
const answers = {
  fail: (id) => ({ itemIdentifier: id }),
  strange: () => ({ itemIdentifier: 'of no message' }),
};
export const handler = ({ Records }) => {
  console.log(JSON.stringify(Records));
  const bodies = Records.map(({ body }) => body);
  if (bodies.includes('throw')) throw new Error('told to');
  if (bodies.includes('nonsense')) return { batchItemFailures: 'all of them' };
  if (bodies.includes('null list')) return { batchItemFailures: null };
  if (bodies.includes('nothing')) return undefined;
  const batchItemFailures = Records.flatMap(({ body, messageId }) => answers[body]?.(messageId) ?? []);
  return { batchItemFailures };
};
`;

const Batch = z.array(
  z.looseObject({ messageId: z.string(), body: z.string(), attributes: z.record(z.string(), z.string()) }),
);

const account = '000000000000';
const region = 'eu-west-1';

let folder: string;
let fauxqs: Fauxqs;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-sources-'));
  await writeFile(join(folder, 'consumer.mjs'), source);
  fauxqs = await startFauxqs({ folder: join(folder, 'queues'), region });
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

afterAll(async () => {
  await fauxqs.close();
  await rm(folder, { recursive: true });
});

/** A queue of its own with a consumer that does not run yet. */
function consumer(options: { batchSize?: number; reportsFailures?: boolean; maxReceives?: number } = {}) {
  const name = `queue-${randomUUID()}`;
  const dead = `${name}-dead`;
  const deadLetterTargetArn = fauxqs.ensureQueue({ name: dead, attributes: {} });
  const redrive = { deadLetterTargetArn, maxReceiveCount: options.maxReceives ?? 5 };
  const queueArn = fauxqs.ensureQueue({
    name,
    attributes: { VisibilityTimeout: '600', RedrivePolicy: JSON.stringify(redrive) },
  });
  let printed = '';
  const pool = new FunctionPool(
    {
      name: 'Stack-Consumer',
      handlerFile: join(folder, 'consumer.mjs'),
      memory: 256,
      timeout: 20,
      environment: {},
    },
    {
      localUrl: 'http://127.0.0.1:1',
      maxInstances: 2,
      onOutput: (_, text) => {
        printed += text;
      },
    },
  );
  cleanups.push(() => pool.stop());
  const faults: string[] = [];
  const batches = () =>
    printed
      .split('\n')
      .filter((line) => line.startsWith('['))
      .map((line) => Batch.parse(JSON.parse(line)));
  return {
    name,
    dead,
    faults,
    batches,
    /** Starts the loops on this queue; the returned function stops them. */
    start(sqs: Emulator = fauxqs.sqs, pollers = 1): () => void {
      const stop = pollSource(
        {
          queueArn,
          queueUrl: `http://127.0.0.1:1/${account}/${name}`,
          batchSize: options.batchSize ?? 10,
          reportsFailures: options.reportsFailures ?? true,
          pool,
        },
        { sqs, region, pollers, onFault: (text) => faults.push(text) },
      );
      cleanups.unshift(stop);
      return stop;
    },
    async send(...bodies: string[]): Promise<void> {
      for (const MessageBody of bodies) {
        const reply = await fauxqs.sqs({
          method: 'POST',
          target: '/',
          headers: { 'x-amz-target': 'AmazonSQS.SendMessage', host: '127.0.0.1:1' },
          body: Buffer.from(
            JSON.stringify({ QueueUrl: `http://127.0.0.1:1/${account}/${name}`, MessageBody }),
          ),
        });
        expect(reply.status).toBe(200);
      }
    },
    /** Waits until so many batches were handled and the queue looks like this. */
    settled: (handled: number, depth: { visible: number; inFlight: number }) =>
      until(`${handled} batches and ${JSON.stringify(depth)}`, async () => {
        const { visible, inFlight } = fauxqs.depth(name);
        return batches().length >= handled && visible === depth.visible && inFlight === depth.inFlight
          ? true
          : undefined;
      }),
  };
}

const bodies = (batch: z.output<typeof Batch> | undefined): string[] => batch?.map(({ body }) => body) ?? [];
const empty = { visible: 0, inFlight: 0 };

describe('messages', () => {
  test('arrive as Lambda hands them over, and are gone when they are done', async () => {
    const queue = consumer();
    await queue.send('hello');
    queue.start();
    await queue.settled(1, empty);
    expect(queue.batches()).toEqual([
      [
        {
          messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          receiptHandle: expect.any(String),
          body: 'hello',
          attributes: expect.objectContaining({
            ApproximateReceiveCount: '1',
            SentTimestamp: expect.any(String),
          }),
          messageAttributes: {},
          md5OfBody: '5d41402abc4b2a76b9719d911017c592',
          eventSource: 'aws:sqs',
          eventSourceARN: `arn:aws:sqs:${region}:${account}:${queue.name}`,
          awsRegion: region,
        },
      ],
    ]);
  });

  test('that come later wake the loop', async () => {
    const queue = consumer();
    queue.start();
    await queue.send('first');
    await queue.settled(1, empty);
    await queue.send('second');
    await queue.settled(2, empty);
    expect(queue.batches().map(bodies)).toEqual([['first'], ['second']]);
  });

  test.each([1, 3, 10])('come in batches of at most %i, each once', async (batchSize) => {
    const queue = consumer({ batchSize });
    const all = Array.from({ length: 12 }, (_, number) => `message ${number}`);
    await queue.send(...all);
    queue.start(fauxqs.sqs, 2);
    await queue.settled(Math.ceil(12 / batchSize), empty);
    const sizes = queue.batches().map((batch) => batch.length);
    expect(Math.max(...sizes)).toBe(batchSize);
    expect(queue.batches().flatMap(bodies).toSorted()).toEqual(all.toSorted());
  });
});

describe('a batch', () => {
  test('of which some failed loses the others, and they alone come back', async () => {
    const queue = consumer();
    await queue.send('a', 'fail', 'b');
    queue.start();
    await queue.settled(1, { visible: 0, inFlight: 1 });
    fauxqs.releaseInvisible(queue.name);
    await queue.settled(2, { visible: 0, inFlight: 1 });
    expect(queue.batches().map(bodies)).toEqual([['a', 'fail', 'b'], ['fail']]);
    expect(queue.batches()[1]?.[0]?.attributes.ApproximateReceiveCount).toBe('2');
    expect(queue.faults).toEqual([]);
  });

  test('comes back whole when the function throws, and the fault is told', async () => {
    const queue = consumer();
    await queue.send('a', 'throw', 'b');
    queue.start();
    await until('the fault', async () => queue.faults[0]);
    await queue.settled(1, { visible: 0, inFlight: 3 });
    expect(queue.faults).toEqual(['Stack-Consumer: Error: told to']);
  });

  test.each(['nonsense', 'strange'])('comes back whole when the answer cannot be true: %s', async (body) => {
    const queue = consumer();
    await queue.send('a', body);
    queue.start();
    await queue.settled(1, { visible: 0, inFlight: 2 });
    // Only when the next batch is done is it sure that nothing of this one will be deleted.
    await queue.send('later');
    await queue.settled(2, { visible: 0, inFlight: 2 });
    expect(queue.batches().map(bodies)).toEqual([['a', body], ['later']]);
  });

  test.each(['null list', 'nothing'])('is done when the answer names no failure: %s', async (body) => {
    const queue = consumer();
    await queue.send('a', body);
    queue.start();
    await queue.settled(1, empty);
    expect(queue.batches()).toHaveLength(1);
  });

  test('is done as a whole when the mapping does not report failures', async () => {
    const queue = consumer({ reportsFailures: false });
    await queue.send('a', 'fail');
    queue.start();
    await queue.settled(1, empty);
    expect(queue.batches()).toHaveLength(1);
  });
});

test('a message that fails too often goes to the dead letters', async () => {
  const queue = consumer({ maxReceives: 2 });
  await queue.send('fail');
  queue.start();
  for (const handled of [1, 2]) {
    await queue.settled(handled, { visible: 0, inFlight: 1 });
    fauxqs.releaseInvisible(queue.name);
  }
  await until('the dead letter', async () => (fauxqs.depth(queue.dead).visible === 1 ? true : undefined));
  expect(queue.batches()).toHaveLength(2);
  expect(fauxqs.depth(queue.name)).toMatchObject(empty);
});

describe('a loop', () => {
  test('that was stopped delivers nothing more: what it holds comes back later', async () => {
    const queue = consumer();
    const stop = queue.start();
    await queue.send('before');
    await queue.settled(1, empty);
    stop();
    await queue.send('after');
    await queue.settled(1, { visible: 0, inFlight: 1 });
    expect(queue.batches().map(bodies)).toEqual([['before']]);
  });

  test('tells that a queue cannot be read, and goes on when it can', async () => {
    const queue = consumer();
    let broken = true;
    queue.start(async (request) => {
      if (!broken) return fauxqs.sqs(request);
      broken = false;
      return { status: 500, headers: {}, body: 'out of order' };
    });
    await queue.send('hello');
    await queue.settled(1, empty);
    expect(queue.faults).toEqual([
      expect.stringMatching(/^polling .*: Error: ReceiveMessage: out of order$/),
    ]);
  });
});
