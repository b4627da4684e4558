import { expect, inject, test } from 'vitest';
import { listProviders } from '../../../shared/contract/auth-social.ts';
import { apiClient } from '../../../shared/contract/client.ts';
import { expectJsonHeaders } from '../expectations.ts';

test('names every provider that is configured, and where each begins', async () => {
  const { status, headers, body } = await apiClient(inject('baseUrl')).call(listProviders, {});
  expect(status).toBe(200);
  expectJsonHeaders(headers);
  expect(body).toEqual({
    items: [
      { provider: 'google', name: 'Google', start: '/api/v1/auth/oauth/google/start' },
      { provider: 'facebook', name: 'Facebook', start: '/api/v1/auth/oauth/facebook/start' },
      { provider: 'apple', name: 'Apple', start: '/api/v1/auth/oauth/apple/start' },
    ],
  });
});
