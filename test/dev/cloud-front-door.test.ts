import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CognitoIdentityProviderClient,
  ListUsersCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentialsFrom } from '../../dev/cloud/credentials.ts';
import { type Call, type FrontDoor, frontDoor } from '../../dev/cloud/front-door.ts';
import type { Emulator, EmulatorReply } from '../../dev/emulators/emulator.ts';
import { type Fauxqs, startFauxqs } from '../../dev/emulators/fauxqs.ts';
import { type S3Emulator, s3Emulator } from '../../dev/emulators/s3/emulator.ts';
import { type EmulatorServer, serveEmulator } from './emulator-server.ts';

const region = 'eu-west-1';
const login = 'MyTypist-test-Auth-Login';
const render = 'MyTypist-test-Jobs-Render';
const credentials = credentialsFrom('the secret of a data folder', [login, render]);

let folder: string;
let fauxqs: Fauxqs;
let s3: S3Emulator;
let door: FrontDoor;
let server: EmulatorServer;
let reached: string[] = [];
let calls: { call: Call; reply: EmulatorReply }[] = [];

/** An emulator that answers everything; which one was asked is what matters here. */
const noting =
  (name: string): Emulator =>
  async () => {
    reached.push(name);
    return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' };
  };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mytypist-door-'));
  fauxqs = await startFauxqs({ folder, region });
  s3 = s3Emulator({
    storage: fauxqs.storage,
    secretOf: credentials.secretOf,
    now: () => new Date(),
    region,
    onEvent: () => {},
    folder,
  });
  s3.ensureBucket({ name: 'uploads', corsOrigins: [] });
  door = frontDoor({
    emulators: {
      dynamodb: noting('dynamodb'),
      sqs: noting('sqs'),
      'cognito-idp': noting('cognito-idp'),
      ses: noting('ses'),
    },
    s3,
    secretOf: credentials.secretOf,
    callerOf: credentials.callerOf,
    now: () => new Date(),
  });
  server = await serveEmulator(
    async (request) => (await door.answer(request)) ?? { status: 404, headers: {}, body: 'api' },
  );
});

beforeEach(() => {
  reached = [];
  calls = [];
  door.guards.clear();
  door.observers.clear();
  door.observers.add((call, reply) => {
    calls.push({ call, reply });
  });
});

afterAll(async () => {
  await server.close();
  await s3.close();
  await fauxqs.close();
  await rm(folder, { recursive: true });
});

/** What an SDK client of a function is made with. */
const as = (keys: { accessKeyId: string; secretAccessKey: string }) => ({
  endpoint: server.url,
  region,
  credentials: keys,
  maxAttempts: 1,
});

const read = new GetItemCommand({ TableName: 'Table', Key: { pk: { S: 'a' }, sk: { S: 'b' } } });
const put = new PutObjectCommand({ Bucket: 'uploads', Key: 'accounts/a/b', Body: 'text' });
const signUp = new SignUpCommand({
  ClientId: 'client',
  Username: 'a@b.example',
  Password: 'Correct-horse-9',
});
const mail = new SendEmailCommand({
  FromEmailAddress: 'a@b.example',
  Destination: { ToAddresses: ['c@d.example'] },
  Content: { Simple: { Subject: { Data: 's' }, Body: { Text: { Data: 't' } } } },
});

const seen = () => calls.map(({ call: { service, operation, caller } }) => ({ service, operation, caller }));

describe('a call', () => {
  test('reaches the service that it is meant for, by what it says of itself', async () => {
    const keys = as(credentials.keysOf(render));
    await new DynamoDBClient(keys).send(read);
    await new SQSClient(keys)
      .send(new SendMessageCommand({ QueueUrl: `${server.url}/0/q`, MessageBody: 'x' }))
      .catch(() => {});
    await new CognitoIdentityProviderClient(keys).send(signUp);
    await new SESv2Client(keys).send(mail);
    await new S3Client({ ...keys, forcePathStyle: true }).send(put);
    expect(reached).toEqual(['dynamodb', 'sqs', 'cognito-idp', 'ses']);
    expect(seen().map(({ service, operation }) => [service, operation])).toEqual([
      ['dynamodb', 'GetItem'],
      ['sqs', 'SendMessage'],
      ['cognito-idp', 'SignUp'],
      ['ses', 'SendEmail'],
      ['s3', 'PUT object'],
    ]);
  });

  test('for the keys of the user pool needs no signature', async () => {
    await fetch(`${server.url}/eu-west-1_abcdefghi/.well-known/jwks.json`);
    expect(seen()).toEqual([{ service: 'cognito-idp', operation: 'GetKeys', caller: undefined }]);
  });

  test.each(['/api/v1/documents', '/', '/health', '/unknown-bucket/key'])(
    'of %s is not for AWS',
    async (path) => {
      const response = await fetch(`${server.url}${path}`);
      expect(await response.text()).toBe('api');
      expect(calls).toEqual([]);
    },
  );
});

describe('the caller', () => {
  test('is the function whose credentials signed', async () => {
    await new DynamoDBClient(as(credentials.keysOf(login))).send(read);
    await new DynamoDBClient(as(credentials.keysOf(render))).send(read);
    await new DynamoDBClient(as(credentials.operator)).send(read);
    await new S3Client({ ...as(credentials.keysOf(render)), forcePathStyle: true }).send(put);
    expect(seen().map(({ caller }) => caller)).toEqual([login, render, 'operator', render]);
  });

  test('of a presigned link is the function that made the link', async () => {
    const client = new S3Client({ ...as(credentials.keysOf(render)), forcePathStyle: true });
    await client.send(put);
    const link = await getSignedUrl(client, new GetObjectCommand({ Bucket: 'uploads', Key: 'accounts/a/b' }));
    const response = await fetch(link);
    expect(await response.text()).toBe('text');
    expect(seen().at(-1)).toEqual({ service: 's3', operation: 'GET object', caller: render });
  });

  test('is nobody for what needs no signature, and somebody when it is signed all the same', async () => {
    const unsigned = new CognitoIdentityProviderClient({
      ...as(credentials.operator),
      signer: { sign: async (request) => request },
    });
    await unsigned.send(signUp);
    await new CognitoIdentityProviderClient(as(credentials.operator)).send(
      new ListUsersCommand({ UserPoolId: 'pool' }),
    );
    expect(seen().map(({ operation, caller }) => [operation, caller])).toEqual([
      ['SignUp', undefined],
      ['ListUsers', 'operator'],
    ]);
  });
});

describe('credentials', () => {
  test('are the same for the same folder and function, and differ otherwise', () => {
    const again = credentialsFrom('the secret of a data folder', [login]);
    const elsewhere = credentialsFrom('another secret', [login]);
    expect(again.keysOf(login)).toEqual(credentials.keysOf(login));
    const all = [
      credentials.keysOf(login),
      credentials.keysOf(render),
      credentials.operator,
      elsewhere.keysOf(login),
    ];
    expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(4);
    expect(new Set(all.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(4);
  });

  test('of a function that the template does not have are unknown', () => {
    const { accessKeyId } = credentials.keysOf('Somebody-Else');
    expect(credentials.secretOf(accessKeyId)).toBeUndefined();
    expect(credentials.callerOf(accessKeyId)).toBeUndefined();
  });
});

describe('a call is refused before any service sees it', () => {
  const own = credentials.keysOf(login);

  test.each([
    ['a wrong secret', { ...own, secretAccessKey: 'guessed' }, 403, 'InvalidSignatureException'],
    [
      'an unknown key',
      { accessKeyId: 'LOCALNOBODY', secretAccessKey: 'x' },
      403,
      'UnrecognizedClientException',
    ],
    [
      'the key of another with the own secret',
      { ...own, accessKeyId: credentials.keysOf(render).accessKeyId },
      403,
      'InvalidSignatureException',
    ],
  ])('with %s', async (_, keys, httpStatusCode, name) => {
    const refused = new DynamoDBClient(as(keys)).send(read);
    await expect(refused).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
    expect(reached).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('without a signature', async () => {
    const headers = {
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
    };
    const response = await fetch(server.url, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      __type: expect.stringMatching(/^MissingAuthenticationToken/),
    });
    expect(reached).toEqual([]);
  });

  test('with a body that was changed after it was signed', async () => {
    await new DynamoDBClient(as(own)).send(read);
    const signed = calls[0]?.call.request;
    if (!signed) throw new Error('the call was seen');
    const body = Buffer.from(signed.body.toString().replace('"Table"', '"Other"'));
    expect(body).not.toEqual(signed.body);
    expect(await door.answer({ ...signed, body })).toMatchObject({
      status: 403,
      headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
    });
    expect(reached).toEqual(['dynamodb']);
  });

  test('by S3 in its own words', async () => {
    const wrong = new S3Client({ ...as({ ...own, secretAccessKey: 'guessed' }), forcePathStyle: true });
    await expect(wrong.send(put)).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    expect(calls.map(({ call }) => call.caller)).toEqual([undefined]);
  });
});

describe('guards', () => {
  const denied: EmulatorReply = {
    status: 400,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'AccessDeniedException', message: 'not this one' }),
  };

  test('can refuse what one caller does, and let others pass', async () => {
    door.guards.add(({ caller, operation }) =>
      caller === login && operation === 'GetItem' ? denied : undefined,
    );
    const refused = new DynamoDBClient(as(credentials.keysOf(login))).send(read);
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException', message: 'not this one' });
    await new DynamoDBClient(as(credentials.keysOf(render))).send(read);
    expect(reached).toEqual(['dynamodb']);
  });

  test('may take their time, and the first to refuse decides', async () => {
    const asked: string[] = [];
    door.guards.add(async () => {
      await Promise.resolve();
      asked.push('first');
      return undefined;
    });
    door.guards.add(() => {
      asked.push('second');
      return denied;
    });
    door.guards.add(() => {
      asked.push('third');
      return undefined;
    });
    const refused = new DynamoDBClient(as(credentials.operator)).send(read);
    await expect(refused).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(asked).toEqual(['first', 'second']);
  });
});

test('observers see each call with its reply, and nothing of what a guard refused', async () => {
  const client = new DynamoDBClient(as(credentials.operator));
  await client.send(read);
  door.guards.add(() => ({ status: 400, headers: {}, body: '{}' }));
  await client.send(read).catch(() => {});
  expect(calls).toEqual([
    {
      call: expect.objectContaining({
        operation: 'GetItem',
        request: expect.objectContaining({ method: 'POST' }),
      }),
      reply: expect.objectContaining({ status: 200, body: '{}' }),
    },
  ]);
});
