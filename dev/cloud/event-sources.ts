import * as z from 'zod';
import type { Emulator } from '../emulators/emulator.ts';
import { FunctionError, type FunctionPool } from './function-pool.ts';

/** Hands messages of a queue to a function, as Lambda's event source mapping for SQS does. */
export interface EventSource {
  queueUrl: string;
  queueArn: string;
  batchSize: number;
  /** `ReportBatchItemFailures`: the function names the messages that failed; the others are done. */
  reportsFailures: boolean;
  pool: FunctionPool;
}

/** Seconds; Lambda polls with long polling too. */
const waitSeconds = 20;

/** Milliseconds before a queue is asked again that could not be read. */
const pauseAfterFault = 1000;

/** SQS hands out ten messages at most. */
const maxReceive = 10;

const Received = z.object({
  Messages: z
    .array(
      z.object({
        MessageId: z.string(),
        ReceiptHandle: z.string(),
        Body: z.string(),
        MD5OfBody: z.string(),
        Attributes: z.record(z.string(), z.string()).default({}),
      }),
    )
    .default([]),
});

/** Lambda takes an absent list and a null alike: everything is done. */
const BatchResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).nullish(),
});

type Message = z.output<typeof Received>['Messages'][number];

/** Starts `pollers` loops on a source. The returned function stops them; messages in hand come back later. */
export function pollSource(
  source: EventSource,
  options: { sqs: Emulator; region: string; pollers: number; onFault: (text: string) => void },
): () => void {
  let stopped = false;
  const call = async (operation: string, body: object): Promise<unknown> => {
    const reply = await options.sqs({
      method: 'POST',
      target: '/',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        host: new URL(source.queueUrl).host,
      },
      body: Buffer.from(JSON.stringify({ QueueUrl: source.queueUrl, ...body })),
    });
    if (reply.status !== 200) throw new Error(`${operation}: ${reply.body.toString()}`);
    return JSON.parse(reply.body.toString() || '{}');
  };

  const receive = async (): Promise<Message[]> => {
    const reply = await call('ReceiveMessage', {
      MaxNumberOfMessages: Math.min(source.batchSize, maxReceive),
      WaitTimeSeconds: waitSeconds,
      AttributeNames: ['All'],
    });
    return Received.parse(reply).Messages;
  };

  const poll = async (): Promise<void> => {
    while (!stopped) {
      try {
        const messages = await receive();
        if (messages.length > 0 && !stopped) await deliver(messages);
      } catch (error) {
        if (stopped) return;
        options.onFault(`polling ${source.queueArn}: ${String(error)}`);
        await new Promise((resolve) => setTimeout(resolve, pauseAfterFault));
      }
    }
  };

  const deliver = async (messages: Message[]): Promise<void> => {
    const failed = await failedOf(messages);
    const done = messages.filter(({ MessageId }) => !failed.has(MessageId));
    if (done.length === 0) return;
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await call('DeleteMessageBatch', { Entries });
  };

  /** Message ids that must come back. A function that throws, or answers nonsense, has failed them all. */
  const failedOf = async (messages: Message[]): Promise<Set<string>> => {
    const all = new Set(messages.map(({ MessageId }) => MessageId));
    try {
      const result = await source.pool.invoke({ Records: messages.map(record) });
      if (!source.reportsFailures || result === null) return new Set();
      const { batchItemFailures } = BatchResponse.parse(result);
      const failures = (batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
      return failures.every((id) => all.has(id)) ? new Set(failures) : all;
    } catch (error) {
      if (error instanceof FunctionError && !stopped)
        options.onFault(`${source.pool.definition.name}: ${error.message}`);
      if (!(error instanceof FunctionError) && !(error instanceof z.ZodError)) throw error;
      return all;
    }
  };

  const record = (message: Message): object => ({
    messageId: message.MessageId,
    receiptHandle: message.ReceiptHandle,
    body: message.Body,
    attributes: message.Attributes,
    messageAttributes: {},
    md5OfBody: message.MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN: source.queueArn,
    awsRegion: options.region,
  });

  for (let poller = 0; poller < options.pollers; poller++) void poll();
  return () => {
    stopped = true;
  };
}
