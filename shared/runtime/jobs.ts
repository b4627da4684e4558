import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod';
import type { DeadLetterJob, QueueJob, ScheduleJob } from '../contract/job.ts';
import { causedBy } from '../data/audit-cause.ts';
import { RetryLater } from '../domain/retry-later.ts';
import { causeOfJob } from './cause.ts';
import { reportError } from './error-reports.ts';
import { type Log, log, logger } from './log.ts';
import { newCode } from './new-code.ts';
import { newId } from './new-id.ts';

interface JobContext {
  now: () => Date;
  newId: typeof newId;
  newCode: typeof newCode;
  log: Log;
}

const jobContext: JobContext = { now: () => new Date(), newId, newCode, log };

interface MessageContext<Message> extends JobContext {
  message: Message;
  /** True when it was delivered before: whoever had it then has died or failed. */
  isRepeated: boolean;
}

/** SQS counts deliveries, this one included. */
const isRepeated = ({ attributes }: SQSRecord): boolean => Number(attributes.ApproximateReceiveCount) > 1;

/**
 * Handles the messages of one queue job, several at a time. Returning means done; throwing means that the
 * message comes back after the visibility time-out and in the end goes to the dead-letter queue. One bad message
 * never takes the others of its batch with it.
 */
export function consume<const J extends QueueJob>(
  job: J,
  handle: (context: MessageContext<z.output<J['message']>>) => Promise<void>,
) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use(jobLog(job.queue))
    .handler((event, context) =>
      eachRecord(event, context, async (record) => {
        const message = parse<J['message']>(job.message, record.body);
        if (!message.success)
          throw new Error(`message ${record.messageId} does not fit the job: ${message.reason}`);
        await handle({ ...jobContext, message: message.data, isRepeated: isRepeated(record) });
      }),
    );
}

/**
 * Handles messages that a queue job gave up. A body that never fitted the job is logged as evidence, unless it may hold a
 * secret, and nothing else can be done with it.
 */
export function bury<const J extends DeadLetterJob>(
  job: J,
  handle: (context: MessageContext<z.output<J['of']['message']>>) => Promise<void>,
) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use(jobLog(`${job.of.queue}-dead`))
    .handler((event, context) =>
      eachRecord(event, context, async (record) => {
        const message = parse<J['of']['message']>(job.of.message, record.body);
        if (!message.success) {
          const body = job.of.secret ? undefined : record.body.slice(0, 1000);
          log.error('message.unreadable', { reason: message.reason, body });
          return;
        }
        await handle({ ...jobContext, message: message.data, isRepeated: isRepeated(record) });
      }),
    );
}

/** Handles one tick of a schedule. Throwing makes EventBridge Scheduler try again. */
export function tick(job: ScheduleJob, handle: (context: JobContext) => Promise<void>) {
  return middy<unknown, void, Error, Context>()
    .use(jobLog(job.every))
    .handler((_, { awsRequestId }) =>
      causedBy(causeOfJob(awsRequestId), jobContext.now, () => handle(jobContext)),
    );
}

async function eachRecord(
  event: SQSEvent,
  context: Context,
  handle: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> {
  const logged = async (record: SQSRecord): Promise<void> => {
    try {
      await causedBy(causeOfJob(context.awsRequestId), jobContext.now, () => handle(record));
    } catch (error) {
      if (error instanceof RetryLater) {
        log.info('message.postponed', { messageId: record.messageId, reason: error.message });
        throw error;
      }
      log.error('message.failed', { messageId: record.messageId, error });
      await reportError(error, { messageId: record.messageId });
      throw error;
    }
  };
  return processPartialResponse(event, logged, new BatchProcessor(EventType.SQS), {
    context,
    throwOnFullBatchFailure: false,
  });
}

function parse<S extends z.ZodType>(
  schema: S,
  body: string,
): { success: true; data: z.output<S> } | { success: false; reason: string } {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success ? parsed : { success: false, reason: parsed.error.message };
  } catch {
    return { success: false, reason: 'not JSON' };
  }
}

function jobLog(trigger: string): middy.MiddlewareObj<unknown, unknown> {
  return {
    before: ({ context }) => {
      logger.resetKeys();
      logger.appendKeys({ lambdaRequestId: context.awsRequestId, trigger });
    },
    onError: async ({ error }) => {
      log.error('job.failed', { error });
      await reportError(error, { trigger });
    },
  };
}
