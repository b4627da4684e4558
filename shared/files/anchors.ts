import { ListObjectVersionsCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { anchorFolder, anchorKey, parseAnchorKey } from '../domain/audit-anchor.ts';
import type { ChainAnchor } from '../domain/audit-verifier.ts';
import { variable } from '../environment/variable.ts';
import { s3 } from './client.ts';

/** Stores where a chain stands, for good. Doing it again changes nothing. */
export async function storeAnchor(accountId: string, anchor: ChainAnchor, at: string): Promise<void> {
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: variable('ANCHORS_BUCKET'),
        Key: anchorKey(accountId, anchor),
        Body: JSON.stringify({ accountId, ...anchor, at }),
        ContentType: 'application/json',
        // Each version would be locked for years.
        IfNoneMatch: '*',
        // S3 takes nothing into a lock of which it cannot be sure.
        ChecksumAlgorithm: 'SHA256',
      }),
    );
  } catch (error) {
    if (!(error instanceof S3ServiceException) || error.name !== 'PreconditionFailed') throw error;
  }
}

/**
 * All anchors of a chain. Versions are listed, and not objects: anybody who may delete can put a mark on a locked object that
 * hides it from lists, and can do nothing about its version.
 */
export async function listAnchors(accountId: string): Promise<ChainAnchor[]> {
  const anchors: ChainAnchor[] = [];
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectVersionsCommand({
        Bucket: variable('ANCHORS_BUCKET'),
        Prefix: anchorFolder(accountId),
        KeyMarker,
        VersionIdMarker,
      }),
    );
    for (const { Key } of page.Versions ?? []) {
      const anchor = parseAnchorKey(Key ?? '');
      if (anchor) anchors.push({ seq: anchor.seq, hash: anchor.hash });
    }
    KeyMarker = page.IsTruncated ? page.NextKeyMarker : undefined;
    VersionIdMarker = page.NextVersionIdMarker;
  } while (KeyMarker !== undefined);
  return anchors;
}
