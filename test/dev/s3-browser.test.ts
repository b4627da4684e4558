/** What a browser does with S3: presigned URLs, POST forms, cross-origin requests; and the events that follow. */
import { createHash } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ACCESS_KEY_ID, REGION } from './emulator-server.ts';
import { APP_ORIGIN, BUCKET, type S3Server, startS3Server } from './s3-server.ts';

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

const sha256 = (data: string) => createHash('sha256').update(data).digest('base64');
const head = (Key: string) =>
  s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key, ChecksumMode: 'ENABLED' }));
const content = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString();

async function outcome(response: Response): Promise<[number, string | undefined]> {
  return [response.status, /<Code>(.*?)<\/Code>/.exec(await response.text())?.[1]];
}

describe('a presigned upload', () => {
  const headers = { 'content-type': 'application/pdf' };
  const upload = { Bucket: BUCKET, Key: 'up/ü x.pdf', ContentType: 'application/pdf' };

  it('is stored with its type, by a URL on the one configured endpoint', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand(upload), { expiresIn: 60 });
    expect(url.startsWith(`${server.url}/${BUCKET}/up/`)).toBe(true);
    expect((await fetch(url, { method: 'PUT', body: 'PDFDATA', headers })).status).toBe(200);
    expect((await head(upload.Key)).ContentType).toBe('application/pdf');
    expect(await content(upload.Key)).toBe('PDFDATA');
  });

  it('is refused when forged, expired or anonymous', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ ...upload, Key: 'forged' }), { expiresIn: 60 });
    const forged = url.replace(/X-Amz-Signature=[0-9a-f]+/, `X-Amz-Signature=${'0'.repeat(64)}`);
    const send = async (address: string) =>
      outcome(await fetch(address, { method: 'PUT', body: 'EVIL', headers }));
    expect(await send(forged)).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await send(`${server.url}/${BUCKET}/forged`)).toEqual([403, 'AccessDenied']);
    server.advance(61_000);
    const late = await send(url);
    server.advance(-61_000);
    expect(late).toEqual([403, 'AccessDenied']);
    await expect(head('forged')).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('keeps to a signed length and type', async () => {
    const signableHeaders = new Set(['host', 'content-type', 'content-length']);
    const command = new PutObjectCommand({ ...upload, Key: 'exact', ContentLength: 3 });
    const url = await getSignedUrl(s3, command, { expiresIn: 60, signableHeaders });
    const send = async (body: string, type: string) =>
      (await fetch(url, { method: 'PUT', body, headers: { 'content-type': type } })).status;
    expect(await send('abcd', 'application/pdf')).toBe(403);
    expect(await send('abc', 'text/html')).toBe(403);
    expect(await send('abc', 'application/pdf')).toBe(200);
  });

  it('keeps to a checksum and carries metadata hoisted into the URL', async () => {
    const command = new PutObjectCommand({
      ...upload,
      Key: 'summed',
      ChecksumSHA256: sha256('abc'),
      Metadata: { k: 'v' },
    });
    const url = await getSignedUrl(s3, command, { expiresIn: 60 });
    expect(url).toContain('x-amz-checksum-sha256');
    expect(await outcome(await fetch(url, { method: 'PUT', body: 'abd', headers }))).toEqual([
      400,
      'BadDigest',
    ]);
    expect((await fetch(url, { method: 'PUT', body: 'abc', headers })).status).toBe(200);
    expect(await head('summed')).toMatchObject({ Metadata: { k: 'v' }, ChecksumSHA256: sha256('abc') });
  });

  it('signed with the SDK defaults is refused, for they pin the checksum of an empty body', async () => {
    const client = new S3Client({ requestChecksumCalculation: 'WHEN_SUPPORTED' });
    const url = await getSignedUrl(client, new PutObjectCommand({ ...upload, Key: 'pinned' }), {
      expiresIn: 60,
    });
    expect(await outcome(await fetch(url, { method: 'PUT', body: 'abc', headers }))).toEqual([
      400,
      'BadDigest',
    ]);
  });
});

describe('a presigned download', () => {
  it('names its file and type by the URL, and nothing can be changed about it', async () => {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'down', Body: 'x' }));
    const command = new GetObjectCommand({
      Bucket: BUCKET,
      Key: 'down',
      ResponseContentDisposition: 'attachment; filename="r.pdf"',
      ResponseContentType: 'application/x-foo',
    });
    const url = await getSignedUrl(s3, command, { expiresIn: 60 });
    const response = await fetch(url, { headers: { origin: APP_ORIGIN } });
    expect(response.headers.get('content-type')).toBe('application/x-foo');
    expect(response.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="r.pdf"');
    expect((await fetch(url.replace('x-foo', 'html'))).status).toBe(403);
    server.advance(61_000);
    const late = await outcome(await fetch(url));
    server.advance(-61_000);
    expect(late).toEqual([403, 'AccessDenied']);
  });
});

describe('a reply header', () => {
  it.each(['attachment; filename="ọ.pdf"', 'inline\r\nset-cookie: a=b'])(
    'that HTTP cannot carry is refused: %j',
    async (ResponseContentDisposition) => {
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'down', Body: 'x' }));
      const command = new GetObjectCommand({ Bucket: BUCKET, Key: 'down', ResponseContentDisposition });
      const url = await getSignedUrl(s3, command, { expiresIn: 60 });
      expect(await outcome(await fetch(url))).toEqual([400, 'InvalidArgument']);
    },
  );
});

describe('a POST form', () => {
  const options: PresignedPostOptions = {
    Bucket: BUCKET,
    Key: `post/\${filename}`,
    Conditions: [
      ['content-length-range', 2, 10],
      ['starts-with', '$Content-Type', 'image/'],
    ],
    Fields: { 'x-amz-meta-user': 'u1' },
    Expires: 60,
  };

  async function post(
    change: (fields: Record<string, string>) => Record<string, string> = (fields) => fields,
    data = '12345',
    more: Partial<PresignedPostOptions> = {},
  ): Promise<[number, string | undefined]> {
    const { url, fields } = await createPresignedPost(s3, { ...options, ...more });
    const body = formOf(change({ ...fields, 'Content-Type': 'image/png' }), data);
    return outcome(await fetch(url, { method: 'POST', body }));
  }

  it('goes to the one configured endpoint and is stored with its fields', async () => {
    const { url } = await createPresignedPost(s3, options);
    expect(url.replace(/\/$/, '')).toBe(`${server.url}/${BUCKET}`);
    expect(await post()).toEqual([204, undefined]);
    expect(await content('post/f 1.png')).toBe('12345');
    expect(await head('post/f 1.png')).toMatchObject({ ContentType: 'image/png', Metadata: { user: 'u1' } });
    expect(server.events[0]?.event.Records[0]).toMatchObject({
      eventName: 'ObjectCreated:Post',
      s3: { object: { key: 'post/f+1.png', size: 5 } },
    });
  });

  it('answers with a document or a redirect when its policy asks for one', async () => {
    const { url, fields } = await createPresignedPost(s3, {
      ...options,
      Key: 'post/answer',
      Conditions: [],
      Fields: { success_action_status: '201' },
    });
    const response = await fetch(url, { method: 'POST', body: formOf(fields) });
    expect([response.status, await response.text()]).toEqual([
      201,
      expect.stringContaining('<Key>post/answer</Key>'),
    ]);
  });

  it.each<[string, number, string, (fields: Record<string, string>) => Record<string, string>, string?]>([
    ['is too long', 400, 'EntityTooLarge', (fields) => fields, 'x'.repeat(11)],
    ['is too short', 400, 'EntityTooSmall', (fields) => fields, 'x'],
    ['has another type', 403, 'AccessDenied', (fields) => ({ ...fields, 'Content-Type': 'text/html' })],
    ['has no type', 403, 'AccessDenied', ({ 'Content-Type': _, ...fields }) => fields],
    ['has another key', 403, 'AccessDenied', (fields) => ({ ...fields, key: 'evil/x' })],
    ['has a key that climbs out', 400, 'InvalidURI', (fields) => ({ ...fields, key: 'post/../../x' })],
    ['has another metadata value', 403, 'AccessDenied', (fields) => ({ ...fields, 'x-amz-meta-user': 'u2' })],
    ['has an extra field', 403, 'AccessDenied', (fields) => ({ ...fields, 'x-amz-meta-admin': '1' })],
    ['has no policy', 403, 'AccessDenied', () => ({ key: 'post/x' })],
    [
      'has another policy',
      403,
      'SignatureDoesNotMatch',
      (fields) => ({ ...fields, Policy: `${fields.Policy}=` }),
    ],
  ])('whose upload %s is refused', async (_, status, code, change, data) => {
    expect(await post(change, data)).toEqual([status, code]);
  });

  it('is refused by another bucket than the one it was signed for', async () => {
    const { fields } = await createPresignedPost(s3, options);
    const body = formOf({ ...fields, 'Content-Type': 'image/png' });
    const response = await fetch(`${server.url}/archive`, { method: 'POST', body });
    expect(await outcome(response)).toEqual([403, 'AccessDenied']);
  });

  it('may carry metadata in any script, which comes back as an encoded word', async () => {
    const more = { Key: 'post/script', Fields: { 'x-amz-meta-name': 'Àdéọlá' } };
    expect(await post((fields) => fields, '12345', more)).toEqual([204, undefined]);
    const encoded = `=?UTF-8?B?${Buffer.from('Àdéọlá').toString('base64')}?=`;
    expect((await head('post/script')).Metadata).toEqual({ name: encoded });
  });

  it('is refused after its expiry', async () => {
    const { url, fields } = await createPresignedPost(s3, options);
    const body = formOf({ ...fields, 'Content-Type': 'image/png' });
    server.advance(61_000);
    const late = await outcome(await fetch(url, { method: 'POST', body }));
    server.advance(-61_000);
    expect(late).toEqual([403, 'AccessDenied']);
  });

  it('is refused with the wrong checksum, and keeps the right one', async () => {
    const Fields = { ...options.Fields, 'x-amz-checksum-sha256': sha256('12345') };
    const more = { Key: 'post/summed', Fields };
    expect(await post((fields) => fields, '12346', more)).toEqual([400, 'BadDigest']);
    expect(await post((fields) => fields, '12345', more)).toEqual([204, undefined]);
    expect(await head('post/summed')).toMatchObject({ ChecksumSHA256: sha256('12345') });
  });

  it('tells the front door who signed it before anything is stored', async () => {
    const { fields } = await createPresignedPost(s3, options);
    const encoded = new Request('http://x/', { method: 'POST', body: formOf(fields) });
    const body = Buffer.from(await encoded.arrayBuffer());
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
    const request = { method: 'POST', target: `/${BUCKET}`, headers, body };
    expect(server.emulator().authorize(request)).toEqual({
      ok: true,
      caller: { accessKeyId: ACCESS_KEY_ID, service: 's3', region: REGION, presigned: true },
    });
    expect(server.events).toEqual([]);
  });
});

describe('a cross-origin request', () => {
  const preflight = async (origin: string, method = 'PUT') => {
    const headers = {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': 'content-type',
    };
    const response = await fetch(`${server.url}/${BUCKET}/x`, { method: 'OPTIONS', headers });
    return [response.status, response.headers.get('access-control-allow-origin')];
  };

  it('is allowed from the origins of the bucket only', async () => {
    expect(await preflight(APP_ORIGIN)).toEqual([200, APP_ORIGIN]);
    expect(await preflight('https://a.preview.local')).toEqual([200, 'https://a.preview.local']);
    expect(await preflight('http://evil.local')).toEqual([403, null]);
    expect(await preflight(APP_ORIGIN, 'PATCH')).toEqual([403, null]);
  });

  it('learns of a refusal only from an allowed origin', async () => {
    const from = (origin: string) => fetch(`${server.url}/${BUCKET}/x`, { headers: { origin } });
    expect((await from(APP_ORIGIN)).headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect((await from('http://evil.local')).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('events', () => {
  it('follow every change, in order, with the key encoded as S3 does', async () => {
    const of = { Bucket: BUCKET, Key: "a b/ü+(1)'~.pdf" };
    const { ETag } = await s3.send(new PutObjectCommand({ ...of, Body: 'hello' }));
    await s3.send(
      new CopyObjectCommand({
        ...of,
        Key: 'copied',
        CopySource: encodeURI(`${BUCKET}/${of.Key}`).replace('+', '%2B'),
      }),
    );
    await s3.send(new PutObjectTaggingCommand({ ...of, Tagging: { TagSet: [] } }));
    await s3.send(new DeleteObjectCommand(of));
    await s3.send(new DeleteObjectCommand({ ...of, Key: 'never-was' }));
    const records = server.events.flatMap(({ event }) => event.Records);
    expect(records.map(({ eventName }) => eventName)).toEqual([
      'ObjectCreated:Put',
      'ObjectCreated:Copy',
      'ObjectTagging:Put',
      'ObjectRemoved:Delete',
    ]);
    expect(records[0]).toMatchObject({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: REGION,
      s3: {
        bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
        object: { key: 'a+b/%C3%BC%2B%281%29%27%7E.pdf', size: 5, eTag: ETag?.replaceAll('"', '') },
      },
    });
    expect(records[3]?.s3.object.size).toBeUndefined();
    const sequencers = records.map((record) => record.s3.object.sequencer);
    expect(sequencers.toSorted()).toEqual(sequencers);
  });
});

function formOf(fields: Record<string, string>, data = '12345'): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', new Blob([data]), 'f 1.png');
  return form;
}
