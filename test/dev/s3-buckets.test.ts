import {
  CreateBucketCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketCorsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUCKET, type S3Server, startS3Server } from './s3-server.ts';

let server: S3Server;
let s3: S3Client;

beforeAll(async () => {
  server = await startS3Server();
  s3 = new S3Client({ maxAttempts: 1 });
});

afterAll(() => server.close());

const put = (Key: string, Body: string, Tagging?: string) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, Tagging }));
const get = (Key: string) => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
const refusal = (name: string, status: number) => ({ name, $metadata: { httpStatusCode: status } });

describe('listing', () => {
  const list = (more: object) => s3.send(new ListObjectsV2Command({ Bucket: 'archive', ...more }));

  beforeAll(async () => {
    const keys = ['Z', 'a', 'b/1', 'b/2', 'c&<d>', 'é', ...Array.from({ length: 12 }, (_, i) => `n/${i}`)];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: 'archive', Key, Body: 'x' }));
  });

  it('is in the order of bytes and escapes keys', async () => {
    const { Contents, KeyCount } = await list({});
    const keys = Contents?.map(({ Key }) => Key);
    expect(keys?.slice(0, 5)).toEqual(['Z', 'a', 'b/1', 'b/2', 'c&<d>']);
    expect(keys?.at(-1)).toBe('é');
    expect(KeyCount).toBe(18);
    expect((await list({ EncodingType: 'url', Prefix: 'c' })).Contents?.[0]?.Key).toBe('c%26%3Cd%3E');
  });

  it('visits every key and prefix once, whatever the page size', async () => {
    for (const MaxKeys of [1, 2, 5]) {
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ Delimiter: '/', MaxKeys, ContinuationToken });
        seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
        seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      expect(seen.toSorted()).toEqual(['Z', 'a', 'b/', 'c&<d>', 'n/', 'é'].toSorted());
    }
  });

  it('starts after a key, even inside a common prefix, and refuses a forged token', async () => {
    expect((await list({ StartAfter: 'n/8' })).Contents?.map(({ Key }) => Key)).toEqual(['n/9', 'é']);
    const rolledUp = await list({ StartAfter: 'n/8', Delimiter: '/' });
    expect(rolledUp.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['n/']);
    await expect(list({ ContinuationToken: '???' })).rejects.toMatchObject(refusal('InvalidArgument', 400));
  });
});

describe('tags', () => {
  const of = { Bucket: BUCKET, Key: 'tagged' };
  const tagSet = async () => (await s3.send(new GetObjectTaggingCommand(of))).TagSet;

  it('are set with the object, replaced and removed without touching its content', async () => {
    await put('tagged', 'content', 'a=1&b=%26');
    expect(await tagSet()).toEqual([
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '&' },
    ]);
    const TagSet = [{ Key: 'scan', Value: 'clean <ok>' }];
    await s3.send(new PutObjectTaggingCommand({ ...of, Tagging: { TagSet } }));
    expect(await tagSet()).toEqual(TagSet);
    const read = await get('tagged');
    expect([await read.Body?.transformToString(), read.TagCount]).toEqual(['content', 1]);
    await s3.send(new DeleteObjectTaggingCommand(of));
    expect(await tagSet()).toEqual([]);
  });

  it('end with the object they belong to', async () => {
    await put('tagged', '1', 'a=1');
    await put('tagged', '2');
    expect(await tagSet()).toEqual([]);
  });

  it('are refused when there are too many, twice the same or no object', async () => {
    const tag = (TagSet: { Key: string; Value: string }[], Key = 'tagged') =>
      s3.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key, Tagging: { TagSet } }));
    const eleven = Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    await expect(tag(eleven)).rejects.toMatchObject(refusal('BadRequest', 400));
    const twice = [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ];
    await expect(tag(twice)).rejects.toMatchObject(refusal('InvalidTag', 400));
    await expect(tag([], 'nope')).rejects.toMatchObject(refusal('NoSuchKey', 404));
  });
});

describe('a bucket', () => {
  it('is found when it was ensured, and answers NoSuchBucket when not', async () => {
    expect((await s3.send(new HeadBucketCommand({ Bucket: BUCKET }))).BucketRegion).toBe('eu-central-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket: BUCKET }))).LocationConstraint).toBe(
      'eu-central-1',
    );
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([
      'archive',
      BUCKET,
    ]);
    await expect(s3.send(new GetObjectCommand({ Bucket: 'nobucket', Key: 'k' }))).rejects.toMatchObject(
      refusal('NoSuchBucket', 404),
    );
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'nobucket' }))).rejects.toMatchObject(
      refusal('NotFound', 404),
    );
    expect(server.emulator().hasBucket('nobucket')).toBe(false);
  });

  it.each([
    ['creation', () => s3.send(new CreateBucketCommand({ Bucket: BUCKET }))],
    [
      'CORS',
      () => s3.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: [] } })),
    ],
    [
      'versioning',
      () => s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: {} })),
    ],
    ['versions', () => s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))],
    ['object ACLs', () => s3.send(new PutObjectAclCommand({ Bucket: BUCKET, Key: 'kept', ACL: 'private' }))],
    [
      'retention',
      () => s3.send(new PutObjectRetentionCommand({ Bucket: BUCKET, Key: 'kept', Retention: {} })),
    ],
    [
      'a version of an object',
      () => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'kept', VersionId: '1' })),
    ],
  ])('answers NotImplemented to %s and changes nothing', async (_, call) => {
    await put('kept', 'kept');
    await expect(call()).rejects.toMatchObject(refusal('NotImplemented', 501));
    expect(await (await get('kept')).Body?.transformToString()).toBe('kept');
  });
});
