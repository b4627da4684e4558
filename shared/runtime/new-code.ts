import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuv';

/** 26 letters and digits of 5 bits each: 130 bits that nobody can guess. */
export const newCode = (): string =>
  Array.from(randomBytes(26), (byte) => ALPHABET.charAt(byte & 31)).join('');
