/** An S3 request taken apart: bucket, key, sub-resource, and headers including those hoisted into the query. */
import type { EmulatorRequest } from '../emulator.ts';
import { splitTarget } from '../sigv4-canonical.ts';
import { notImplemented, S3Failure } from './failure.ts';

export interface S3Request {
  method: string;
  /** Empty for a request to the service itself. */
  bucket: string;
  /** Decoded; empty for a request to a bucket. */
  key: string;
  query: URLSearchParams;
  /** The sub-resources in the query, sorted and joined with a comma: `partNumber,uploadId`. */
  subresources: string;
  headers: Record<string, string>;
  body: Buffer;
}

/** The longest key S3 takes, in bytes of UTF-8. */
const LONGEST_KEY_BYTES = 1024;
/** File systems take 255 bytes, of which fauxqs' suffix `.meta.json` needs ten. */
const LONGEST_FILE_NAME_BYTES = 245;

const SIGNATURE_PARAMETERS = new Set([
  'x-amz-algorithm',
  'x-amz-content-sha256',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-security-token',
  'x-amz-signature',
  'x-amz-signedheaders',
]);

/** Query parameters that do not choose an operation. */
const PLAIN_PARAMETERS = new Set([
  'x-id',
  'prefix',
  'delimiter',
  'max-keys',
  'continuation-token',
  'start-after',
  'fetch-owner',
  'encoding-type',
  'key-marker',
  'version-id-marker',
]);

/**
 * Takes a path-style request apart.
 *
 * @throws S3Failure for a key that cannot be decoded or that the local storage cannot hold
 */
export function parseS3Request(request: EmulatorRequest): S3Request {
  const { path, query } = splitTarget(request.target);
  const [, bucketSegment = '', ...keySegments] = path.split('/');
  const bucket = decode(bucketSegment);
  const key = decode(keySegments.join('/'));
  if (key !== '') checkKey(key);

  const headers = { ...request.headers };
  const subresources: string[] = [];
  for (const [name, value] of query) {
    const lowerName = name.toLowerCase();
    if (SIGNATURE_PARAMETERS.has(lowerName) || PLAIN_PARAMETERS.has(name)) continue;
    if (lowerName.startsWith('x-amz-')) headers[lowerName] ??= value;
    else if (!name.startsWith('response-')) subresources.push(name);
  }
  return {
    method: request.method,
    bucket,
    key,
    query,
    subresources: subresources.sort().join(','),
    headers,
    body: request.body,
  };
}

/**
 * Refuses keys that S3 refuses, and the ones whose file name would be another object's or lie outside the folder.
 *
 * @throws S3Failure
 */
export function checkKey(key: string): void {
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) {
    throw new S3Failure(400, 'KeyTooLongError', 'Your key is too long');
  }
  const segments = key.split('/');
  const lastIndex = segments.length - 1;
  for (const [index, segment] of segments.entries()) {
    if (segment === '.' || segment === '..') {
      throw new S3Failure(400, 'InvalidURI', "Couldn't parse the specified URI.");
    }
    if (segment === '' && index < lastIndex) throw notImplemented('A key with an empty path segment');
    if (fileNameBytes(segment) > LONGEST_FILE_NAME_BYTES) {
      throw notImplemented(`A key with a path segment of over ${LONGEST_FILE_NAME_BYTES} bytes`);
    }
  }
}

/** fauxqs writes a segment as a file or folder name, its unsafe characters as `%xx`. */
function fileNameBytes(segment: string): number {
  const unsafe = [...segment].filter((character) => character < ' ' || '<>:"|?*\\%'.includes(character));
  return Buffer.byteLength(segment) + 2 * unsafe.length;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Failure(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
}
