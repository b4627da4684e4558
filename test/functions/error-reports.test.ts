import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { reportError } from '../../shared/runtime/error-reports.ts';

afterEach(() => vi.unstubAllEnvs());

test('a defect reaches Sentry with its stack and keys where a DSN is set', async () => {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    received.push(Buffer.concat(chunks).toString());
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  vi.stubEnv('SENTRY_DSN', `http://public@127.0.0.1:${port}/1`);
  try {
    await reportError(new RangeError('a defect for the test'), { requestId: 'r-1' });
    const report = received.join('\n');
    expect(report).toContain('a defect for the test');
    expect(report).toContain('RangeError');
    expect(report).toContain('error-reports.test.ts');
    expect(report).toContain('"requestId":"r-1"');
  } finally {
    server.close();
  }
});

test('nothing is loaded or sent without a DSN', async () => {
  vi.stubEnv('SENTRY_DSN', '');
  await expect(reportError(new Error('nobody hears this'), {})).resolves.toBeUndefined();
});
