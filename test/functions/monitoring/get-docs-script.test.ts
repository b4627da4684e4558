import { expect, test } from 'vitest';
import { getDocsScript, getOpenapi } from '../../../shared/contract/monitoring.ts';
import { pathOf } from '../../../shared/contract/route.ts';
import { expectSecurityHeaders } from '../expectations.ts';
import { send } from '../send.ts';

test('is a script that starts the viewer with our description', async () => {
  const answer = await send(getDocsScript);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(answer.text).toContain('SwaggerUIBundle');
  expect(answer.text.slice(-600)).toContain(`url: '${pathOf(getOpenapi)}'`);
});

test('may be cached for a day', async () => {
  const { headers } = await send(getDocsScript);
  expect(headers.get('cache-control')).toBe('public, max-age=86400');
  expectSecurityHeaders(headers);
});

test('arrives whole: it can be compiled', async () => {
  const { text } = await send(getDocsScript);
  expect(() => new Function(text)).not.toThrow();
});
