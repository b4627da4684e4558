import { createHash } from 'node:crypto';

/**
 * A refresh token as clients hold it: which session it belongs to, before the user pool's own token. That one is sealed to
 * everybody but the pool, and once it was used not even the pool says whose it was.
 */
export interface RefreshToken {
  userId: string;
  sessionId: string;
  poolToken: string;
}

const prefix = 'mtr_';
const idBytes = 16;

export function writeRefreshToken({ userId, sessionId, poolToken }: RefreshToken): string {
  const ids = Buffer.concat([userId, sessionId].map((id) => Buffer.from(id.slice(4), 'hex')));
  return `${prefix}${ids.toString('base64url')}.${poolToken}`;
}

/** Undefined for what is no refresh token of ours. */
export function readRefreshToken(token: string): RefreshToken | undefined {
  const end = token.indexOf('.');
  if (!token.startsWith(prefix) || end < 0) return undefined;
  const ids = Buffer.from(token.slice(prefix.length, end), 'base64url');
  const poolToken = token.slice(end + 1);
  if (ids.length !== 2 * idBytes || poolToken === '') return undefined;
  return {
    userId: `usr_${ids.toString('hex', 0, idBytes)}`,
    sessionId: `ses_${ids.toString('hex', idBytes)}`,
    poolToken,
  };
}

/** By which a session knows its newest token. The token has far more than 112 random bits, so a plain hash is enough. */
export const refreshHashOf = (poolToken: string): string =>
  createHash('sha256').update(poolToken).digest('hex');
