import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { hashOf, keyedHashOf, newSalt, sameHash } from '../../shared/data/code-hash.ts';

beforeEach(() => {
  vi.stubEnv('CHALLENGE_KEY', 'seals-codes-of-tests');
});

describe('what is kept of a code', () => {
  test.each([
    ['that is long', hashOf],
    ['that is short', keyedHashOf],
  ])('%s differs with the salt and with each letter', (_, hash) => {
    const [one, other] = [newSalt(), newSalt()];
    const hashes = [hash('123456', one), hash('123456', other), hash('123457', one), hash('12345', one)];
    expect(new Set(hashes).size).toBe(4);
    expect(hash('123456', one)).toBe(hashes[0]);
  });

  test('that is short is worth nothing without the key', () => {
    const salt = newSalt();
    const kept = keyedHashOf('123456', salt);
    for (const known of [`${salt}\n123456`, `mailed code\n${salt}\n123456`, '123456'])
      expect(createHash('sha256').update(known).digest('base64url')).not.toBe(kept);
    vi.stubEnv('CHALLENGE_KEY', 'another');
    expect(keyedHashOf('123456', salt)).not.toBe(kept);
  });

  test('has a salt of 128 random bits', () => {
    expect(Buffer.from(newSalt(), 'base64url').length).toBe(16);
    expect(newSalt()).not.toBe(newSalt());
  });

  test('is found among others, and only if it is all the same', () => {
    const salt = newSalt();
    const [one, other] = [hashOf('123456', salt), hashOf('654321', salt)];
    expect(sameHash([other, one], one)).toBe(one);
    expect(sameHash([other], one)).toBeUndefined();
    expect(sameHash([one.slice(0, -1)], one)).toBeUndefined();
    expect(sameHash([], one)).toBeUndefined();
  });
});
