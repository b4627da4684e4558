import { once } from 'node:events';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { type Answer, listen } from '../../dev/cloud/server.ts';
import type { EmulatorRequest } from '../../dev/emulators/emulator.ts';

const servers: Server[] = [];
const faults: string[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
  faults.splice(0);
});

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
};

async function serving(answer: Answer): Promise<string> {
  const server = await listen(0, answer, (text) => faults.push(text));
  servers.push(server);
  return `http://127.0.0.1:${portOf(server)}`;
}

const ok = async () => ({ status: 200, headers: {}, body: 'ok' });

describe('a port', () => {
  test('that is taken is told with what to do about it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    servers.push(other);
    await once(other, 'listening');
    const port = portOf(other);
    await expect(listen(port, ok, () => {})).rejects.toThrow(
      `Port ${port} is taken. Stop what uses it, or choose another: PORT=3100 npm start.`,
    );
  });

  test('is open to this machine only', async () => {
    const server = await listen(0, ok, () => {});
    servers.push(server);
    expect(server.address()).toMatchObject({ address: '127.0.0.1' });
  });
});

describe('a request', () => {
  test('reaches the answer with method, target, headers, bytes and address', async () => {
    const seen: [EmulatorRequest, string][] = [];
    const url = await serving(async (request, sourceIp) => {
      seen.push([request, sourceIp]);
      return { status: 200, headers: {}, body: '' };
    });
    const body = Buffer.from([0, 255, 128, 10]);
    await fetch(`${url}/a%20b?c=%2F&d`, { method: 'PUT', headers: { 'X-Many': 'one' }, body });
    expect(seen).toEqual([
      [
        expect.objectContaining({
          method: 'PUT',
          target: '/a%20b?c=%2F&d',
          headers: expect.objectContaining({ 'x-many': 'one' }),
          body,
        }),
        '127.0.0.1',
      ],
    ]);
  });

  test('whose answer fails gets a 500 that tells nothing, and the log tells all', async () => {
    const url = await serving(async () => {
      throw new Error('a defect');
    });
    const response = await fetch(`${url}/x`);
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({ message: 'the local cloud failed; see its log' });
    expect(faults).toEqual([expect.stringMatching(/^GET \/x: Error: a defect\n\s+at /)]);
  });
});

describe('a reply', () => {
  const fetched = async (reply: Awaited<ReturnType<Answer>>, method = 'GET') =>
    fetch(await serving(async () => reply), { method });

  test('goes out as it is, bytes included', async () => {
    const response = await fetched({
      status: 201,
      headers: { etag: '"r1"' },
      body: Buffer.from([1, 0, 255]),
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('etag')).toBe('"r1"');
    expect(response.headers.get('content-length')).toBe('3');
    expect(Buffer.from(await response.arrayBuffer())).toEqual(Buffer.from([1, 0, 255]));
  });

  test('counts bytes and not characters, whatever length was stated', async () => {
    const response = await fetched({ status: 200, headers: { 'content-length': '1' }, body: 'ä€' });
    expect(response.headers.get('content-length')).toBe('5');
    expect(await response.text()).toBe('ä€');
  });

  test.each([204, 304])('of status %i has no body and no length', async (status) => {
    const response = await fetched({ status, headers: {}, body: 'ignored' });
    expect(response.headers.get('content-length')).toBeNull();
    expect(await response.text()).toBe('');
  });

  test('bears the time of whoever serves it, whatever it was given', async () => {
    const url = await serving(async () => ({
      ...(await ok()),
      headers: { date: 'Thu, 01 Jan 1970 00:00:00 GMT' },
    }));
    const before = Math.floor(Date.now() / 1000) * 1000;
    const told = Date.parse((await fetch(url)).headers.get('date') ?? '');
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });

  test('to HEAD states the length of what GET would bring', async () => {
    const url = new URL(
      await serving(async () => ({ status: 200, headers: { 'content-length': '42' }, body: '' })),
    );
    const asked = httpRequest({ host: url.hostname, port: url.port, method: 'HEAD' }).end();
    const [response] = await once(asked, 'response');
    expect(response.headers['content-length']).toBe('42');
    response.resume();
  });
});
