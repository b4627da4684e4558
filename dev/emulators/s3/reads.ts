/** Operations that change nothing; fauxqs answers them once conditions and ranges are settled. */
import type { StoredObject } from '../fauxqs/parts.ts';
import { evaluateRead, preconditionFailed } from './conditions.ts';
import { requireObject, type S3Context, type S3Operation } from './context.ts';
import { notImplemented, S3Failure } from './failure.ts';
import { listBucketResult } from './listing.ts';
import { checkHeaderValue } from './object-headers.ts';
import type { S3Request } from './request.ts';
import { objectTags } from './tags.ts';
import { element, emptyReply, S3_NAMESPACE, xmlReply } from './xml.ts';

/** The headers a signed GET may set in its reply by `response-*` parameters. */
const OVERRIDABLE_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** GetObject and HeadObject, whole, by range or by part. */
export const readObject: S3Operation = async (context, request) => {
  const { bucket, key, headers } = request;
  const object = requireObject(context, bucket, key);
  const condition = evaluateRead(headers, object);
  if (condition === 412) throw preconditionFailed();
  if (condition === 304) return emptyReply(304, { etag: object.etag });

  const replaced = overrides(request.query);
  const range = request.method === 'GET' ? satisfiableRange(headers.range, object.contentLength) : undefined;
  const checksumMode = headers['x-amz-checksum-mode'];
  const partNumber = request.query.get('partNumber');
  const reply = await context.storage.inject({
    method: request.method,
    url: objectUrl(request, partNumber === null ? '' : `?partNumber=${encodeURIComponent(partNumber)}`),
    headers: {
      host: 'localhost',
      ...(range === undefined ? {} : { range }),
      ...(checksumMode === undefined ? {} : { 'x-amz-checksum-mode': checksumMode }),
    },
  });
  if (reply.status >= 300) return reply;
  const tagCount = context.tags.get(objectTags(bucket, key)).length;
  return {
    ...reply,
    headers: {
      ...reply.headers,
      'accept-ranges': 'bytes',
      ...(tagCount > 0 ? { 'x-amz-tagging-count': String(tagCount) } : {}),
      ...replaced,
    },
  };
};

/** GetObjectAttributes. */
export const getObjectAttributes: S3Operation = async (context, request) => {
  requireObject(context, request.bucket, request.key);
  const wanted: Record<string, string> = { host: 'localhost' };
  for (const name of ['x-amz-object-attributes', 'x-amz-max-parts', 'x-amz-part-number-marker']) {
    const value = request.headers[name];
    if (value !== undefined) wanted[name] = value;
  }
  return context.storage.inject({ method: 'GET', url: objectUrl(request, '?attributes'), headers: wanted });
};

/** ListObjectsV2; the older version is refused. */
export const listObjects: S3Operation = (context, request) => {
  if (request.query.get('list-type') !== '2') throw notImplemented('ListObjects (version 1)');
  return xmlReply(200, listBucketResult(request.bucket, objectsBelow(context, request), request.query));
};

/** All objects whose keys begin as the request says, in any order. */
export const objectsBelow = (context: S3Context, { bucket, query }: S3Request): StoredObject[] =>
  context.storage.objects.listObjects(bucket, {
    prefix: query.get('prefix') ?? '',
    maxKeys: Number.MAX_SAFE_INTEGER,
  }).objects;

/** HeadBucket. */
export const headBucket: S3Operation = (context) =>
  emptyReply(200, { 'x-amz-bucket-region': context.region });

/** GetBucketLocation. */
export const getBucketLocation: S3Operation = (context) => {
  // By an old rule us-east-1 is written as nothing.
  const region = context.region === 'us-east-1' ? '' : context.region;
  return xmlReply(200, `<LocationConstraint xmlns="${S3_NAMESPACE}">${region}</LocationConstraint>`);
};

/** ListBuckets, for the buckets ensured in this run. */
export function listBucketsReply(names: string[], now: Date) {
  const buckets = names
    .toSorted()
    .map((name) => `<Bucket>${element('Name', name)}${element('CreationDate', now.toISOString())}</Bucket>`);
  return xmlReply(
    200,
    `<ListAllMyBucketsResult xmlns="${S3_NAMESPACE}"><Buckets>${buckets.join('')}</Buckets></ListAllMyBucketsResult>`,
  );
}

function objectUrl({ bucket, key }: S3Request, query: string): string {
  return `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}${query}`;
}

/**
 * The range to read: none for a header S3 ignores, and a suffix longer than the object stands for all of it.
 *
 * @throws S3Failure InvalidRange
 */
function satisfiableRange(range: string | undefined, length: number): string | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return undefined;
  if (first !== '' && last !== '' && Number(first) > Number(last)) return undefined;
  const outside = first === '' ? Number(last) === 0 || length === 0 : Number(first) >= length;
  if (outside) throw new S3Failure(416, 'InvalidRange', 'The requested range is not satisfiable');
  return first === '' && Number(last) > length ? 'bytes=0-' : range;
}

function overrides(query: URLSearchParams): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of OVERRIDABLE_HEADERS) {
    const parameter = `response-${name}`;
    const value = query.get(parameter);
    if (value === null) continue;
    checkHeaderValue(parameter, value);
    headers[name] = value;
  }
  return headers;
}
