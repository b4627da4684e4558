import { pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hashOf, newSalt, sameHash } from '../../shared/data/code-hash.ts';

describe('what is kept of a code that people type', () => {
  test('is the approved password hash of the code and a random salt', async () => {
    const salt = newSalt();
    const bytes = Buffer.from(salt, 'base64url');
    // ASVS 5.0, 6.5.2 asks for 32 bits of salt; appendix C for 210,000 rounds.
    expect(bytes.length).toBe(16);
    const expected = pbkdf2Sync('k3x92mqt70ha', bytes, 210_000, 32, 'sha512').toString('base64url');
    expect(await hashOf('k3x92mqt70ha', salt)).toBe(expected);
    expect(newSalt()).not.toBe(salt);
  });

  test('differs with the salt and with each letter', async () => {
    const [one, other] = [newSalt(), newSalt()];
    const hashes = await Promise.all([
      hashOf('123456', one),
      hashOf('123456', other),
      hashOf('123457', one),
      hashOf('12345', one),
    ]);
    expect(new Set(hashes).size).toBe(4);
  });

  test('is found among others, and only if it is all the same', async () => {
    const salt = newSalt();
    const [one, other] = await Promise.all(['123456', '654321'].map((code) => hashOf(code, salt)));
    expect(sameHash([other ?? '', one ?? ''], one ?? '')).toBe(one);
    expect(sameHash([other ?? ''], one ?? '')).toBeUndefined();
    expect(sameHash([(one ?? '').slice(0, -1)], one ?? '')).toBeUndefined();
    expect(sameHash([], one ?? '')).toBeUndefined();
  });
});
