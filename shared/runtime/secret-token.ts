import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Texts that let whoever holds them in: a prefix that people and scanners for leaked secrets know, ids that say where to look,
 * and 32 random bytes of which only the hash is kept.
 */

/** Bytes of an id without its prefix, and of the secret. */
const idBytes = 16;
const secretBytes = 32;

export interface SecretToken {
  ids: readonly string[];
  secret: Buffer;
}

export const writeSecretToken = (prefix: string, { ids, secret }: SecretToken): string =>
  prefix +
  Buffer.concat([...ids.map((id) => Buffer.from(id.slice(id.indexOf('_') + 1), 'hex')), secret]).toString(
    'base64url',
  );

/** Undefined for what cannot be one with this prefix and ids of these kinds. */
export function readSecretToken(
  prefix: string,
  kinds: readonly string[],
  token: string,
): SecretToken | undefined {
  if (!token.startsWith(prefix)) return undefined;
  const text = token.slice(prefix.length);
  const bytes = Buffer.from(text, 'base64url');
  const length = kinds.length * idBytes + secretBytes;
  // One text for one token: Node reads others as the same bytes.
  if (bytes.length !== length || bytes.toString('base64url') !== text) return undefined;
  const ids = kinds.map((kind, position) => {
    const id = bytes.subarray(position * idBytes, (position + 1) * idBytes);
    return `${kind}_${id.toString('hex')}`;
  });
  return { ids, secret: bytes.subarray(kinds.length * idBytes) };
}

export const hashSecret = (secret: Buffer): string => createHash('sha256').update(secret).digest('hex');

/** Whether a secret is the one whose hash was kept. */
export const isSecretOf = (secret: Buffer, secretHash: string): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(secret), 'hex'), Buffer.from(secretHash, 'hex'));
