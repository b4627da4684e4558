/** Operations that store and remove whole objects. Nothing is awaited, so each is atomic within this process. */
import type { EmulatorReply } from '../emulator.ts';
import type { StoredObject } from '../fauxqs/parts.ts';
import { decodePayload } from './aws-chunked.ts';
import {
  type Checksum,
  checksumHeader,
  computeChecksum,
  parseAlgorithm,
  verifyChecksums,
} from './checksums.ts';
import { checkCopySource, checkWrite } from './conditions.ts';
import { findObject, fromStorage, type S3Context, type S3Operation } from './context.ts';
import { notImplemented, S3Failure } from './failure.ts';
import { encryptionHeaders, type ObjectHeaders, objectHeaders } from './object-headers.ts';
import { requireDigest, requireUnlocked } from './object-lock.ts';
import { checkKey } from './request.ts';
import { objectTags, parseTagHeader, type Tag } from './tags.ts';
import { element, elementContents, elementText, emptyReply, S3_NAMESPACE, xmlReply } from './xml.ts';

/** S3's limit for one DeleteObjects request. */
const MOST_DELETIONS = 1000;

/** Everything that makes a new object. */
export interface NewObject {
  eventName: string;
  bucket: string;
  key: string;
  body: Buffer;
  kept: ObjectHeaders;
  checksum: Checksum | undefined;
  tags: Tag[];
}

/** Stores an object in place of any former one, with its tags, and announces it. */
export function storeObject(context: S3Context, object: NewObject): StoredObject {
  const { bucket, key, body, kept, checksum } = object;
  requireUnlocked(context, bucket, key);
  const stored = fromStorage(() =>
    context.storage.objects.putObject(
      bucket,
      key,
      body,
      kept.contentType,
      kept.metadata,
      kept.systemMetadata,
      checksum && { ...checksum, type: 'FULL_OBJECT' },
    ),
  );
  context.tags.set(objectTags(bucket, key), object.tags);
  context.emit({ eventName: object.eventName, bucket, key, stored });
  return stored;
}

/** The reply headers that repeat a checksum. */
export function checksumReplyHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [checksumHeader(checksum.algorithm)]: checksum.value, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** PutObject, or CopyObject when a copy source is named. */
export const putObject: S3Operation = (context, request) => {
  if (request.headers['x-amz-copy-source'] !== undefined) return copyObject(context, request);
  const { bucket, key } = request;
  const { headers, body } = decodePayload(request.headers, request.body);
  const checksum = verifyChecksums(headers, body);
  const kept = objectHeaders(headers);
  const tags = parseTagHeader(headers['x-amz-tagging']);
  requireDigest(context, bucket, checksum !== undefined || headers['content-md5'] !== undefined);
  checkWrite(headers, findObject(context, bucket, key));
  const stored = storeObject(context, {
    eventName: 'ObjectCreated:Put',
    bucket,
    key,
    body,
    kept,
    checksum,
    tags,
  });
  return emptyReply(200, {
    etag: stored.etag,
    ...checksumReplyHeaders(checksum),
    ...encryptionHeaders(headers),
  });
};

const copyObject: S3Operation = (context, request) => {
  const { bucket, key, headers } = request;
  const source = copySource(context, headers);
  const original = source.object;
  const replacesMetadata = isReplace(headers['x-amz-metadata-directive']);
  const replacesTags = isReplace(headers['x-amz-tagging-directive']);
  if (source.bucket === bucket && source.key === key && !replacesMetadata) {
    throw new S3Failure(
      400,
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
  checkWrite(headers, findObject(context, bucket, key));
  // A composite checksum belongs to parts, which a copy does not have.
  const known = original.checksumType === 'FULL_OBJECT' ? original.checksumAlgorithm : undefined;
  const algorithm = parseAlgorithm(headers['x-amz-checksum-algorithm'] ?? known);
  const checksum = algorithm && { algorithm, value: computeChecksum(algorithm, original.body) };
  const stored = storeObject(context, {
    eventName: 'ObjectCreated:Copy',
    bucket,
    key,
    body: original.body,
    kept: replacesMetadata ? objectHeaders(headers) : keptOf(original),
    checksum,
    tags: replacesTags
      ? parseTagHeader(headers['x-amz-tagging'])
      : context.tags.get(objectTags(source.bucket, source.key)),
  });
  const result = [
    `<CopyObjectResult xmlns="${S3_NAMESPACE}">`,
    element('LastModified', stored.lastModified.toISOString()),
    element('ETag', stored.etag),
    checksum ? element(`Checksum${checksum.algorithm}`, checksum.value) : '',
    '</CopyObjectResult>',
  ];
  return xmlReply(200, result.join(''), encryptionHeaders(headers));
};

/**
 * Reads the object a copy starts from.
 *
 * @throws S3Failure NoSuchBucket, NoSuchKey or PreconditionFailed
 */
export function copySource(
  context: S3Context,
  headers: Record<string, string>,
): { bucket: string; key: string; object: StoredObject } {
  const [path = '', version] = (headers['x-amz-copy-source'] ?? '').split('?');
  if (version !== undefined) throw notImplemented('Copying a version of an object');
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decodeCopySource(path));
  if (!match)
    throw new S3Failure(400, 'InvalidArgument', 'Copy Source must mention the source bucket and key');
  const [, bucket = '', key = ''] = match;
  checkKey(key);
  if (!context.hasBucket(bucket)) {
    throw new S3Failure(404, 'NoSuchBucket', 'The specified bucket does not exist');
  }
  const object = fromStorage(() => context.storage.objects.getObject(bucket, key));
  checkCopySource(headers, object);
  return { bucket, key, object };
}

/** DeleteObject: also succeeds for a key that does not exist. */
export const deleteObject: S3Operation = (context, request) => {
  const existing = findObject(context, request.bucket, request.key);
  checkWrite(request.headers, existing);
  removeObject(context, request.bucket, request.key, existing !== undefined);
  return emptyReply(204);
};

/** DeleteObjects. */
export const deleteObjects: S3Operation = (context, request): EmulatorReply => {
  const { headers, body } = decodePayload(request.headers, request.body);
  if (!verifyChecksums(headers, body) && headers['content-md5'] === undefined) {
    throw new S3Failure(400, 'InvalidRequest', 'Missing required header for this request: Content-MD5');
  }
  const document = body.toString();
  const keys = elementContents(document, 'Object').map((object) => elementText(object, 'Key') ?? '');
  if (keys.length === 0 || keys.length > MOST_DELETIONS || keys.includes('')) {
    throw new S3Failure(400, 'MalformedXML', 'The XML you provided was not well-formed.');
  }
  if (document.includes('<VersionId>')) throw notImplemented('Deleting a version of an object');
  const quiet = elementText(document, 'Quiet') === 'true';
  const rows = keys.map((key) => {
    try {
      checkKey(key);
      removeObject(context, request.bucket, key, findObject(context, request.bucket, key) !== undefined);
      return quiet ? '' : `<Deleted>${element('Key', key)}</Deleted>`;
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
      const { code, message } = error;
      return `<Error>${element('Key', key)}${element('Code', code)}${element('Message', message)}</Error>`;
    }
  });
  return xmlReply(200, `<DeleteResult xmlns="${S3_NAMESPACE}">${rows.join('')}</DeleteResult>`);
};

function removeObject(context: S3Context, bucket: string, key: string, existed: boolean): void {
  requireUnlocked(context, bucket, key);
  fromStorage(() => context.storage.objects.deleteObject(bucket, key));
  context.tags.delete(objectTags(bucket, key));
  if (existed) context.emit({ eventName: 'ObjectRemoved:Delete', bucket, key });
}

function keptOf(object: StoredObject): ObjectHeaders {
  const { contentType, metadata, contentLanguage, contentDisposition, cacheControl, contentEncoding } =
    object;
  return {
    contentType,
    metadata,
    systemMetadata: {
      ...(contentLanguage === undefined ? {} : { contentLanguage }),
      ...(contentDisposition === undefined ? {} : { contentDisposition }),
      ...(cacheControl === undefined ? {} : { cacheControl }),
      ...(contentEncoding === undefined ? {} : { contentEncoding }),
    },
  };
}

function isReplace(directive: string | undefined): boolean {
  if (directive === undefined || directive === 'COPY') return false;
  if (directive === 'REPLACE') return true;
  throw new S3Failure(400, 'InvalidArgument', 'Unknown metadata directive.');
}

function decodeCopySource(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new S3Failure(400, 'InvalidArgument', 'Invalid copy source encoding');
  }
}
