import { expect, test } from 'vitest';
import { personName, poolProviders, providerOf, providers, vouches } from '../../shared/domain/provider.ts';
import { poolNameOf, userIdOf } from '../../shared/domain/user.ts';

test('the user pool’s names lead back to ours, and no other name does', () => {
  expect(providers.map((provider) => providerOf(poolProviders[provider]))).toEqual([...providers]);
  expect(['google', 'COGNITO', '', 'constructor'].map(providerOf)).toEqual(Array(4).fill(undefined));
});

test('Google and Apple are believed when they say so, Facebook always: it shows confirmed addresses only', () => {
  expect(providers.map((provider) => vouches(provider, true))).toEqual([true, true, true]);
  expect(providers.map((provider) => vouches(provider, false))).toEqual([false, true, false]);
});

test('the pool knows people with a password by their subject, and the others by a name of its own', () => {
  const subject = '0b5f7a3e-1c2d-4e5f-8a9b-0c1d2e3f4a5b';
  const userId = userIdOf(subject);
  expect(poolNameOf({ userId })).toBe(subject);
  expect(poolNameOf({ userId, poolName: 'google_123' })).toBe('google_123');
});

test.each([
  ['Ada Obi', 'Ada Obi'],
  ['  Ada \t Obi  ', 'Ada Obi'],
  ['Ada\r\nBcc: x@example.com', 'Ada Bcc: x@example.com'],
  ['\u0000\ud800', 'someone'],
  ['', 'someone'],
  ['x'.repeat(150), 'x'.repeat(100)],
  ['😀'.repeat(101), '😀'.repeat(100)],
])('a name such as %j becomes one line that can be printed', (told, name) => {
  expect(personName(told, 'someone@mytypist.local')).toBe(name);
});
