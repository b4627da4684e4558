import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openCognito } from '../../dev/emulators/cognito/emulator.ts';
import { OPERATIONS } from '../../dev/emulators/cognito/operations/all-operations.ts';
import { CLIENT_ID, type Cognito, POOL_ID, REGION, startCognito } from './cognito-fixture.ts';

let cognito: Cognito;
beforeAll(async () => {
  cognito = await startCognito();
});
afterAll(() => cognito.remove());

const Answer = z.object({ __type: z.string(), message: z.string() });

async function post(
  operation: string,
  body: string,
): Promise<{ status: number; type: string; message: string }> {
  const reply = await fetch(cognito.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body,
  });
  const { __type: type, message } = Answer.parse(await reply.json());
  expect(reply.headers.get('x-amzn-errortype')).toBe(type);
  return { status: reply.status, type, message };
}

describe('the protocol', () => {
  it.each(['DescribeUserPool', 'AdminInitiateAuth', 'constructor', '__proto__', 'toString'])(
    'answers the unknown operation %s with a sentence',
    async (operation) => {
      expect(await post(operation, '{}')).toEqual({
        status: 400,
        type: 'UnknownOperationException',
        message: `The local Cognito does not answer the operation "${operation}".`,
      });
    },
  );

  it('answers a request without a target', async () => {
    const reply = await fetch(cognito.url, { method: 'POST', body: '{}' });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ __type: 'UnknownOperationException' });
  });

  it('answers 404 for other paths and methods', async () => {
    const statuses = await Promise.all([
      fetch(cognito.url).then(({ status }) => status),
      fetch(`${cognito.url}/${POOL_ID}`).then(({ status }) => status),
      fetch(cognito.url, { method: 'DELETE' }).then(({ status }) => status),
    ]);
    expect(statuses).toEqual([404, 404, 404]);
  });

  const MALFORMED = ['', '{', 'null', '[]', '"text"', '7', '\u0000', '['.repeat(100_000), '{"a":}'];

  it.each([...OPERATIONS.keys()])('%s answers malformed bodies with 400', async (operation) => {
    for (const body of MALFORMED) {
      const { status, type } = await post(operation, body);
      expect([status, type]).toEqual([400, 'SerializationException']);
    }
    const { status, type } = await post(operation, '{}');
    expect([status, type]).toEqual([400, 'InvalidParameterException']);
  });

  it('answers members of the wrong type as AWS does', async () => {
    const wrong = await post('SignUp', JSON.stringify({ ClientId: CLIENT_ID, Username: 7, Password: [] }));
    expect(wrong).toMatchObject({ status: 400, type: 'SerializationException' });
    expect(wrong.message).toContain("'username'");
    const missing = await post('SignUp', JSON.stringify({ ClientId: CLIENT_ID, Username: 'a@example.com' }));
    expect(missing).toEqual({
      status: 400,
      type: 'InvalidParameterException',
      message:
        "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
    });
  });

  it('takes members named like object internals as data', async () => {
    const body = `{"ClientId":"${CLIENT_ID}","AuthFlow":"USER_PASSWORD_AUTH","AuthParameters":{"__proto__":"x","constructor":"y"},"__proto__":{"polluted":true}}`;
    const { type } = await post('InitiateAuth', body);
    expect(type).toBe('InvalidParameterException');
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('answers unknown pools and clients', async () => {
    const pool = JSON.stringify({ UserPoolId: 'eu-west-1_Nowhere00' });
    expect((await post('ListUsers', pool)).type).toBe('ResourceNotFoundException');
    const client = JSON.stringify({ ClientId: 'nowhere', Username: 'a@example.com', Password: 'x' });
    expect((await post('SignUp', client)).type).toBe('ResourceNotFoundException');
  });

  it('tells a fault of its own to whoever runs it and not to the caller', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cognito-'));
    const faults: unknown[] = [];
    const emulator = openCognito({
      folder,
      region: REGION,
      now: () => new Date(),
      onMail: () => undefined,
      onFault: (error) => faults.push(error),
    });
    emulator.close();
    const reply = await emulator.emulate({
      method: 'POST',
      target: '/',
      headers: { 'x-amz-target': 'AWSCognitoIdentityProviderService.ListUsers' },
      body: Buffer.from(JSON.stringify({ UserPoolId: POOL_ID })),
    });
    rmSync(folder, { recursive: true });
    expect(reply.status).toBe(500);
    expect(JSON.parse(reply.body.toString())).toEqual({
      __type: 'InternalErrorException',
      message: 'The local Cognito failed.',
    });
    expect(faults).toEqual([expect.any(Error)]);
  });
});
