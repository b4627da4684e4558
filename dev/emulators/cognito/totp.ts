/** Time-based one-time passwords (RFC 6238): SHA-1, six digits, 30 seconds, as authenticator apps expect. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_MS = 30_000;
/** 32 bytes are 52 base32 characters, the length Cognito gives. */
const SECRET_BYTES = 32;

/** A new secret in base32 without padding. */
export function newTotpSecret(): string {
  let bits = '';
  for (const byte of randomBytes(SECRET_BYTES)) bits += byte.toString(2).padStart(8, '0');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => ALPHABET.charAt(Number.parseInt(group.padEnd(5, '0'), 2))).join('');
}

function decodeBase32(secret: string): Buffer {
  let bits = '';
  for (const character of secret) bits += ALPHABET.indexOf(character).toString(2).padStart(5, '0');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code of one 30-second step. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const digest = createHmac('sha1', decodeBase32(secret)).update(counter).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0x0f;
  return String((digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The step a moment belongs to. */
export const totpStep = (at: Date): number => Math.floor(at.getTime() / STEP_MS);

/** The step whose code was given, among the present one and its neighbours; undefined if it is none of them. */
export function matchTotp(secret: string, given: string, at: Date): number | undefined {
  const present = totpStep(at);
  return [present, present - 1, present + 1].find((step) => {
    const code = Buffer.from(totpCode(secret, step));
    const attempt = Buffer.from(given);
    return code.length === attempt.length && timingSafeEqual(code, attempt);
  });
}
