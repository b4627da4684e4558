import { expect, inject, test } from 'vitest';
import { getDocs } from '../../../shared/contract/monitoring.ts';
import { expectSecurityHeaders } from '../expectations.ts';
import { send } from '../send.ts';

test('is a page that may be cached for a few minutes', async () => {
  const answer = await send(getDocs);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
  expect(answer.text).toMatch(/^<!doctype html>/);
  expectSecurityHeaders(answer.headers);
});

test('has a policy that allows scripts of our own address only', async () => {
  const { headers } = await send(getDocs);
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self';");
  expect(policy).not.toContain('unsafe-eval');
});

test('has no inline script and loads nothing from elsewhere', async () => {
  const { text } = await send(getDocs);
  for (const [, attributes = '', content = ''] of text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    expect(attributes).toContain('src="/');
    expect(content.trim()).toBe('');
  }
  expect(text).not.toMatch(/\son\w+=|(?:src|href)="(?!\/[^/])/);
});

test('loads only what is there', async () => {
  const { text } = await send(getDocs);
  const addresses = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
  expect(addresses).toHaveLength(2);
  for (const address of addresses) {
    const response = await fetch(`${inject('baseUrl')}${address}`);
    expect(response.status, address).toBe(200);
    await response.body?.cancel();
  }
});
