/**
 * Object Lock with a default retention, as far as storage without versions can have it: what is locked can be neither
 * replaced nor removed. S3 itself keeps the locked version below a newer one or a delete marker.
 */
import type { StoredObject } from '../fauxqs/parts.ts';
import { findObject, type S3Context, type S3Operation } from './context.ts';
import { notImplemented, S3Failure } from './failure.ts';
import { listVersionsResult } from './listing.ts';
import { objectsBelow } from './reads.ts';
import { xmlReply } from './xml.ts';

/**
 * Refuses to replace or remove an object that is locked still.
 *
 * @throws S3Failure AccessDenied
 */
export function requireUnlocked(context: S3Context, bucket: string, key: string): void {
  const retention = context.retentionOf(bucket);
  const existing = retention === undefined ? undefined : findObject(context, bucket, key);
  if (existing && isLocked(context, existing, retention ?? 0))
    throw new S3Failure(403, 'AccessDenied', 'Access Denied because object protected by object lock.');
}

const isLocked = (context: S3Context, { lastModified }: StoredObject, retention: number): boolean =>
  context.now().getTime() < lastModified.getTime() + retention;

/**
 * Refuses what S3 cannot be sure to have received as it was sent: a lock would keep the wrong bytes for years.
 *
 * @throws S3Failure InvalidRequest
 */
export function requireDigest(context: S3Context, bucket: string, hasDigest: boolean): void {
  if (context.retentionOf(bucket) !== undefined && !hasDigest)
    throw new S3Failure(
      400,
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
}

/** ListObjectVersions, of buckets with Object Lock only: there every key has one version. */
export const listVersions: S3Operation = (context, request) => {
  const { bucket, query } = request;
  if (context.retentionOf(bucket) === undefined)
    throw notImplemented('Listing versions of a bucket without Object Lock');
  return xmlReply(200, listVersionsResult(bucket, objectsBelow(context, request), query));
};
