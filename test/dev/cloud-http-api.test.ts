import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { FunctionError } from '../../dev/cloud/function-pool.ts';
import { httpApi } from '../../dev/cloud/http-api.ts';
import type { EmulatorReply, EmulatorRequest } from '../../dev/emulators/emulator.ts';

const Event = z.looseObject({
  routeKey: z.string(),
  pathParameters: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});

const cors = {
  allowOrigins: ['https://app.example'],
  allowMethods: ['GET', 'POST'],
  allowHeaders: ['authorization', 'content-type'],
  exposeHeaders: ['etag', 'location'],
  maxAge: 3600,
};

/** An API whose routes all answer `result`; `events` is what they were given. */
function api(
  routeKeys: string[],
  result: (event: unknown) => unknown = () => ({ statusCode: 200 }),
  withCors = false,
) {
  const events: z.output<typeof Event>[] = [];
  const faults: string[] = [];
  const serve = httpApi({
    apiId: 'abc123',
    onFault: (text) => faults.push(text),
    now: () => new Date('2026-03-01T09:00:00.000Z'),
    cors: withCors ? cors : undefined,
    routes: routeKeys.map((routeKey) => ({
      routeKey,
      invoke: async (event: unknown) => {
        events.push(Event.parse(event));
        return result(event);
      },
    })),
  });
  const send = (request: Partial<EmulatorRequest>): Promise<EmulatorReply> =>
    serve({ method: 'GET', target: '/', headers: {}, body: Buffer.alloc(0), ...request }, '203.0.113.9');
  return { send, events, faults };
}

const replying = async (result: unknown): Promise<EmulatorReply> =>
  api(['GET /x'], () => result).send({ target: '/x' });

const failing = (kind: FunctionError['kind']): Promise<EmulatorReply> =>
  api(['GET /x'], () => {
    throw new FunctionError(kind, 'a text that nobody outside may read');
  }).send({ target: '/x' });

describe('a request goes to', () => {
  const { send, events } = api([
    '$default',
    'ANY /things/{id}',
    'GET /things/{id}',
    'GET /things/mine',
    'GET /files/{path+}',
    'GET /files/{id}/text',
  ]);
  const taken = async (method: string, target: string) => {
    await send({ method, target });
    const { routeKey, pathParameters } = events.at(-1) ?? {};
    return { routeKey, pathParameters };
  };

  test.each([
    ['the route of its very path', 'GET', '/things/mine', 'GET /things/mine', undefined],
    ['the route with parameters', 'GET', '/things/7', 'GET /things/{id}', { id: '7' }],
    ['the route of any method when its own has none', 'PUT', '/things/7', 'ANY /things/{id}', { id: '7' }],
    [
      'a route with parameters before a greedy one',
      'GET',
      '/files/7/text',
      'GET /files/{id}/text',
      { id: '7' },
    ],
    [
      'the greedy route with all that is left',
      'GET',
      '/files/a/b/c',
      'GET /files/{path+}',
      { path: 'a/b/c' },
    ],
    ['the default route when the path is unknown', 'GET', '/nothing', '$default', undefined],
    ['the default route when the method is unknown', 'POST', '/things/mine/x', '$default', undefined],
    ['the default route for a path one segment longer', 'GET', '/things/7/', '$default', undefined],
    ['the default route when a parameter would be empty', 'GET', '/things/', '$default', undefined],
    ['the default route when a greedy parameter would be empty', 'GET', '/files/', '$default', undefined],
  ])('%s', async (_, method, target, routeKey, pathParameters) => {
    expect(await taken(method, target)).toEqual({ routeKey, pathParameters });
  });

  test('a parameter that was decoded, or left alone when it cannot be', async () => {
    expect((await taken('GET', '/things/a%20%C3%A4%2Fb')).pathParameters).toEqual({ id: 'a ä/b' });
    expect((await taken('GET', '/things/50%')).pathParameters).toEqual({ id: '50%' });
  });

  test('nobody when there is no default route', async () => {
    expect(await api(['GET /x']).send({ target: '/y' })).toMatchObject({
      status: 404,
      body: '{"message":"Not Found"}',
    });
  });

  test('nobody when the route has no form that is known', () => {
    expect(() => api(['things'])).toThrow('cannot serve the route things');
  });
});

describe('the event', () => {
  test('has the shape of payload format 2.0', async () => {
    const { send, events } = api(['POST /things/{id}']);
    await send({
      method: 'POST',
      target: '/things/7?a=1&b=2&a=3&empty=',
      headers: {
        host: '127.0.0.1:3000',
        'user-agent': 'test',
        cookie: 'x=1; y=2',
        'content-type': 'application/json',
      },
      body: Buffer.from('{"name":"ä"}'),
    });
    expect(events).toEqual([
      {
        version: '2.0',
        routeKey: 'POST /things/{id}',
        rawPath: '/things/7',
        rawQueryString: 'a=1&b=2&a=3&empty=',
        cookies: ['x=1', 'y=2'],
        headers: { host: '127.0.0.1:3000', 'user-agent': 'test', 'content-type': 'application/json' },
        queryStringParameters: { a: '1,3', b: '2', empty: '' },
        pathParameters: { id: '7' },
        requestContext: {
          accountId: '000000000000',
          apiId: 'abc123',
          domainName: '127.0.0.1:3000',
          domainPrefix: 'abc123',
          http: {
            method: 'POST',
            path: '/things/7',
            protocol: 'HTTP/1.1',
            sourceIp: '203.0.113.9',
            userAgent: 'test',
          },
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          routeKey: 'POST /things/{id}',
          stage: '$default',
          time: 'Sun, 01 Mar 2026 09:00:00 GMT',
          timeEpoch: 1_772_355_600_000,
        },
        body: '{"name":"ä"}',
        isBase64Encoded: false,
      },
    ]);
  });

  test('leaves out what the request does not have', async () => {
    const { send, events } = api(['GET /x']);
    await send({ target: '/x' });
    for (const name of ['cookies', 'queryStringParameters', 'pathParameters', 'body']) {
      expect(events[0]).not.toHaveProperty(name);
    }
  });

  test.each([
    ['application/octet-stream', true],
    ['image/png', true],
    ['multipart/form-data; boundary=x', true],
    ['application/json; charset=utf-8', false],
    ['application/problem+json', false],
    ['application/x-www-form-urlencoded', false],
    ['text/csv', false],
    ['application/xml', false],
  ])('carries a body of %s in base64: %s', async (type, isBase64Encoded) => {
    const { send, events } = api(['POST /x']);
    const body = Buffer.from([0x61, 0x62]);
    await send({ method: 'POST', target: '/x', headers: { 'content-type': type }, body });
    expect(events[0]).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? 'YWI=' : 'ab' });
  });
});

describe('a reply of a function', () => {
  test('keeps status, headers by their lower-case names, and body', async () => {
    const reply = await replying({
      statusCode: 201,
      headers: { ETag: '"r1"', 'X-Count': 3 },
      body: '{"a":1}',
    });
    expect(reply).toEqual({
      status: 201,
      headers: { 'content-type': 'text/plain; charset=utf-8', etag: '"r1"', 'x-count': '3' },
      body: '{"a":1}',
    });
  });

  test('in base64 goes out as bytes', async () => {
    const { body } = await replying({ statusCode: 200, body: 'AAEC', isBase64Encoded: true });
    expect(body).toEqual(Buffer.from([0, 1, 2]));
  });

  test('sets its cookies', async () => {
    expect((await replying({ statusCode: 204, cookies: ['a=1; Path=/'] })).headers['set-cookie']).toBe(
      'a=1; Path=/',
    );
  });

  test.each([
    ['an object', { a: 1 }, '{"a":1}'],
    ['a list', [1, 2], '[1,2]'],
    ['a text', 'hello', 'hello'],
    ['nothing', null, 'null'],
  ])('without a status is a 200 with JSON: %s', async (_, result, body) => {
    expect(await replying(result)).toEqual({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body,
    });
  });

  test.each([
    ['a status that is none', { statusCode: 42 }],
    ['a status that is a text', { statusCode: 'ok' }],
    ['a body that is an object', { statusCode: 200, body: { a: 1 } }],
    ['a header that is a list', { statusCode: 200, headers: { a: ['b'] } }],
  ])('with %s is an error of the gateway', async (_, result) => {
    expect(await replying(result)).toMatchObject({
      status: 500,
      body: '{"message":"Internal Server Error"}',
    });
  });
});

describe('the gateway answers by itself', () => {
  test.each([
    ['threw', 500, 'Internal Server Error'],
    ['crashed', 500, 'Internal Server Error'],
    ['timed-out', 503, 'Service Unavailable'],
  ] as const)('when the function %s: %i', async (kind, status, message) => {
    expect(await failing(kind)).toEqual({
      status,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ message }),
    });
  });

  test('when the body is over 10 MB, and asks no function', async () => {
    const { send, events } = api(['POST /x']);
    const post = (size: number) => send({ method: 'POST', target: '/x', body: Buffer.alloc(size) });
    expect(await post(10 * 1024 * 1024 + 1)).toMatchObject({ status: 413 });
    expect(events).toEqual([]);
    expect(await post(10 * 1024 * 1024)).toMatchObject({ status: 200 });
  });

  test('but passes on what is wrong with itself', async () => {
    const broken = api(['GET /x'], () => {
      throw new TypeError('a defect of the local cloud');
    });
    await expect(broken.send({ target: '/x' })).rejects.toThrow('a defect of the local cloud');
  });
});

describe('with CORS', () => {
  const preflight = (origin: string): Partial<EmulatorRequest> => ({
    method: 'OPTIONS',
    target: '/x',
    headers: { origin, 'access-control-request-method': 'POST' },
  });
  const open = () =>
    api(
      ['ANY /x', '$default'],
      () => ({
        statusCode: 200,
        headers: {
          'Access-Control-Allow-Origin': '*',
          'Access-Control-Allow-Credentials': 'true',
          ETag: '"r1"',
        },
      }),
      true,
    );

  test('a preflight is answered before any route, for a listed origin', async () => {
    const { send, events } = open();
    expect(await send(preflight('https://app.example'))).toEqual({
      status: 204,
      headers: {
        'access-control-allow-origin': 'https://app.example',
        'access-control-allow-methods': 'GET,POST',
        'access-control-allow-headers': 'authorization,content-type',
        'access-control-max-age': '3600',
        vary: 'Origin',
      },
      body: '',
    });
    expect(events).toEqual([]);
  });

  test.each(['https://app.example.evil', 'http://app.example', 'https://APP.example', 'null'])(
    'a preflight of %s is let in nowhere',
    async (origin) => {
      expect(await open().send(preflight(origin))).toEqual({ status: 204, headers: {}, body: '' });
    },
  );

  test('an OPTIONS request that is no preflight goes to its route', async () => {
    const { send, events } = open();
    await send({ method: 'OPTIONS', target: '/x', headers: { origin: 'https://app.example' } });
    expect(events).toHaveLength(1);
  });

  test('the headers of the function are replaced by those of the gateway', async () => {
    const { headers } = await open().send({ target: '/x', headers: { origin: 'https://app.example' } });
    expect(headers).toEqual({
      'content-type': 'text/plain; charset=utf-8',
      etag: '"r1"',
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': 'etag,location',
      vary: 'Origin',
    });
  });

  test.each([{ origin: 'https://evil.example' }, {}])(
    'for %j the headers of the function are dropped',
    async (headers) => {
      const reply = await open().send({ target: '/x', headers });
      expect(reply.headers).toEqual({ 'content-type': 'text/plain; charset=utf-8', etag: '"r1"' });
    },
  );
});

test('without CORS the headers of the function stay, and OPTIONS is a method like others', async () => {
  const { send, events } = api(['ANY /x'], () => ({
    statusCode: 200,
    headers: { 'access-control-allow-origin': '*' },
  }));
  const origin = 'https://app.example';
  const reply = await send({
    method: 'OPTIONS',
    target: '/x',
    headers: { origin, 'access-control-request-method': 'GET' },
  });
  expect(reply.headers['access-control-allow-origin']).toBe('*');
  expect(events).toHaveLength(1);
});

test('a function that crashes is said to the operator, not to the caller', async () => {
  const { send, faults } = api(['GET /x'], () => {
    throw new FunctionError('crashed', 'it ran out of memory');
  });
  expect((await send({ target: '/x' })).body).not.toContain('memory');
  expect(faults).toEqual(['GET /x: it ran out of memory']);
});

test.each([
  '//',
  '///',
  '//[',
  '//a:99999999/',
  '//elsewhere.example/x',
  '*',
  'x',
  'http://elsewhere.example/x',
])('the odd target %s is an address that nothing serves', async (target) => {
  expect((await api(['GET /x']).send({ target })).status).toBe(404);
});
