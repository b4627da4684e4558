import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

/** 26 letters and digits of 5 bits each: 130 bits that nobody can guess, from as many random bytes. */
export const newCode = (bytes: Buffer = randomBytes(26)): string =>
  Array.from(bytes.subarray(0, 26), (byte) => ALPHABET.charAt(byte & 31)).join('');
