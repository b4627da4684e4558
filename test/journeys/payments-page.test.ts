import { expect, inject, test } from 'vitest';
import { visit } from '../support/browser.ts';

const baseUrl = inject('baseUrl');

test('the local cloud plays Flutterwave beside the API, for whoever has the key', async () => {
  const page = await visit(`${baseUrl}/dev/flutterwave`);
  expect(page.status).toBe(200);
  expect(page.text).toContain(`value="${baseUrl}/api/v1/payments/webhook"`);
  const asked = await visit(`${baseUrl}/dev/flutterwave/v3/transactions`);
  expect([asked.status, JSON.parse(asked.text)]).toEqual([
    401,
    { status: 'error', message: 'Authorization required', data: null },
  ]);
  expect((await visit(`${baseUrl}/dev/flutterwave-of-others`)).text).not.toContain('Flutterwave');
});
