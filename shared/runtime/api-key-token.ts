import { createHash, timingSafeEqual } from 'node:crypto';
import type { ApiKey } from '../domain/api-key.ts';

/** What a key says of itself. Holding the ids, it is found together with its user in one read. */
export interface KeyToken {
  accountId: string;
  userId: string;
  keyId: string;
  secret: Buffer;
}

/** Recognised by people and by scanners for leaked secrets. */
const prefix = 'mtk_';

/** Bytes of an id without its prefix, and of the secret. */
const idBytes = 16;
const secretBytes = 32;

const bytesOf = (id: string): Buffer => Buffer.from(id.slice(id.indexOf('_') + 1), 'hex');

export const writeKeyToken = ({ accountId, userId, keyId, secret }: KeyToken): string =>
  prefix + Buffer.concat([bytesOf(accountId), bytesOf(userId), bytesOf(keyId), secret]).toString('base64url');

/** Undefined for what is no key of ours. */
export function readKeyToken(token: string): KeyToken | undefined {
  if (!token.startsWith(prefix)) return undefined;
  const text = token.slice(prefix.length);
  const bytes = Buffer.from(text, 'base64url');
  // One text for one key: Node reads others as the same bytes.
  if (bytes.length !== 3 * idBytes + secretBytes || bytes.toString('base64url') !== text) return undefined;
  const id = (position: number): string =>
    bytes.subarray(position * idBytes, (position + 1) * idBytes).toString('hex');
  return {
    accountId: `acc_${id(0)}`,
    userId: `usr_${id(1)}`,
    keyId: `key_${id(2)}`,
    secret: bytes.subarray(3 * idBytes),
  };
}

export const hashSecret = (secret: Buffer): string => createHash('sha256').update(secret).digest('hex');

/** Whether the key is the one that was given out, and still good. */
export function acceptsKey(key: ApiKey, { userId, secret }: KeyToken, at: Date): boolean {
  const same = timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(key.secretHash, 'hex'));
  return same && key.createdBy === userId && key.expiresAt > at.toISOString();
}
