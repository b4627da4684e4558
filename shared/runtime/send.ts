import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import type { QueueJob } from '../contract/job.ts';
import type { NeedVariable } from '../contract/needs.ts';
import { fail } from '../domain/fault.ts';
import { variable } from '../environment/variable.ts';

const sqs = new SQSClient({});

/** SQS's limit for one SendMessageBatch. */
const maxBatch = 10;

/** The variable that the need `<queue>:send` brings. */
const queueVariables: Record<string, NeedVariable> = {
  render: 'RENDER_QUEUE_URL',
  convert: 'CONVERT_QUEUE_URL',
  preview: 'PREVIEW_QUEUE_URL',
  'check-batch': 'CHECK_BATCH_QUEUE_URL',
  'render-rows': 'RENDER_ROWS_QUEUE_URL',
  'convert-rows': 'CONVERT_ROWS_QUEUE_URL',
  export: 'EXPORT_QUEUE_URL',
  archive: 'ARCHIVE_QUEUE_URL',
  papers: 'PAPERS_QUEUE_URL',
  mail: 'MAIL_QUEUE_URL',
  'hear-payment': 'HEAR_PAYMENT_QUEUE_URL',
};

/**
 * Puts messages on the queue of a job. Throws `unavailable` when SQS takes only some of them; what was sent
 * stays sent, and consumers are safe to see a message twice.
 */
export async function send<J extends QueueJob>(
  job: J,
  messages: readonly z.input<J['message']>[],
): Promise<void> {
  const name = queueVariables[job.queue];
  if (!name) throw new Error(`no need sends to the queue ${job.queue}`);
  for (let start = 0; start < messages.length; start += maxBatch) {
    const entries = messages.slice(start, start + maxBatch).map((message, index) => ({
      Id: String(index),
      MessageBody: JSON.stringify(job.message.parse(message)),
    }));
    const { Failed } = await sqs.send(
      new SendMessageBatchCommand({ QueueUrl: variable(name), Entries: entries }),
    );
    if (Failed && Failed.length > 0) fail('unavailable', 'The queue is busy. Try again shortly.');
  }
}
