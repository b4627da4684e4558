/** ListObjectsV2, in S3's order (bytes of UTF-8) and with continuation tokens that survive common prefixes. */
import type { StoredObject } from '../fauxqs/parts.ts';
import { encodeRfc3986 } from '../sigv4-canonical.ts';
import { S3Failure } from './failure.ts';
import { element, S3_NAMESPACE } from './xml.ts';

const LARGEST_PAGE = 1000;

/** What the one version of a key is called. */
const ONLY_VERSION = 'local';

/** One row of a page: an object, or the prefix its neighbours were rolled up to. */
type Entry = { key: string; object: StoredObject } | { key: string; object: undefined };

/**
 * Writes the `<ListBucketResult>` of one page.
 *
 * @param objects all objects of the bucket, in any order
 * @throws S3Failure InvalidArgument for a bad page size, token or encoding
 */
export function listBucketResult(bucket: string, objects: StoredObject[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const startAfter = query.get('start-after') ?? '';
  const token = query.get('continuation-token');
  const pageSize = parsePageSize(query.get('max-keys'));
  const encodingType = query.get('encoding-type');
  if (encodingType !== null && encodingType !== 'url') {
    throw new S3Failure(400, 'InvalidArgument', 'Invalid Encoding Method specified in Request');
  }
  const write = encodingType === 'url' ? encodeRfc3986 : (text: string) => text;

  // A start may lie inside a common prefix, which is then still listed; a token names the last row of a page.
  const candidates =
    token === null ? objects.filter(({ key }) => compareBytes(key, startAfter) > 0) : objects;
  const after = token === null ? '' : decodeToken(token);
  const entries = rollUp(candidates, prefix, delimiter).filter(({ key }) => compareBytes(key, after) > 0);
  const page = entries.slice(0, pageSize);
  const last = page.at(-1);
  const truncated = entries.length > page.length && last !== undefined;

  const rows = page.map(({ key, object }) => (object ? contents(object, write) : commonPrefix(write(key))));
  return [
    `<ListBucketResult xmlns="${S3_NAMESPACE}">`,
    element('Name', bucket),
    element('Prefix', write(prefix)),
    delimiter === '' ? '' : element('Delimiter', write(delimiter)),
    startAfter === '' ? '' : element('StartAfter', write(startAfter)),
    token === null ? '' : element('ContinuationToken', token),
    encodingType === null ? '' : element('EncodingType', encodingType),
    element('KeyCount', page.length),
    element('MaxKeys', pageSize),
    element('IsTruncated', truncated),
    truncated ? element('NextContinuationToken', Buffer.from(last.key).toString('base64url')) : '',
    ...rows,
    '</ListBucketResult>',
  ].join('');
}

/**
 * Writes the `<ListVersionsResult>` of one page of a bucket whose keys have one version each.
 *
 * @throws S3Failure InvalidArgument for a bad page size
 */
export function listVersionsResult(bucket: string, objects: StoredObject[], query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const marker = query.get('key-marker') ?? '';
  const pageSize = parsePageSize(query.get('max-keys'));
  const entries = rollUp(objects, prefix, '').filter(({ key }) => compareBytes(key, marker) > 0);
  const page = entries.slice(0, pageSize);
  const last = page.at(-1);
  const truncated = entries.length > page.length && last !== undefined;
  const next = truncated
    ? [element('NextKeyMarker', last.key), element('NextVersionIdMarker', ONLY_VERSION)]
    : [];
  return [
    `<ListVersionsResult xmlns="${S3_NAMESPACE}">`,
    element('Name', bucket),
    element('Prefix', prefix),
    element('KeyMarker', marker),
    element('MaxKeys', pageSize),
    element('IsTruncated', truncated),
    ...next,
    ...page.map(({ object }) => (object ? version(object) : '')),
    '</ListVersionsResult>',
  ].join('');
}

function version(object: StoredObject): string {
  return [
    '<Version>',
    element('Key', object.key),
    element('VersionId', ONLY_VERSION),
    element('IsLatest', true),
    element('LastModified', object.lastModified.toISOString()),
    element('ETag', object.etag),
    element('Size', object.contentLength),
    element('StorageClass', 'STANDARD'),
    '</Version>',
  ].join('');
}

function rollUp(objects: StoredObject[], prefix: string, delimiter: string): Entry[] {
  const entries = new Map<string, Entry>();
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      entries.set(object.key, { key: object.key, object });
    } else {
      const key = object.key.slice(0, end + delimiter.length);
      entries.set(key, { key, object: undefined });
    }
  }
  return [...entries.values()].sort((a, b) => compareBytes(a.key, b.key));
}

function contents(object: StoredObject, write: (text: string) => string): string {
  return [
    '<Contents>',
    element('Key', write(object.key)),
    element('LastModified', object.lastModified.toISOString()),
    element('ETag', object.etag),
    element('Size', object.contentLength),
    element('StorageClass', 'STANDARD'),
    '</Contents>',
  ].join('');
}

function commonPrefix(prefix: string): string {
  return `<CommonPrefixes>${element('Prefix', prefix)}</CommonPrefixes>`;
}

function parsePageSize(text: string | null): number {
  if (text === null || text === '') return LARGEST_PAGE;
  if (!/^\d{1,10}$/.test(text)) {
    throw new S3Failure(400, 'InvalidArgument', 'Provided max-keys not an integer or within integer range');
  }
  return Math.min(Number(text), LARGEST_PAGE);
}

function decodeToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString();
  if (key === '' || Buffer.from(key).toString('base64url') !== token) {
    throw new S3Failure(400, 'InvalidArgument', 'The continuation token provided is incorrect');
  }
  return key;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
