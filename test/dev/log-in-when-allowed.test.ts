import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { logInWhenAllowed } from '../../dev/journey.ts';

const person = { email: 'demo@example.com', password: 'Some-pass-2026' };

/** A server that answers each login with the next of some answers. */
async function answering(...answers: [status: number, body: object][]) {
  const server = createServer((_, response) => {
    const [status, body] = answers.shift() ?? [500, {}];
    response.writeHead(status, { 'retry-after': '0' }).end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return { url: `http://127.0.0.1:${address.port}`, left: answers };
}

const refusal = (code: string) => ({ error: { code, message: 'No.', requestId: 'req_1' } });
const tokens = { accessToken: 'one', refreshToken: 'two', tokenType: 'Bearer', expiresIn: 3600 };

test('a login that is one too many is tried again when it is allowed', async () => {
  const limited: [number, object] = [429, refusal('rate-limited')];
  const { url, left } = await answering(limited, limited, [200, tokens]);
  expect(await logInWhenAllowed(url, person)).toMatchObject({ accessToken: 'one' });
  expect(left).toEqual([]);
});

test('a login that is refused for another reason is not', async () => {
  const { url, left } = await answering([401, refusal('invalid-credentials')], [200, tokens]);
  await expect(logInWhenAllowed(url, person)).rejects.toThrow(
    expect.objectContaining({ code: 'invalid-credentials' }),
  );
  expect(left).toHaveLength(1);
});
