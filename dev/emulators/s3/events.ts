/** S3 event notifications, message structure 2.1. */
import { randomUUID } from 'node:crypto';

/** What a queue, topic or function receives for one change of an object. */
export interface S3Event {
  Records: S3EventRecord[];
}

/** Documented at https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export interface S3EventRecord {
  eventVersion: '2.1';
  eventSource: 'aws:s3';
  awsRegion: string;
  /** ISO 8601. */
  eventTime: string;
  /** Without the `s3:` of the configuration: `ObjectCreated:Put`. */
  eventName: string;
  userIdentity: { principalId: string };
  requestParameters: { sourceIPAddress: string };
  responseElements: { 'x-amz-request-id': string; 'x-amz-id-2': string };
  s3: {
    s3SchemaVersion: '1.0';
    configurationId: string;
    bucket: { name: string; ownerIdentity: { principalId: string }; arn: string };
    object: {
      /** URL-encoded, a space as `+`. */
      key: string;
      /** Bytes; absent for a removal. */
      size?: number;
      /** Without quotes; absent for a removal. */
      eTag?: string;
      /** Hexadecimal; of two events of one key the later has the greater one. */
      sequencer: string;
    };
  };
}

/** A change of an object, before it is dressed as an event. */
export interface ObjectChange {
  eventName: string;
  bucket: string;
  key: string;
  /** What was stored; absent for a removal. */
  stored?: { contentLength: number; etag: string };
}

/** Encodes a key as S3 does in events: like an HTML form, but with slashes kept. */
export function encodeEventKey(key: string): string {
  return encodeURIComponent(key)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}

/** Returns a builder of events whose sequencers rise with every event. */
export function eventBuilder(region: string, now: () => Date): (change: ObjectChange) => S3Event {
  let lastSequence = 0;
  return ({ eventName, bucket, key, stored }) => {
    const time = now();
    lastSequence = Math.max(lastSequence + 1, time.getTime() * 1000);
    const object = {
      key: encodeEventKey(key),
      ...(stored ? { size: stored.contentLength, eTag: stored.etag.replaceAll('"', '') } : {}),
      sequencer: lastSequence.toString(16).toUpperCase().padStart(18, '0'),
    };
    const record: S3EventRecord = {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: region,
      eventTime: time.toISOString(),
      eventName,
      userIdentity: { principalId: 'AWS:local' },
      requestParameters: { sourceIPAddress: '127.0.0.1' },
      responseElements: { 'x-amz-request-id': randomUUID(), 'x-amz-id-2': 'local' },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: 'local',
        bucket: { name: bucket, ownerIdentity: { principalId: 'local' }, arn: `arn:aws:s3:::${bucket}` },
        object,
      },
    };
    return { Records: [record] };
  };
}
