import { expect, test } from 'vitest';
import { getDocsStyle } from '../../../shared/contract/monitoring.ts';
import { expectSecurityHeaders } from '../expectations.ts';
import { send } from '../send.ts';

test('is a style sheet', async () => {
  const answer = await send(getDocsStyle);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/css; charset=utf-8');
  expect(answer.text).toContain('.swagger-ui');
});

test('loads nothing from elsewhere', async () => {
  const { text } = await send(getDocsStyle);
  expect(text).not.toMatch(/@import|url\(\s*["']?(?:https?:)?\/\//);
});

test('may be cached for a day', async () => {
  const { headers } = await send(getDocsStyle);
  expect(headers.get('cache-control')).toBe('public, max-age=86400');
  expectSecurityHeaders(headers);
});
