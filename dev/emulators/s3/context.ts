/** What the operations of the S3 emulator share. */
import type { EmulatorReply } from '../emulator.ts';
import type { FauxqsStorage, StoredObject } from '../fauxqs/parts.ts';
import type { ObjectChange } from './events.ts';
import { failureFromStorage, S3Failure } from './failure.ts';
import type { S3Request } from './request.ts';
import type { TagStore } from './tags.ts';

export interface S3Context {
  storage: FauxqsStorage;
  tags: TagStore;
  region: string;
  now: () => Date;
  /** Whether the bucket was ensured in this run. */
  hasBucket: (name: string) => boolean;
  /** Milliseconds for which objects of a bucket are locked; undefined without Object Lock. */
  retentionOf: (bucket: string) => number | undefined;
  /** Announces a change after it was stored. */
  emit: (change: ObjectChange) => void;
}

/** One operation of the S3 API; refusals are thrown as `S3Failure`. */
export type S3Operation = (context: S3Context, request: S3Request) => EmulatorReply | Promise<EmulatorReply>;

/** Runs a call of the storage and turns its refusals into `S3Failure`. */
export function fromStorage<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw failureFromStorage(error);
  }
}

/** The description of an object, without its body; undefined when there is none. */
export function findObject(context: S3Context, bucket: string, key: string): StoredObject | undefined {
  try {
    return fromStorage(() => context.storage.objects.headObject(bucket, key));
  } catch (error) {
    if (error instanceof S3Failure && error.code === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** @throws S3Failure NoSuchKey */
export function requireObject(context: S3Context, bucket: string, key: string): StoredObject {
  const object = findObject(context, bucket, key);
  if (!object) throw noSuchKey();
  return object;
}

export function noSuchKey(): S3Failure {
  return new S3Failure(404, 'NoSuchKey', 'The specified key does not exist.');
}
