import { expect, inject, test } from 'vitest';
import { getHealth } from '../../../shared/contract/monitoring.ts';
import { expectJsonHeaders } from '../expectations.ts';
import { send } from '../send.ts';

test('says that the table can be reached', async () => {
  const answer = await send(getHealth);
  expect(answer.status).toBe(200);
  expectJsonHeaders(answer.headers);
  expect(JSON.parse(answer.text)).toEqual({ status: 'ok', time: expect.stringMatching(/Z$/) });
});

test('needs no token, and does not mind a wrong one', async () => {
  expect((await send(getHealth, { token: 'garbage' })).status).toBe(200);
});

test('says nothing about the inside', async () => {
  const { text } = await send(getHealth);
  expect(Object.keys(JSON.parse(text)).toSorted()).toEqual(['status', 'time']);
});

/** The origin that the shared local cloud was synthesised with. */
const ours = 'http://127.0.0.1:3000';

test('lets pages of our own origin read it, and no others', async () => {
  const own = await send(getHealth, { headers: { origin: ours } });
  expect(own.headers.get('access-control-allow-origin')).toBe(ours);
  expect(own.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('x-request-id');
  expect(own.headers.get('access-control-allow-credentials')).toBeNull();
  for (const origin of ['https://evil.example', 'null', `${ours}.evil.example`, 'http://127.0.0.1:3001']) {
    const foreign = await send(getHealth, { headers: { origin } });
    expect(foreign.headers.get('access-control-allow-origin'), origin).toBeNull();
  }
});

test('is preceded by a preflight that names what may be sent', async () => {
  const preflight = (origin: string) =>
    fetch(`${inject('baseUrl')}/health`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'if-match',
      },
    });
  const own = await preflight(ours);
  expect(own.status).toBe(204);
  expect(own.headers.get('access-control-allow-origin')).toBe(ours);
  expect(own.headers.get('access-control-allow-methods')).toContain('PATCH');
  for (const header of ['authorization', 'content-type', 'if-match', 'prefer']) {
    expect(own.headers.get('access-control-allow-headers')).toContain(header);
  }
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
});
