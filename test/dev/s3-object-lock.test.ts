import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type S3Server, startS3Server } from './s3-server.ts';

const Bucket = 'locked';

let server: S3Server;
let s3: S3Client;

beforeAll(async () => {
  server = await startS3Server();
  server.emulator().ensureBucket({ name: Bucket, corsOrigins: [], lockedDays: 2 });
  s3 = new S3Client({ maxAttempts: 1, requestChecksumCalculation: 'WHEN_REQUIRED' });
});

afterAll(() => server.close());

const put = (Key: string, Body = 'first', more: object = { ChecksumAlgorithm: 'SHA256' }) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const denied = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };

describe('a locked object', () => {
  it('can be neither replaced nor removed, in any way', async () => {
    await put('kept');
    await s3.send(new PutObjectCommand({ Bucket: 'archive', Key: 'other', Body: 'other' }));
    await expect(put('kept', 'second')).rejects.toMatchObject(denied);
    await expect(
      s3.send(new CopyObjectCommand({ Bucket, Key: 'kept', CopySource: 'archive/other' })),
    ).rejects.toMatchObject(denied);
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key: 'kept' }))).rejects.toMatchObject(denied);
    const { Errors } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'kept' }, { Key: 'nothing' }] } }),
    );
    expect(Errors).toMatchObject([{ Key: 'kept', Code: 'AccessDenied' }]);
    await expect(
      put('kept', 'second', { ChecksumAlgorithm: 'SHA256', IfNoneMatch: '*' }),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(await read('kept')).toBe('first');
  });

  it('is free again when its time is over', async () => {
    // Signatures of older requests would not be believed.
    const minutes = 3;
    const brief = 'brief';
    server.emulator().ensureBucket({ name: brief, corsOrigins: [], lockedDays: minutes / 24 / 60 });
    const store = (Body: string) =>
      s3.send(new PutObjectCommand({ Bucket: brief, Key: 'k', Body, ChecksumAlgorithm: 'SHA256' }));
    await store('first');
    await expect(store('second')).rejects.toMatchObject(denied);
    server.advance((minutes + 1) * 60_000);
    await store('second');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'nothing' }));
  });
});

describe('a bucket with Object Lock', () => {
  it('takes nothing of which it cannot be sure, as S3 does', async () => {
    await expect(put('unsure', 'x', {})).rejects.toMatchObject({
      name: 'InvalidRequest',
      $metadata: { httpStatusCode: 400 },
    });
    const ContentMD5 = createHash('md5').update('x').digest('base64');
    expect(await put('sure', 'x', { ContentMD5 })).toHaveProperty('ETag');
    expect(
      await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts', ChecksumAlgorithm: 'SHA256' })),
    ).toHaveProperty('UploadId');
  });

  it('lists versions in the order of keys, page by page', async () => {
    const keys = ['v/a', 'v/b', 'v/c', 'v/d', 'v/e'];
    for (const Key of keys) await put(Key);
    const seen: (string | undefined)[] = [];
    let KeyMarker: string | undefined;
    do {
      const page = await s3.send(
        new ListObjectVersionsCommand({ Bucket, Prefix: 'v/', MaxKeys: 2, KeyMarker }),
      );
      seen.push(...(page.Versions ?? []).map(({ Key }) => Key));
      expect(page.IsTruncated).toBe(page.NextKeyMarker !== undefined);
      KeyMarker = page.NextKeyMarker;
    } while (KeyMarker);
    expect(seen).toEqual(keys);
  });
});
