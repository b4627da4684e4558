/** The headers of an upload that are kept with the object. */
import type { SystemMetadata } from '../fauxqs/parts.ts';
import { notImplemented, S3Failure } from './failure.ts';

export interface ObjectHeaders {
  contentType: string;
  metadata: Record<string, string>;
  systemMetadata: SystemMetadata;
}

const METADATA_PREFIX = 'x-amz-meta-';
const SYSTEM_HEADERS = [
  'content-type',
  'content-language',
  'content-disposition',
  'cache-control',
  'content-encoding',
];
/** S3's limit on all user-defined metadata together, in bytes. */
const LARGEST_METADATA_BYTES = 2048;

/**
 * Reads what is kept from request headers, or from the fields of a POST form.
 *
 * @throws S3Failure for metadata over 2 kB and for access control lists, which new buckets do not take
 */
export function objectHeaders(headers: Record<string, string>): ObjectHeaders {
  refuseUnsupported(headers);
  const metadata: Record<string, string> = {};
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith(METADATA_PREFIX)) continue;
    const metadataName = name.slice(METADATA_PREFIX.length);
    metadata[metadataName] = isHeaderValue(value) ? value : encodedWord(value);
    metadataBytes += Buffer.byteLength(metadataName) + Buffer.byteLength(value);
  }
  if (metadataBytes > LARGEST_METADATA_BYTES) {
    throw new S3Failure(
      400,
      'MetadataTooLarge',
      'Your metadata headers exceed the maximum allowed metadata size',
    );
  }
  for (const name of SYSTEM_HEADERS) checkHeaderValue(name, headers[name]);
  const systemMetadata: SystemMetadata = {};
  if (headers['content-language']) systemMetadata.contentLanguage = headers['content-language'];
  if (headers['content-disposition']) systemMetadata.contentDisposition = headers['content-disposition'];
  if (headers['cache-control']) systemMetadata.cacheControl = headers['cache-control'];
  if (headers['content-encoding']) systemMetadata.contentEncoding = headers['content-encoding'];
  return { contentType: headers['content-type'] || 'binary/octet-stream', metadata, systemMetadata };
}

/**
 * Refuses a value that HTTP cannot carry, as it would break the reply to every later GET.
 *
 * @throws S3Failure InvalidArgument
 */
export function checkHeaderValue(name: string, value: string | undefined): void {
  if (value === undefined || isHeaderValue(value)) return;
  throw new S3Failure(400, 'InvalidArgument', `Header value cannot be represented using ISO-8859-1: ${name}`);
}

/** Tabs and the printable characters of ISO-8859-1. */
function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

/** RFC 2047, in which S3 returns metadata that came as UTF-8 in a form. */
function encodedWord(value: string): string {
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}

/** The encryption headers S3 repeats in its reply. */
export function encryptionHeaders(headers: Record<string, string>): Record<string, string> {
  const repeated: Record<string, string> = {};
  for (const name of ['x-amz-server-side-encryption', 'x-amz-server-side-encryption-aws-kms-key-id']) {
    const value = headers[name];
    if (value !== undefined) repeated[name] = value;
  }
  return repeated;
}

function refuseUnsupported(headers: Record<string, string>): void {
  const acl = headers['x-amz-acl'] ?? headers.acl ?? 'bucket-owner-full-control';
  if (acl !== 'bucket-owner-full-control' && acl !== 'private') {
    throw new S3Failure(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  for (const name of Object.keys(headers)) {
    if (name.startsWith('x-amz-grant-')) {
      throw new S3Failure(400, 'AccessControlListNotSupported', 'The bucket does not allow ACLs');
    }
    if (name.startsWith('x-amz-server-side-encryption-customer-')) {
      throw notImplemented('Encryption with a key of the customer (SSE-C)');
    }
  }
}
