import { expect, test } from 'vitest';
import { poolProviders, providerOf, providers, vouches } from '../../shared/domain/provider.ts';
import { poolNameOf } from '../../shared/domain/user.ts';

test('the user pool’s names lead back to ours, and no other name does', () => {
  expect(providers.map((provider) => providerOf(poolProviders[provider]))).toEqual([...providers]);
  expect(['google', 'COGNITO', '', 'constructor'].map(providerOf)).toEqual(Array(4).fill(undefined));
});

test('Google and Apple are believed when they say so, Facebook always: it shows confirmed addresses only', () => {
  expect(providers.map((provider) => vouches(provider, true))).toEqual([true, true, true]);
  expect(providers.map((provider) => vouches(provider, false))).toEqual([false, true, false]);
});

test('the pool knows people with a password by their address, and the others by a name of its own', () => {
  const email = 'someone@mytypist.local';
  expect(poolNameOf({ email })).toBe(email);
  expect(poolNameOf({ email, poolName: 'google_123' })).toBe('google_123');
});
