/**
 * fauxqs started from its parts: queues in SQLite, objects in files, nothing listens.
 * Its S3 is only the storage below `s3/`; its SQS answers the SDK almost as it is.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Emulator, EmulatorReply } from './emulator.ts';
import { type FauxqsStorage, type InjectedRequest, loadFauxqs, type Queue } from './fauxqs/parts.ts';
import { sqsEmulator } from './fauxqs/sqs.ts';

export type { FauxqsStorage } from './fauxqs/parts.ts';

/** The account every local queue belongs to. */
const ACCOUNT_ID = '000000000000';

const POLL_CHECK_MILLISECONDS = 5;

/** A queue as `AWS::SQS::Queue` names its attributes; values are strings as in the SQS API. */
export interface QueueDefinition {
  name: string;
  attributes: Record<string, string>;
}

/** Approximate numbers of messages, exact locally. */
export interface QueueDepth {
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface Fauxqs {
  storage: FauxqsStorage;
  /** Amazon SQS, JSON protocol; signatures are the front door's business. */
  sqs: Emulator;
  /**
   * Creates a queue or gives an existing one these attributes; attributes not named go back to their defaults.
   * Messages stay. Returns the queue's ARN.
   */
  ensureQueue(definition: QueueDefinition): string;
  /** Makes all in-flight messages visible at once, as if their visibility time-out had passed; returns how many. */
  releaseInvisible(queueName: string): number;
  depth(queueName: string): QueueDepth;
  /** Ends long polls, waits for requests under way and closes the files. */
  close(): Promise<void>;
}

/**
 * Starts fauxqs.
 *
 * @param options.folder where queues and objects are kept between runs
 */
export async function startFauxqs(options: { folder: string; region: string }): Promise<Fauxqs> {
  const { folder, region } = options;
  const parts = await loadFauxqs();
  const queues = new parts.QueueStore();
  const topics = new parts.TopicStore();
  const objects = new parts.ObjectStore();
  const queuePersistence = new parts.QueuePersistence(folder);
  const objectPersistence = new parts.ObjectPersistence(join(folder, 'objects'));

  // As shipped this sets the receive count to NULL, which the table refuses: a visibility of 0 answered 500.
  const makeReady = queuePersistence.db.prepare(
    'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
  );
  queuePersistence.updateMessageReady = (messageId) => {
    makeReady.run(messageId);
  };

  // Loading before the stores know their persistence: creating a queue again would delete its messages.
  queuePersistence.loadSqsAndSns(queues, topics);
  objectPersistence.loadS3(objects);
  queues.persistence = queuePersistence;
  objects.persistence = objectPersistence;
  for (const queue of queues.allQueues()) queue.persistence = queuePersistence;

  const app = parts.buildApp({
    logger: false,
    defaultRegion: region,
    stores: { sqsStore: queues, snsStore: topics, s3Store: objects },
  });
  queues.host = undefined;

  const underWay = new Set<Promise<unknown>>();
  let closing = false;
  const inject = async (request: InjectedRequest): Promise<EmulatorReply> => {
    if (closing) return { status: 503, headers: {}, body: '' };
    const { method, url, headers, body } = request;
    const answered = app.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
    underWay.add(answered);
    try {
      const response = await answered;
      return {
        status: response.statusCode,
        headers: singleHeaders(response.headers),
        body: response.rawPayload,
      };
    } finally {
      underWay.delete(answered);
    }
  };

  const queueNamed = (name: string): Queue => {
    const queue = queues.getQueueByName(name);
    if (!queue) throw new Error(`The local cloud has no queue named ${name}`);
    return queue;
  };

  return {
    storage: { objects, inject },
    sqs: sqsEmulator({ queues, inject }),
    ensureQueue({ name, attributes }) {
      const arn = `arn:aws:sqs:${region}:${ACCOUNT_ID}:${name}`;
      const existing = queues.getQueueByArn(arn);
      if (existing) {
        existing.attributes = {};
        existing.setAttributes({ ...DEFAULT_ATTRIBUTES, ...attributes });
      } else {
        queues.createQueue(name, `http://localhost/${ACCOUNT_ID}/${name}`, arn, attributes);
      }
      return arn;
    },
    releaseInvisible(queueName) {
      const queue = queueNamed(queueName);
      const receiptHandles = [...queue.inflightMessages.keys()];
      for (const receiptHandle of receiptHandles) queue.changeVisibility(receiptHandle, 0);
      return receiptHandles.length;
    },
    depth(queueName) {
      const queue = queueNamed(queueName);
      queue.processTimers();
      const count = (attribute: string) => Number(queue.getAttribute(attribute) ?? 0);
      return {
        visible: count('ApproximateNumberOfMessages'),
        inFlight: count('ApproximateNumberOfMessagesNotVisible'),
        delayed: count('ApproximateNumberOfMessagesDelayed'),
      };
    },
    async close() {
      closing = true;
      // A poll may start to wait after the first call, so the calls go on until nobody waits.
      while (underWay.size > 0) {
        queues.shutdown();
        await setTimeout(POLL_CHECK_MILLISECONDS);
      }
      await app.close();
      queuePersistence.close();
      objectPersistence.close();
    },
  };
}

/** What SQS gives a queue that names no attributes: CloudFormation's defaults for `AWS::SQS::Queue`. */
const DEFAULT_ATTRIBUTES: Record<string, string> = {
  VisibilityTimeout: '30',
  DelaySeconds: '0',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
};

function singleHeaders(
  headers: Record<string, string | number | string[] | undefined>,
): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    // These describe a connection, and there is none.
    if (value === undefined || name === 'connection' || name === 'keep-alive') continue;
    if (name === 'transfer-encoding') continue;
    single[name] = Array.isArray(value) ? value.join(', ') : String(value);
  }
  return single;
}
