import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import middy from '@middy/core';
import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSRecord,
} from 'aws-lambda';
import type * as z from 'zod';
import type { DeadLetterJob, QueueJob, ScheduleJob, StreamJob } from '../contract/job.ts';
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

/** What a queue job knows besides. */
interface QueueContext<Message> extends MessageContext<Message> {
  /** True when it is not delivered again: what fails now goes to the dead-letter queue. */
  isLast: boolean;
}

/** SQS counts deliveries, this one included. */
const deliveriesOf = ({ attributes }: SQSRecord): number => Number(attributes.ApproximateReceiveCount);

const isRepeated = (record: SQSRecord): boolean => deliveriesOf(record) > 1;

/**
 * Handles the messages of one queue job, several at a time. Returning means done; throwing means that the
 * message comes back after the visibility time-out and in the end goes to the dead-letter queue. One bad message
 * never takes the others of its batch with it.
 */
export function consume<const J extends QueueJob>(
  job: J,
  handle: (context: QueueContext<z.output<J['message']>>) => Promise<void>,
) {
  return middy<SQSEvent, SQSBatchResponse, Error, Context>()
    .use(jobLog(job.queue))
    .handler((event, context) =>
      eachRecord(event, context, async (record) => {
        const message = parse<J['message']>(job.message, record.body);
        if (!message.success)
          throw new Error(`message ${record.messageId} does not fit the job: ${message.reason}`);
        const isLast = deliveriesOf(record) >= job.maxReceives;
        await handle({ ...jobContext, message: message.data, isRepeated: isRepeated(record), isLast });
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

interface SubjectContext<Subject> extends JobContext {
  subject: Subject;
}

/**
 * Handles what records of the table's stream tell of: each subject once, however many records name it. Throwing has the records of that
 * subject, and all behind the first of them, come again. A key that tells of nothing is logged and passed over.
 */
export function follow<const J extends StreamJob>(
  job: J,
  handle: (context: SubjectContext<z.output<J['subject']>>) => Promise<void>,
) {
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse, Error, Context>()
    .use(jobLog(job.added))
    .handler(async ({ Records }, { awsRequestId }) => {
      const failed: string[] = [];
      for (const { subject, numbers } of subjectsOf<J['subject']>(job.subject, Records)) {
        const handled = logged(awsRequestId, { subject: JSON.stringify(subject) }, () =>
          handle({ ...jobContext, subject }),
        );
        await handled.catch(() => failed.push(...numbers));
      }
      return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
    });
}

/** What records tell of, in order, with their numbers. */
function subjectsOf<S extends z.ZodType>(
  schema: S,
  records: readonly DynamoDBRecord[],
): { subject: z.output<S>; numbers: string[] }[] {
  const found = new Map<string, { subject: z.output<S>; numbers: string[] }>();
  for (const { dynamodb } of records) {
    const texts = Object.entries(dynamodb?.Keys ?? {}).map(([name, { S }]) => [name, S]);
    const key = JSON.stringify(Object.fromEntries(texts));
    const subject = parse(schema, key);
    if (!subject.success) {
      log.error('record.unreadable', { reason: subject.reason, key });
      continue;
    }
    const name = JSON.stringify(subject.data);
    const { numbers } = found.get(name) ?? { numbers: [] };
    found.set(name, { subject: subject.data, numbers: [...numbers, dynamodb?.SequenceNumber ?? ''] });
  }
  return [...found.values()];
}

/** Handles one tick of a schedule. Throwing makes EventBridge Scheduler try again. */
export function tick(job: ScheduleJob, handle: (context: JobContext) => Promise<void>) {
  return middy<unknown, void, Error, Context>()
    .use(jobLog(job.every))
    .handler((_, { awsRequestId }) =>
      causedBy(causeOfJob(awsRequestId), jobContext.now, () => handle(jobContext)),
    );
}

const eachRecord = (
  event: SQSEvent,
  context: Context,
  handle: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse> =>
  processPartialResponse(
    event,
    (record: SQSRecord) =>
      logged(context.awsRequestId, { messageId: record.messageId }, () => handle(record)),
    new BatchProcessor(EventType.SQS),
    { context, throwOnFullBatchFailure: false },
  );

/** Handles one of several things; what goes wrong is logged and reported. */
async function logged(
  awsRequestId: string,
  what: Record<string, string>,
  handle: () => Promise<void>,
): Promise<void> {
  try {
    await causedBy(causeOfJob(awsRequestId), jobContext.now, handle);
  } catch (error) {
    if (error instanceof RetryLater) {
      log.info('message.postponed', { ...what, reason: error.message });
      throw error;
    }
    log.error('message.failed', { ...what, error });
    await reportError(error, what);
    throw error;
  }
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
