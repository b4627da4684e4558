/** Integrity checks of uploads: Content-MD5 and the `x-amz-checksum-*` family. */
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { crc32c } from './crc32c.ts';
import { notImplemented, S3Failure } from './failure.ts';

export type ChecksumAlgorithm = 'CRC32' | 'CRC32C' | 'SHA1' | 'SHA256';

/** A checksum S3 keeps with the object; `value` is base64. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  value: string;
}

const ALGORITHMS: readonly ChecksumAlgorithm[] = ['CRC32', 'CRC32C', 'SHA1', 'SHA256'];
const DIGEST_BYTES: Record<ChecksumAlgorithm, number> = { CRC32: 4, CRC32C: 4, SHA1: 20, SHA256: 32 };
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The header, form field or trailer that carries a checksum. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** Computes a checksum as base64. */
export function computeChecksum(algorithm: ChecksumAlgorithm, body: Buffer): string {
  switch (algorithm) {
    case 'SHA1':
      return createHash('sha1').update(body).digest('base64');
    case 'SHA256':
      return createHash('sha256').update(body).digest('base64');
    case 'CRC32':
      return bigEndian(crc32(body));
    case 'CRC32C':
      return bigEndian(crc32c(body));
  }
}

/** Reads the name of an algorithm as S3 writes it; refuses the ones that are not kept locally. */
export function parseAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  if (name === undefined) return undefined;
  const algorithm = ALGORITHMS.find((known) => known === name.toUpperCase());
  if (!algorithm) throw notImplemented(`The checksum algorithm ${name}`);
  return algorithm;
}

/**
 * Compares a body with every checksum its sender gave and returns the one to keep.
 *
 * @param headers request headers together with the trailers of the body, or the fields of a POST form
 * @throws S3Failure BadDigest, InvalidDigest or InvalidRequest
 */
export function verifyChecksums(headers: Record<string, string>, body: Buffer): Checksum | undefined {
  checkContentMd5(headers['content-md5'], body);
  if (headers['x-amz-checksum-crc64nvme'] !== undefined) {
    throw notImplemented('The checksum algorithm CRC64NVME');
  }
  const given = ALGORITHMS.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  if (given.length > 1) {
    throw new S3Failure(400, 'InvalidRequest', 'Expecting a single x-amz-checksum- header');
  }
  const [algorithm] = given;
  if (!algorithm) {
    if (headers['x-amz-sdk-checksum-algorithm'] !== undefined) {
      throw new S3Failure(
        400,
        'InvalidRequest',
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
      );
    }
    return undefined;
  }
  const name = checksumHeader(algorithm);
  const value = headers[name] ?? '';
  if (!BASE64.test(value) || Buffer.from(value, 'base64').length !== DIGEST_BYTES[algorithm]) {
    throw new S3Failure(400, 'InvalidRequest', `Value for ${name} header is invalid.`);
  }
  if (value !== computeChecksum(algorithm, body)) {
    throw new S3Failure(
      400,
      'BadDigest',
      `The ${algorithm} you specified did not match the calculated checksum.`,
    );
  }
  return { algorithm, value };
}

function checkContentMd5(given: string | undefined, body: Buffer): void {
  if (given === undefined) return;
  if (!BASE64.test(given) || Buffer.from(given, 'base64').length !== 16) {
    throw new S3Failure(400, 'InvalidDigest', 'The Content-MD5 you specified was invalid.');
  }
  if (given !== createHash('md5').update(body).digest('base64')) {
    throw new S3Failure(400, 'BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
}

function bigEndian(value: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes.toString('base64');
}
