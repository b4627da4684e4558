import {
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetEmailIdentityCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EmulatorRequest } from '../../dev/emulators/emulator.ts';
import { type SignatureVerdict, verifySignature } from '../../dev/emulators/sigv4.ts';
import { ACCESS_KEY_ID, type EmulatorServer, REGION, secretOf, serveEmulator } from './emulator-server.ts';

const MINUTE = 60_000;

let server: EmulatorServer;
let received: EmulatorRequest[] = [];

beforeAll(async () => {
  server = await serveEmulator(async (request) => {
    received.push(request);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' };
  });
});

afterAll(() => server.close());

beforeEach(() => {
  received = [];
});

/** The request a client sent; what it made of the empty answer does not matter here. */
async function sent(call: () => Promise<unknown>): Promise<EmulatorRequest> {
  await call().catch(() => undefined);
  const request = received[0];
  if (!request) throw new Error('Nothing was sent');
  return request;
}

function verify(request: EmulatorRequest, now = new Date()): SignatureVerdict {
  return verifySignature(request, secretOf, now);
}

function codeOf(verdict: SignatureVerdict): string {
  return verdict.ok ? 'accepted' : verdict.code;
}

describe('a signature in the Authorization header', () => {
  it.each([
    ['sqs', () => new SQSClient({}).send(new ListQueuesCommand({}))],
    ['dynamodb', () => new DynamoDBClient({}).send(new ListTablesCommand({}))],
    [
      'cognito-idp',
      () => new CognitoIdentityProviderClient({}).send(new ListUserPoolsCommand({ MaxResults: 1 })),
    ],
    // A REST path with characters that are encoded twice for signing.
    ['ses', () => new SESv2Client({}).send(new GetEmailIdentityCommand({ EmailIdentity: "o'n+e @x.test" }))],
    ['s3', () => new S3Client({}).send(new GetObjectCommand({ Bucket: 'docs', Key: "a/b c+ü(1)!'*~.pdf" }))],
    [
      's3',
      () =>
        new S3Client({}).send(
          new PutObjectCommand({ Bucket: 'docs', Key: 'k', Body: 'x', Metadata: { a: 'b  c' } }),
        ),
    ],
  ])('of the SDK for %s is accepted and names its caller', async (service, call) => {
    const verdict = verify(await sent(call));
    expect(verdict).toEqual({
      ok: true,
      caller: { accessKeyId: ACCESS_KEY_ID, service, region: REGION, presigned: false },
    });
  });

  it('is accepted for the example in the S3 documentation', () => {
    const request = {
      method: 'GET',
      target: '/test.txt',
      headers: {
        host: 'examplebucket.s3.amazonaws.com',
        range: 'bytes=0-9',
        'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        'x-amz-date': '20130524T000000Z',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      },
      body: Buffer.alloc(0),
    };
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const verdict = verifySignature(request, () => secret, new Date('2013-05-24T00:10:00Z'));
    expect(codeOf(verdict)).toBe('accepted');
  });

  it.each<[string, string, (request: EmulatorRequest) => EmulatorRequest]>([
    ['the body changed', 'InvalidSignatureException', (r) => ({ ...r, body: Buffer.from('{"a":1}') })],
    ['the method changed', 'InvalidSignatureException', (r) => ({ ...r, method: 'GET' })],
    ['the path changed', 'InvalidSignatureException', (r) => ({ ...r, target: '/other' })],
    ['a parameter was added', 'InvalidSignatureException', (r) => ({ ...r, target: '/?x=1' })],
    [
      'a signed header changed',
      'InvalidSignatureException',
      (r) => withHeader(r, 'x-amz-target', 'AmazonSQS.PurgeQueue'),
    ],
    ['an x-amz header was added', 'AccessDenied', (r) => withHeader(r, 'x-amz-extra', '1')],
    ['the header is missing', 'MissingAuthenticationToken', (r) => withoutHeader(r, 'authorization')],
    [
      'the header is garbage',
      'AuthorizationHeaderMalformed',
      (r) => withHeader(r, 'authorization', 'AWS4-HMAC-SHA256 no'),
    ],
    ['the date is missing', 'AccessDenied', (r) => withoutHeader(r, 'x-amz-date')],
    [
      'the key is unknown',
      'UnrecognizedClientException',
      (r) => edited(r, (a) => a.replace(ACCESS_KEY_ID, 'AKIDOTHER')),
    ],
    [
      'the scope has another day',
      'InvalidSignatureException',
      (r) => edited(r, (a) => a.replace(/\/\d{8}\//, '/20200101/')),
    ],
    [
      'the scope has another region',
      'InvalidSignatureException',
      (r) => edited(r, (a) => a.replace(REGION, 'us-east-1')),
    ],
    ['the host is not signed', 'AccessDenied', (r) => edited(r, (a) => a.replace(';host', ''))],
    ['the signature is too short', 'InvalidSignatureException', (r) => edited(r, (a) => a.slice(0, -2))],
    [
      'chunks would be signed',
      'NotImplemented',
      (r) => withHeader(r, 'x-amz-content-sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD'),
    ],
    [
      'there is a second one in the query',
      'InvalidArgument',
      (r) => ({ ...r, target: '/?X-Amz-Signature=1' }),
    ],
  ])('is refused when %s', async (_, code, tamper) => {
    const request = await sent(() => new SQSClient({}).send(new ListQueuesCommand({})));
    expect(codeOf(verify(request))).toBe('accepted');
    expect(codeOf(verify(tamper(request)))).toBe(code);
  });

  it('is accepted up to 15 minutes from the receiver and refused beyond', async () => {
    const request = await sent(() =>
      new S3Client({}).send(new GetObjectCommand({ Bucket: 'docs', Key: 'k' })),
    );
    const at = (minutes: number) => codeOf(verify(request, new Date(Date.now() + minutes * MINUTE)));
    expect([at(-14), at(14)]).toEqual(['accepted', 'accepted']);
    expect([at(-16), at(16)]).toEqual(['RequestTimeTooSkewed', 'RequestTimeTooSkewed']);
  });

  it('of S3 is refused when the body is another than the one signed', async () => {
    const request = await sent(() =>
      new S3Client({}).send(new PutObjectCommand({ Bucket: 'docs', Key: 'k', Body: 'x' })),
    );
    expect(codeOf(verify({ ...request, body: Buffer.from('y') }))).toBe('XAmzContentSHA256Mismatch');
    expect(codeOf(verify(withoutHeader(request, 'x-amz-content-sha256')))).toBe('InvalidRequest');
  });
});

describe('a presigned URL', () => {
  const sign = (expiresIn = 60) =>
    getSignedUrl(new S3Client({}), new GetObjectCommand({ Bucket: 'docs', Key: 'a b/ü.pdf' }), { expiresIn });

  function get(url: string, headers: Record<string, string> = {}): EmulatorRequest {
    const { host, pathname, search } = new URL(url);
    return { method: 'GET', target: pathname + search, headers: { host, ...headers }, body: Buffer.alloc(0) };
  }

  it('of the SDK is accepted and marked as presigned', async () => {
    const verdict = verify(get(await sign()));
    expect(verdict).toMatchObject({ ok: true, caller: { accessKeyId: ACCESS_KEY_ID, presigned: true } });
  });

  it('is accepted for the example in the S3 documentation', () => {
    const request = get(
      'https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
    );
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    expect(codeOf(verifySignature(request, () => secret, new Date('2013-05-24T23:00:00Z')))).toBe('accepted');
    expect(codeOf(verifySignature(request, () => secret, new Date('2013-05-25T00:00:01Z')))).toBe(
      'AccessDenied',
    );
  });

  it.each([
    ['its path changed', 'SignatureDoesNotMatch', (url: string) => url.replace('/docs/', '/others/')],
    [
      'its expiry was raised',
      'SignatureDoesNotMatch',
      (url: string) => url.replace('Expires=60', 'Expires=600'),
    ],
    [
      'its expiry is zero',
      'AuthorizationQueryParametersError',
      (url: string) => url.replace('Expires=60', 'Expires=0'),
    ],
    [
      'its expiry is over a week',
      'AuthorizationQueryParametersError',
      (url: string) => url.replace('Expires=60', 'Expires=604801'),
    ],
    [
      'its expiry is no number',
      'AuthorizationQueryParametersError',
      (url: string) => url.replace('Expires=60', 'Expires=6e1'),
    ],
    [
      'its algorithm is another',
      'AuthorizationQueryParametersError',
      (url: string) => url.replace('HMAC', 'NONE'),
    ],
    ['its key is unknown', 'InvalidAccessKeyId', (url: string) => url.replace(ACCESS_KEY_ID, 'AKIDOTHER')],
    [
      'a reply header was added',
      'SignatureDoesNotMatch',
      (url: string) => `${url}&response-content-type=text/html`,
    ],
    [
      'its signature is missing',
      'SignatureDoesNotMatch',
      (url: string) => url.replace(/&X-Amz-Signature=[^&]+/, ''),
    ],
    ['its path cannot be decoded', 'InvalidURI', (url: string) => url.replace('/docs/', '/docs%zz/')],
  ])('is refused when %s', async (_, code, tamper) => {
    expect(codeOf(verify(get(tamper(await sign()))))).toBe(code);
  });

  it('is refused before its time, after its expiry and with an unsigned x-amz header', async () => {
    const request = get(await sign());
    expect(codeOf(verify(request, new Date(Date.now() + 61_000)))).toBe('AccessDenied');
    expect(codeOf(verify(request, new Date(Date.now() - 16 * MINUTE)))).toBe('AccessDenied');
    expect(codeOf(verify(withHeader(request, 'x-amz-acl', 'public-read')))).toBe('AccessDenied');
  });
});

function withHeader(request: EmulatorRequest, name: string, value: string): EmulatorRequest {
  return { ...request, headers: { ...request.headers, [name]: value } };
}

function withoutHeader(request: EmulatorRequest, name: string): EmulatorRequest {
  const { [name]: _, ...headers } = request.headers;
  return { ...request, headers };
}

function edited(request: EmulatorRequest, edit: (authorization: string) => string): EmulatorRequest {
  return withHeader(request, 'authorization', edit(request.headers.authorization ?? ''));
}
