import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { variable } from '../environment/variable.ts';

const saltBytes = 16;

export const newSalt = (): string => randomBytes(saltBytes).toString('base64url');

/** What is kept of a code that nobody can find by trying all of them (ASVS 5.0, 6.5.2: 112 bits or more). */
export const hashOf = (code: string, salt: string): string =>
  createHash('sha256').update(`${salt}\n${code}`).digest('base64url');

/**
 * What is kept of a short code, of which anybody could try all: without a key that does not lie in the table nobody can. Takes
 * the need `challenges:seal`.
 */
export const keyedHashOf = (code: string, salt: string): string =>
  createHmac('sha256', variable('CHALLENGE_KEY')).update(`mailed code\n${salt}\n${code}`).digest('base64url');

/** The one among these hashes that equals the one given; all are compared, in a time that does not depend on them. */
export const sameHash = (hashes: readonly string[], given: string): string | undefined =>
  hashes.filter(
    (hash) => hash.length === given.length && timingSafeEqual(Buffer.from(hash), Buffer.from(given)),
  )[0];
