import type { ApiKey } from '../domain/api-key.ts';
import { isSecretOf, readSecretToken, writeSecretToken } from './secret-token.ts';

/** What a key says of itself. Holding the ids, it is found together with its user in one read. */
export interface KeyToken {
  accountId: string;
  userId: string;
  keyId: string;
  secret: Buffer;
}

const prefix = 'mtk_';

export const writeKeyToken = ({ accountId, userId, keyId, secret }: KeyToken): string =>
  writeSecretToken(prefix, { ids: [accountId, userId, keyId], secret });

/** Undefined for what is no key of ours. */
export function readKeyToken(token: string): KeyToken | undefined {
  const read = readSecretToken(prefix, ['acc', 'usr', 'key'], token);
  if (!read) return undefined;
  const [accountId = '', userId = '', keyId = ''] = read.ids;
  return { accountId, userId, keyId, secret: read.secret };
}

/** Whether the key is the one that was given out. */
export const isKeyOf = (key: ApiKey, { userId, secret }: KeyToken): boolean =>
  isSecretOf(secret, key.secretHash) && key.createdBy === userId;

/** Whether the key is still good. */
export const isKeyAlive = ({ expiresAt }: ApiKey, at: Date): boolean => expiresAt > at.toISOString();
