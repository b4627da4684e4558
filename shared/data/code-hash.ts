import { pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * A password hash, because what people can type is too short for a plain one (ASVS 5.0, 6.5.2: below 112 bits). Of those it approves
 * (appendix C: PBKDF2 with HMAC-SHA-512 from 210,000 rounds on) this one takes the least time and memory, a tenth of a second;
 * what it must slow down are 60 random bits, which nobody tries all of with any of them.
 */
const rounds = 210_000;
const digest = 'sha512';
const keyBytes = 32;
const saltBytes = 16;

export const newSalt = (): string => randomBytes(saltBytes).toString('base64url');

/** What is kept of a code. */
export const hashOf = (code: string, salt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    pbkdf2(code, Buffer.from(salt, 'base64url'), rounds, keyBytes, digest, (error, key) =>
      error ? reject(error) : resolve(key.toString('base64url')),
    );
  });

/** The one among these hashes that equals the one given; all are compared, in a time that does not depend on them. */
export const sameHash = (hashes: readonly string[], given: string): string | undefined =>
  hashes.filter(
    (hash) => hash.length === given.length && timingSafeEqual(Buffer.from(hash), Buffer.from(given)),
  )[0];
