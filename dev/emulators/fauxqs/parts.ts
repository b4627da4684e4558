/**
 * The parts of fauxqs 2.4.1 the local cloud builds on. The package exports only a starter that listens on all
 * interfaces, so its modules are imported by file; the interfaces below declare what is used of them.
 */
import type { EmulatorReply } from '../emulator.ts';

/** An object as fauxqs keeps it. `body` is empty unless it came from `getObject`. */
export interface StoredObject {
  key: string;
  body: Buffer;
  contentType: string;
  /** Bytes. */
  contentLength: number;
  /** With its quotes. */
  etag: string;
  lastModified: Date;
  metadata: Record<string, string>;
  contentLanguage?: string;
  contentDisposition?: string;
  cacheControl?: string;
  contentEncoding?: string;
  checksumAlgorithm?: string;
  checksumValue?: string;
  checksumType?: 'FULL_OBJECT' | 'COMPOSITE';
}

/** The headers S3 keeps with an object besides its content type and metadata. */
export interface SystemMetadata {
  contentLanguage?: string;
  contentDisposition?: string;
  cacheControl?: string;
  contentEncoding?: string;
}

/** fauxqs' S3 storage. Every method is synchronous; a refusal is thrown with `code` and `statusCode`. */
export interface ObjectStore {
  persistence: unknown;
  multipartUploads: ReadonlyMap<string, { bucket: string; key: string; checksumAlgorithm?: string }>;
  createBucket(name: string): void;
  hasBucket(name: string): boolean;
  putObject(
    bucket: string,
    key: string,
    body: Buffer,
    contentType: string,
    metadata: Record<string, string>,
    systemMetadata: SystemMetadata,
    checksum?: { algorithm: string; value: string; type: 'FULL_OBJECT' },
  ): StoredObject;
  getObject(bucket: string, key: string): StoredObject;
  headObject(bucket: string, key: string): StoredObject;
  deleteObject(bucket: string, key: string): void;
  listObjects(bucket: string, options: { prefix: string; maxKeys: number }): { objects: StoredObject[] };
  createMultipartUpload(
    bucket: string,
    key: string,
    contentType: string,
    metadata: Record<string, string>,
    systemMetadata: SystemMetadata,
    checksumAlgorithm?: string,
  ): string;
  uploadPart(uploadId: string, partNumber: number, body: Buffer, checksumValue?: string): { etag: string };
  completeMultipartUpload(uploadId: string, parts: { partNumber: number; etag: string }[]): StoredObject;
  abortMultipartUpload(uploadId: string): void;
}

/** What the S3 emulator gets of fauxqs. */
export interface FauxqsStorage {
  objects: ObjectStore;
  /** Runs a request through fauxqs' own routes without a socket. */
  inject(request: InjectedRequest): Promise<EmulatorReply>;
}

export interface InjectedRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: Buffer;
}

/** A message in a queue; its other properties are carried along unseen. */
export interface StoredMessage {
  messageId: string;
  sentTimestamp: number;
  approximateReceiveCount: number;
  approximateFirstReceiveTimestamp: number | undefined;
}

export interface Queue {
  readonly name: string;
  readonly arn: string;
  attributes: Record<string, string>;
  persistence: unknown;
  /** Keyed by receipt handle. */
  inflightMessages: ReadonlyMap<string, { message: StoredMessage }>;
  setAttributes(attributes: Record<string, string>): void;
  getAttribute(name: string): string | undefined;
  processTimers(): void;
  enqueue(message: StoredMessage): void;
  dequeue(maximum: number, visibilityTimeoutSeconds: number): { ReceiptHandle: string }[];
  deleteMessage(receiptHandle: string): boolean;
  changeVisibility(receiptHandle: string, timeoutSeconds: number): void;
}

export interface QueueStore {
  /** Undefined makes the URLs of new queues follow the Host header. */
  host: string | undefined;
  persistence: unknown;
  createQueue(name: string, url: string, arn: string, attributes: Record<string, string>): Queue;
  getQueueByName(name: string): Queue | undefined;
  getQueueByArn(arn: string): Queue | undefined;
  allQueues(): Iterable<Queue>;
  /** Ends the long polls that wait at this moment. */
  shutdown(): void;
}

export interface QueuePersistence {
  db: { prepare(sql: string): { run(...values: string[]): unknown } };
  updateMessageReady: (messageId: string) => void;
  loadSqsAndSns(queues: QueueStore, topics: object): void;
  close(): void;
}

export interface ObjectPersistence {
  loadS3(objects: ObjectStore): void;
  close(): void;
}

export interface Application {
  inject(request: {
    method: string;
    url: string;
    headers: Record<string, string>;
    payload?: Buffer;
  }): Promise<{
    statusCode: number;
    headers: Record<string, string | number | string[] | undefined>;
    rawPayload: Buffer;
  }>;
  close(): Promise<void>;
}

export interface FauxqsParts {
  buildApp(options: {
    logger: false;
    defaultRegion: string;
    stores: { sqsStore: QueueStore; snsStore: object; s3Store: ObjectStore };
  }): Application;
  QueueStore: new () => QueueStore;
  TopicStore: new () => object;
  ObjectStore: new () => ObjectStore;
  QueuePersistence: new (folder: string) => QueuePersistence;
  ObjectPersistence: new (folder: string) => ObjectPersistence;
}

/**
 * Imports the parts.
 *
 * @throws when another version of fauxqs is installed, whose files or members differ
 */
export async function loadFauxqs(): Promise<FauxqsParts> {
  const base = new URL('.', import.meta.resolve('fauxqs'));
  const load = async <T>(file: string, name: string): Promise<T> => {
    const module: Record<string, T | undefined> = await import(new URL(file, base).href);
    const part = module[name];
    if (typeof part !== 'function')
      throw new Error(`fauxqs has no ${name} in ${file}; version 2.4.1 is needed`);
    return part;
  };
  const [buildApp, queueStore, topicStore, objectStore, queuePersistence, objectPersistence] =
    await Promise.all([
      load<FauxqsParts['buildApp']>('app.js', 'buildApp'),
      load<FauxqsParts['QueueStore']>('sqs/sqsStore.js', 'SqsStore'),
      load<FauxqsParts['TopicStore']>('sns/snsStore.js', 'SnsStore'),
      load<FauxqsParts['ObjectStore']>('s3/s3Store.js', 'S3Store'),
      load<FauxqsParts['QueuePersistence']>('persistence.js', 'PersistenceManager'),
      load<FauxqsParts['ObjectPersistence']>('s3/fileS3Persistence.js', 'FileS3Persistence'),
    ]);
  return {
    buildApp,
    QueueStore: queueStore,
    TopicStore: topicStore,
    ObjectStore: objectStore,
    QueuePersistence: queuePersistence,
    ObjectPersistence: objectPersistence,
  };
}
