import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Fauxqs, startFauxqs } from '../../dev/emulators/fauxqs.ts';
import { type EmulatorServer, REGION, serveEmulator } from './emulator-server.ts';

const ARN_PREFIX = `arn:aws:sqs:${REGION}:000000000000:`;

let folder: string;
let fauxqs: Fauxqs;
let server: EmulatorServer;
let sqs: SQSClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-sqs-'));
  fauxqs = await startFauxqs({ folder, region: REGION });
  server = await serveEmulator((request) => fauxqs.sqs(request));
  sqs = new SQSClient({ maxAttempts: 1 });
});

afterAll(async () => {
  await server.close();
  await fauxqs.close();
  await rm(folder, { recursive: true });
});

/** A queue of its own for each test; the URL comes from its name, as configuration gives it. */
function queue(
  attributes: Record<string, string> = {},
  suffix = '',
): { name: string; url: string; arn: string } {
  const name = `q-${randomUUID()}${suffix}`;
  const arn = fauxqs.ensureQueue({ name, attributes });
  return { name, arn, url: urlOf(name) };
}

const urlOf = (name: string) => `${server.url}/000000000000/${name}`;
const send = (QueueUrl: string, MessageBody: string, more: object = {}) =>
  sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more }));
const receive = async (QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];
const bodies = async (QueueUrl: string) => (await receive(QueueUrl)).map(({ Body }) => Body);

function withDeadLetters(maxReceiveCount: number) {
  const deadLetters = queue();
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount });
  return { deadLetters, source: queue({ RedrivePolicy }) };
}

describe('queues', () => {
  it('have URLs on the host that was asked, before and after a restart on another port', async () => {
    const { name, url } = queue();
    expect((await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl).toBe(url);
    expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: name }))).QueueUrls).toEqual([url]);
    const created = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-2` }));
    expect(created.QueueUrl).toBe(`${url}-2`);

    await server.close();
    await fauxqs.close();
    fauxqs = await startFauxqs({ folder, region: REGION });
    server = await serveEmulator((request) => fauxqs.sqs(request));
    sqs = new SQSClient({ maxAttempts: 1 });
    const found = await sqs.send(new GetQueueUrlCommand({ QueueName: `${name}-2` }));
    expect(found.QueueUrl).toBe(urlOf(`${name}-2`));
  });

  it('take new attributes, lose dropped ones and keep their messages when ensured again', async () => {
    const { source, deadLetters } = withDeadLetters(1);
    await send(source.url, 'kept');
    fauxqs.ensureQueue({ name: source.name, attributes: { VisibilityTimeout: '99' } });
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: source.url, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ VisibilityTimeout: '99', QueueArn: source.arn, DelaySeconds: '0' });
    expect(Attributes?.RedrivePolicy).toBeUndefined();
    expect(source.arn).toBe(ARN_PREFIX + source.name);
    expect(fauxqs.depth(deadLetters.name).visible).toBe(0);
    expect(await bodies(source.url)).toEqual(['kept']);
  });

  it('that do not exist answer with the typed error', async () => {
    await expect(receive(urlOf('nope'))).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    await expect(sqs.send(new GetQueueUrlCommand({ QueueName: 'nope' }))).rejects.toMatchObject({
      name: 'QueueDoesNotExist',
    });
    expect(() => fauxqs.depth('nope')).toThrow('no queue named nope');
  });
});

describe('messages', () => {
  it('wake a long poll', async () => {
    const { url } = queue();
    const polled = receive(url, { WaitTimeSeconds: 20, MessageSystemAttributeNames: ['All'] });
    await send(url, 'late');
    expect(await polled).toMatchObject([{ Body: 'late', Attributes: { ApproximateReceiveCount: '1' } }]);
  });

  it('are invisible while in flight, and come back with a higher count once released', async () => {
    const { name, url } = queue({ VisibilityTimeout: '300' });
    await send(url, 'work');
    await receive(url);
    expect(await receive(url)).toEqual([]);
    expect(fauxqs.depth(name)).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
    expect(fauxqs.releaseInvisible(name)).toBe(1);
    expect(fauxqs.depth(name)).toEqual({ visible: 1, inFlight: 0, delayed: 0 });
    const [again] = await receive(url, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
    expect(again?.Attributes?.ApproximateReceiveCount).toBe('2');
  });

  it('become visible at once when their visibility is set to zero', async () => {
    const { url } = queue({ VisibilityTimeout: '300' });
    await send(url, 'again');
    const [message] = await receive(url);
    const ReceiptHandle = message?.ReceiptHandle;
    await sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: url, ReceiptHandle, VisibilityTimeout: 0 }),
    );
    expect(await bodies(url)).toEqual(['again']);
  });

  it('move to the dead-letter queue after their last receive', async () => {
    const { source, deadLetters } = withDeadLetters(2);
    await send(source.url, 'poison', { MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } } });
    for (let attempt = 1; attempt <= 2; attempt++) {
      expect(await bodies(source.url)).toEqual(['poison']);
      fauxqs.releaseInvisible(source.name);
    }
    expect(await receive(source.url)).toEqual([]);
    const [dead] = await receive(deadLetters.url, { MessageAttributeNames: ['All'] });
    expect(dead).toMatchObject({ Body: 'poison', MessageAttributes: { a: { StringValue: 'x' } } });
  });

  it('are sent, delayed and deleted in batches', async () => {
    const { name, url } = queue();
    const Entries = Array.from({ length: 10 }, (_, i) => ({
      Id: `i${i}`,
      MessageBody: `b${i}`,
      DelaySeconds: i < 5 ? 0 : 900,
    }));
    expect((await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }))).Successful).toHaveLength(
      10,
    );
    const received = await receive(url);
    expect(received.map(({ Body }) => Body)).toEqual(['b0', 'b1', 'b2', 'b3', 'b4']);
    const deletions = received.map(({ ReceiptHandle }, i) => ({ Id: `${i}`, ReceiptHandle }));
    const deleted = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries: deletions }));
    expect(deleted.Successful).toHaveLength(5);
    expect(fauxqs.depth(name)).toEqual({ visible: 0, inFlight: 0, delayed: 5 });
  });

  it('are handed to one of many receivers each', async () => {
    const { url } = queue();
    await Promise.all(Array.from({ length: 30 }, (_, i) => send(url, `${i}`)));
    const received = await Promise.all(Array.from({ length: 10 }, () => bodies(url)));
    expect(
      received
        .flat()
        .map(Number)
        .toSorted((a, b) => a - b),
    ).toEqual([...Array(30).keys()]);
  });

  it('over 1 MiB are refused', async () => {
    const { url } = queue();
    await expect(send(url, 'x'.repeat(1024 * 1024 + 1))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('of a FIFO queue are sent once and stay in order within their group', async () => {
    const { name, url } = queue({ FifoQueue: 'true', ContentBasedDeduplication: 'true' }, '.fifo');
    for (const body of ['1', '1', '2']) await send(url, body, { MessageGroupId: 'g' });
    expect(fauxqs.depth(name).visible).toBe(2);
    const [first] = await receive(url);
    expect(first?.Body).toBe('1');
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: first?.ReceiptHandle }));
    expect(await bodies(url)).toEqual(['2']);
  });
});

describe('the redrive of a dead-letter queue', () => {
  it('moves its messages back as new ones', async () => {
    const { source, deadLetters } = withDeadLetters(1);
    for (let i = 0; i < 12; i++) await send(deadLetters.url, `${i}`);
    const { TaskHandle } = await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: deadLetters.arn }));
    expect(TaskHandle).toEqual(expect.any(String));
    expect(fauxqs.depth(deadLetters.name).visible).toBe(0);
    expect(fauxqs.depth(source.name).visible).toBe(12);
    const [message] = await receive(source.url, { MessageSystemAttributeNames: ['All'] });
    expect(message?.Attributes?.ApproximateReceiveCount).toBe('1');
  });

  it('goes to a named queue and refuses what is no dead-letter queue', async () => {
    const { deadLetters } = withDeadLetters(1);
    const other = queue();
    await send(deadLetters.url, 'x');
    const move = (SourceArn: string, DestinationArn?: string) =>
      sqs.send(new StartMessageMoveTaskCommand({ SourceArn, DestinationArn }));
    await move(deadLetters.arn, other.arn);
    expect(await bodies(other.url)).toEqual(['x']);
    await expect(move(other.arn)).rejects.toMatchObject({
      message: expect.stringContaining('Dead Letter Queue'),
    });
    await expect(move(`${ARN_PREFIX}nope`)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a restart', () => {
  it('keeps messages, also those in flight, and their counts', async () => {
    const { name, url } = queue({ VisibilityTimeout: '300' });
    await send(url, 'in flight');
    await receive(url);
    await send(url, 'waiting');
    await fauxqs.close();
    fauxqs = await startFauxqs({ folder, region: REGION });
    fauxqs.ensureQueue({ name, attributes: { VisibilityTimeout: '300' } });
    expect(await bodies(url)).toEqual(['waiting']);
    fauxqs.releaseInvisible(name);
    const messages = await receive(url, { MessageSystemAttributeNames: ['All'] });
    const counts = Object.fromEntries(
      messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]),
    );
    expect(counts).toEqual({ 'in flight': '2', waiting: '2' });
  });

  it('waits for nobody: a long poll ends when the emulator closes', async () => {
    const { url } = queue();
    const request = {
      method: 'POST',
      target: '/',
      headers: { 'x-amz-target': 'AmazonSQS.ReceiveMessage' },
      body: Buffer.from(JSON.stringify({ QueueUrl: url, WaitTimeSeconds: 20 })),
    };
    const polled = fauxqs.sqs(request);
    await fauxqs.close();
    expect(await polled).toMatchObject({ status: 200 });
    expect(await fauxqs.sqs(request)).toMatchObject({ status: 503 });
    fauxqs = await startFauxqs({ folder, region: REGION });
  });
});

describe('a request that is none', () => {
  it.each([
    ['another service', 'DynamoDB_20120810.ListTables', '{}', 'UnknownOperationException'],
    ['an unknown action', 'AmazonSQS.Nope', '{}', 'InvalidAction'],
    ['a broken body', 'AmazonSQS.ListQueues', '{', 'SerializationException'],
  ])('is refused: %s', async (_, target, body, code) => {
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target };
    const response = await fetch(server.url, { method: 'POST', headers, body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: `com.amazonaws.sqs#${code}` });
  });
});
