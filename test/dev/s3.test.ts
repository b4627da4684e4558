import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUCKET, type S3Server, startS3Server } from './s3-server.ts';

const MEBIBYTE = 1024 * 1024;
const KEY = 'a/b c+ü (1).bin';

let server: S3Server;
let s3: S3Client;

beforeAll(async () => {
  server = await startS3Server();
  s3 = new S3Client({ maxAttempts: 1 });
});

afterAll(() => server.close());

beforeEach(() => {
  server.events.length = 0;
});

const put = (
  Key: string,
  Body: NonNullable<PutObjectCommandInput['Body']>,
  more: Partial<PutObjectCommandInput> = {},
) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const head = (Key: string) =>
  s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }));
const get = (Key: string, more: object = {}) =>
  s3.send(new GetObjectCommand({ Bucket: BUCKET, Key, ...more }));
const bytesOf = async (Key: string, more: object = {}) =>
  Buffer.from((await (await get(Key, more)).Body?.transformToByteArray()) ?? []);
const digest = (algorithm: string, data: string | Buffer) =>
  createHash(algorithm).update(data).digest('base64');
const refusal = (name: string, status: number) => ({ name, $metadata: { httpStatusCode: status } });

describe('an object', () => {
  it('comes back with its bytes, type, metadata and checksum', async () => {
    const body = randomBytes(100_000);
    const ChecksumSHA256 = digest('sha256', body);
    const stored = await put(KEY, body, {
      ContentType: 'application/pdf',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="x.pdf"',
      Metadata: { foo: 'bar' },
      ServerSideEncryption: 'aws:kms',
      ChecksumSHA256,
    });
    expect(stored).toMatchObject({ ChecksumSHA256, ServerSideEncryption: 'aws:kms' });
    expect(stored.ETag).toBe(`"${createHash('md5').update(body).digest('hex')}"`);

    const read = await get(KEY, { ChecksumMode: 'ENABLED' });
    expect(read).toMatchObject({
      ContentType: 'application/pdf',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="x.pdf"',
      Metadata: { foo: 'bar' },
      ChecksumSHA256,
    });
    expect(Buffer.from((await read.Body?.transformToByteArray()) ?? [])).toEqual(body);
    expect(await head(KEY)).toMatchObject({ ContentLength: 100_000, ChecksumSHA256 });
  });

  it('is read by range, and a range outside it is refused', async () => {
    await put('range', 'hello world');
    const part = await get('range', { Range: 'bytes=6-8' });
    expect(part.ContentRange).toBe('bytes 6-8/11');
    expect(await part.Body?.transformToString()).toBe('wor');
    expect(String(await bytesOf('range', { Range: 'bytes=-5' }))).toBe('world');
    expect(String(await bytesOf('range', { Range: 'bytes=-500' }))).toBe('hello world');
    await expect(get('range', { Range: 'bytes=11-' })).rejects.toMatchObject(refusal('InvalidRange', 416));
  });

  it('of 60 MB is stored whole and one over 100 MiB is refused', async () => {
    const body = Buffer.alloc(60_000_000, 'x');
    expect(await put('big', body)).toMatchObject({ ETag: expect.not.stringContaining('-') });
    expect((await bytesOf('big')).equals(body)).toBe(true);
    await expect(put('bigger', Buffer.alloc(100 * MEBIBYTE + 1))).rejects.toMatchObject(
      refusal('EntityTooLarge', 400),
    );
  });

  it('is stored from a stream with a trailing checksum', async () => {
    const client = new S3Client({ requestChecksumCalculation: 'WHEN_SUPPORTED', maxAttempts: 1 });
    const Body = Readable.from([Buffer.from('hello '), Buffer.from('world')]);
    const stored = await client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'stream', Body, ContentLength: 11 }),
    );
    expect(stored.ChecksumCRC32).toBe('DUoRhQ==');
    expect(String(await bytesOf('stream'))).toBe('hello world');
    expect((await get('stream')).ContentEncoding).toBeUndefined();
  });

  it.each([
    ['CRC32', 'DUoRhQ=='],
    ['CRC32C', 'yZRlqg=='],
    ['SHA1', digest('sha1', 'hello world')],
    ['SHA256', digest('sha256', 'hello world')],
  ] as const)('keeps a %s computed by the client', async (ChecksumAlgorithm, value) => {
    await put('sum', 'hello world', { ChecksumAlgorithm });
    expect(await head('sum')).toMatchObject({ [`Checksum${ChecksumAlgorithm}`]: value });
  });

  it.each([
    ['a wrong SHA-256', { ChecksumSHA256: digest('sha256', 'other') }, 'BadDigest'],
    ['a wrong SHA-1', { ChecksumSHA1: digest('sha1', 'other') }, 'BadDigest'],
    ['a wrong CRC32', { ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    ['a wrong CRC32C', { ChecksumCRC32C: 'AAAAAA==' }, 'BadDigest'],
    ['a wrong Content-MD5', { ContentMD5: digest('md5', 'other') }, 'BadDigest'],
    ['a Content-MD5 that is none', { ContentMD5: 'abc' }, 'InvalidDigest'],
    ['a SHA-256 that is none', { ChecksumSHA256: 'AAAA' }, 'InvalidRequest'],
    ['an ACL', { ACL: 'public-read' as const }, 'AccessControlListNotSupported'],
    ['over 2 kB of metadata', { Metadata: { a: 'x'.repeat(2048) } }, 'MetadataTooLarge'],
  ])('is refused with %s and leaves nothing behind', async (_, input, code) => {
    await expect(put('refused', 'body', input)).rejects.toMatchObject(refusal(code, 400));
    await expect(head('refused')).rejects.toMatchObject(refusal('NotFound', 404));
    expect(server.events).toEqual([]);
  });

  it.each([['../../escape'], ['a/../b'], ['a//b'], ['/a'], [`${'k'.repeat(300)}`], ['k'.repeat(1025)]])(
    'named %.20s cannot be held and is refused',
    async (key) => {
      await expect(put(key, 'x')).rejects.toMatchObject({ $fault: expect.any(String) });
    },
  );

  it('that is missing answers NoSuchKey, and NotFound to a HEAD', async () => {
    await expect(get('nope')).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await expect(head('nope')).rejects.toMatchObject(refusal('NotFound', 404));
  });
});

describe('a condition', () => {
  it('If-None-Match on a write lets one of twenty writers win', async () => {
    const writes = Array.from({ length: 20 }, (_, i) => put('once', `${i}`, { IfNoneMatch: '*' }));
    const outcomes = await Promise.allSettled(writes);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put('once', 'x', { IfNoneMatch: '*' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
  });

  it('If-Match on a write takes only the current ETag', async () => {
    const { ETag } = await put('match', '1');
    await expect(put('match', '2', { IfMatch: '"other"' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    await expect(put('match-nothing', '2', { IfMatch: '*' })).rejects.toMatchObject(
      refusal('NoSuchKey', 404),
    );
    await put('match', '2', { IfMatch: ETag });
    expect(String(await bytesOf('match'))).toBe('2');
  });

  it('on a read answers 304 or 412', async () => {
    const { ETag } = await put('read', '1');
    await expect(get('read', { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    await expect(get('read', { IfMatch: '"other"' })).rejects.toMatchObject(
      refusal('PreconditionFailed', 412),
    );
    expect(String(await bytesOf('read', { IfMatch: ETag, IfNoneMatch: '"other"' }))).toBe('1');
  });
});

describe('copying and deleting', () => {
  it('copies bytes, type, metadata and tags, or replaces the latter two', async () => {
    await put(KEY, 'copy me', { ContentType: 'text/plain', Metadata: { a: '1' }, Tagging: 'scan=clean' });
    const CopySource = `${BUCKET}/${encodeURIComponent(KEY)}`;
    const copied = await s3.send(new CopyObjectCommand({ Bucket: 'archive', Key: 'copy', CopySource }));
    expect(copied.CopyObjectResult?.ETag).toBe((await head(KEY)).ETag);
    const of = { Bucket: 'archive', Key: 'copy' };
    expect(await s3.send(new HeadObjectCommand(of))).toMatchObject({
      ContentType: 'text/plain',
      Metadata: { a: '1' },
    });
    expect((await s3.send(new GetObjectTaggingCommand(of))).TagSet).toEqual([
      { Key: 'scan', Value: 'clean' },
    ]);

    await s3.send(
      new CopyObjectCommand({
        ...of,
        CopySource,
        MetadataDirective: 'REPLACE',
        Metadata: { b: '2' },
        ContentType: 'text/csv',
      }),
    );
    expect(await s3.send(new HeadObjectCommand(of))).toMatchObject({
      ContentType: 'text/csv',
      Metadata: { b: '2' },
    });
  });

  it('refuses a copy of nothing, onto itself, or whose source changed', async () => {
    await put('self', 'x');
    const copy = (CopySource: string, more: object = {}) =>
      s3.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'self', CopySource, ...more }));
    await expect(copy(`${BUCKET}/none`)).rejects.toMatchObject(refusal('NoSuchKey', 404));
    await expect(copy('nobucket/none')).rejects.toMatchObject(refusal('NoSuchBucket', 404));
    await expect(copy(`${BUCKET}/self`)).rejects.toMatchObject(refusal('InvalidRequest', 400));
    await expect(
      copy(`${BUCKET}/self`, { MetadataDirective: 'REPLACE', CopySourceIfMatch: '"other"' }),
    ).rejects.toMatchObject(refusal('PreconditionFailed', 412));
  });

  it('deletes one object or many, and what is missing without an error', async () => {
    for (const key of ['d/1', 'd/2', 'd/&3']) await put(key, 'x');
    server.events.length = 0;
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'd/1' }));
    const Objects = [{ Key: 'd/2' }, { Key: 'd/&3' }, { Key: 'd/none' }];
    const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete: { Objects } }));
    expect(Deleted).toEqual(Objects);
    expect((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: 'd/' }))).KeyCount).toBe(0);
    expect(server.events.map(({ event }) => event.Records[0]?.s3.object.key)).toEqual([
      'd/1',
      'd/2',
      'd/%263',
    ]);
  });
});

describe('a multipart upload', () => {
  const upload = { Bucket: BUCKET, Key: 'parts' };

  it('joins its parts and keeps type, tags and a composite checksum', async () => {
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({
        ...upload,
        ContentType: 'video/mp4',
        Tagging: 'a=b',
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const bodies = [randomBytes(5 * MEBIBYTE), randomBytes(15 * MEBIBYTE)];
    const Parts = [];
    for (const [index, Body] of bodies.entries()) {
      const PartNumber = index + 1;
      const { ETag, ChecksumSHA256 } = await s3.send(
        new UploadPartCommand({ ...upload, UploadId, PartNumber, Body, ChecksumAlgorithm: 'SHA256' }),
      );
      Parts.push({ PartNumber, ETag, ChecksumSHA256 });
    }
    const done = await s3.send(
      new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }),
    );
    expect(done.ETag).toMatch(/-2"$/);
    expect(done.ChecksumSHA256).toMatch(/-2$/);
    expect((await bytesOf('parts')).equals(Buffer.concat(bodies))).toBe(true);
    expect(await head('parts')).toMatchObject({ ContentType: 'video/mp4', ETag: done.ETag });
    expect((await s3.send(new GetObjectTaggingCommand(upload))).TagSet).toEqual([{ Key: 'a', Value: 'b' }]);
    const attributes = await s3.send(
      new GetObjectAttributesCommand({
        ...upload,
        ObjectAttributes: ['ObjectSize', 'Checksum', 'ObjectParts'],
      }),
    );
    expect(attributes).toMatchObject({ ObjectSize: 20 * MEBIBYTE, ObjectParts: { TotalPartsCount: 2 } });
    expect(server.events.map(({ event }) => event.Records[0]?.eventName)).toEqual([
      'ObjectCreated:CompleteMultipartUpload',
    ]);
  });

  it('copies a part, refuses a wrong checksum and the upload of another key, and is aborted', async () => {
    await put('source', 'copied part');
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(upload));
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({ ...upload, UploadId, PartNumber: 1, CopySource: `${BUCKET}/source` }),
    );
    expect(CopyPartResult?.ETag).toBe((await head('source')).ETag);
    const part = { ...upload, UploadId, PartNumber: 2, Body: 'x' };
    await expect(
      s3.send(new UploadPartCommand({ ...part, ChecksumSHA256: digest('sha256', 'y') })),
    ).rejects.toMatchObject(refusal('BadDigest', 400));
    await expect(s3.send(new UploadPartCommand({ ...part, Key: 'other' }))).rejects.toMatchObject(
      refusal('NoSuchUpload', 404),
    );
    await s3.send(new AbortMultipartUploadCommand({ ...upload, UploadId }));
    await expect(s3.send(new UploadPartCommand(part))).rejects.toMatchObject(refusal('NoSuchUpload', 404));
  });
});

describe('a restart', () => {
  it('keeps objects, metadata, checksums, tags and parts', async () => {
    await put('lasting', 'content', { Metadata: { a: '1' }, Tagging: 'a=1', ChecksumAlgorithm: 'SHA256' });
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key: 'later' }));
    const part = { Bucket: BUCKET, Key: 'later', UploadId, PartNumber: 1 };
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: 'part' }));
    await server.restart();
    expect(String(await bytesOf('lasting'))).toBe('content');
    expect(await head('lasting')).toMatchObject({
      Metadata: { a: '1' },
      ChecksumSHA256: digest('sha256', 'content'),
    });
    expect((await get('lasting')).TagCount).toBe(1);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await s3.send(
      new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key: 'later', UploadId, MultipartUpload }),
    );
    expect(String(await bytesOf('later'))).toBe('part');
  });
});
