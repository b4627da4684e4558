import { expect, test } from 'vitest';
import { answerUnknown } from '../../../shared/contract/monitoring.ts';
import { expectRefusal } from '../expectations.ts';
import { type Sending, send } from '../send.ts';

const unknown: [what: string, sending: Sending][] = [
  ['an address that nothing answers', { path: '/nothing' }],
  ['the root', { path: '/' }],
  ['the base of the API', { path: '/api/v1' }],
  ['an unknown address in the API', { path: '/api/v1/nothing' }],
  ['a known address with a slash behind it', { path: '/health/' }],
  ['a known address in capitals', { path: '/HEALTH' }],
  ['a known address with another method', { path: '/api/v1/auth/login' }],
  ['a version of the API that does not exist', { path: '/api/v2/auth/me' }],
  ['a path that leads out', { path: '/api/v1/..%2f..%2fetc/passwd' }],
  ['a path that is no UTF-8', { path: '/%ff' }],
  ['a path with a NUL', { path: '/%00' }],
  ['an address that names markup', { path: '/%3Cscript%3Ealert(1)%3C/script%3E' }],
  ['a very long address', { path: `/${'a'.repeat(4000)}` }],
  ['a POST with a body that is no JSON', { path: '/nothing', method: 'POST', raw: '{' }],
  ['a DELETE', { path: '/api/v1/auth/me', method: 'DELETE' }],
  ['a PATCH', { path: '/health', method: 'PATCH', body: {} }],
  ['an OPTIONS that is no preflight', { path: '/health', method: 'OPTIONS' }],
  ['a token that is garbage', { path: '/nothing', token: 'garbage' }],
];

test.each(unknown)('answers %s in the shape of every other error', async (_, sending) => {
  const answer = await send(answerUnknown, sending);
  expectRefusal(answer, 'not-found');
  expect(answer.text).not.toContain('script');
});

test('gives every answer an id of its own', async () => {
  const [one, other] = await Promise.all([
    send(answerUnknown, { path: '/nothing' }),
    send(answerUnknown, { path: '/nothing' }),
  ]);
  expect(expectRefusal(one, 'not-found').requestId).not.toBe(expectRefusal(other, 'not-found').requestId);
});

test('answers a HEAD without a body', async () => {
  const answer = await send(answerUnknown, { path: '/nothing', method: 'HEAD' });
  expect(answer).toMatchObject({ status: 404, text: '' });
});
