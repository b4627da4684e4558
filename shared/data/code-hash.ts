import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * A password hash, because 60 bits are too few for a plain one (ASVS 6.5.2). Its cost is far below what passwords that people
 * choose would take: trying all random codes of 60 bits is out of reach with it.
 */
const cost = { N: 4_096, r: 8, p: 1 };
const keyBytes = 32;
const saltBytes = 16;

export const newSalt = (): string => randomBytes(saltBytes).toString('base64url');

/** What is kept of a code. */
export const hashOf = (code: string, salt: string): Promise<string> =>
  new Promise((resolve, reject) => {
    scrypt(code, Buffer.from(salt, 'base64url'), keyBytes, cost, (error, key) =>
      error ? reject(error) : resolve(key.toString('base64url')),
    );
  });

/** The one among these hashes that equals the one given; all are compared, in a time that does not depend on them. */
export const sameHash = (hashes: readonly string[], given: string): string | undefined =>
  hashes.filter(
    (hash) => hash.length === given.length && timingSafeEqual(Buffer.from(hash), Buffer.from(given)),
  )[0];
