import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { variable } from '../environment/variable.ts';

/**
 * A refresh token as clients hold it: which session it belongs to, before the user pool's own token. That one is sealed to
 * everybody but the pool, and once it was used not even the pool says whose it was. A mark of ours says that we gave it out:
 * ids of users and sessions are no secrets, and whoever knows them must not be able to end a session with a token of their own
 * making.
 */
export interface RefreshToken {
  userId: string;
  sessionId: string;
  poolToken: string;
}

const prefix = 'mtr_';
const idBytes = 16;
/** 128 bits cannot be guessed. */
const markBytes = 16;

export function writeRefreshToken({ userId, sessionId, poolToken }: RefreshToken): string {
  const ids = Buffer.concat([userId, sessionId].map((id) => Buffer.from(id.slice(4), 'hex')));
  const head = Buffer.concat([ids, markOf(ids, poolToken)]);
  return `${prefix}${head.toString('base64url')}.${poolToken}`;
}

/** Undefined alike for what is no refresh token and for one that we never gave out, whatever it names. */
export function readRefreshToken(token: string): RefreshToken | undefined {
  const end = token.indexOf('.');
  if (!token.startsWith(prefix) || end < 0) return undefined;
  const head = Buffer.from(token.slice(prefix.length, end), 'base64url');
  const poolToken = token.slice(end + 1);
  if (head.length !== 2 * idBytes + markBytes) return undefined;
  const ids = head.subarray(0, 2 * idBytes);
  if (!timingSafeEqual(head.subarray(2 * idBytes), markOf(ids, poolToken))) return undefined;
  return {
    userId: `usr_${ids.toString('hex', 0, idBytes)}`,
    sessionId: `ses_${ids.toString('hex', idBytes)}`,
    poolToken,
  };
}

/** The purpose stands before the content, so that nothing else made with this key could be taken for a mark. */
const markOf = (ids: Buffer, poolToken: string): Buffer =>
  createHmac('sha256', variable('CHALLENGE_KEY'))
    .update('refresh token\n')
    .update(ids)
    .update(poolToken)
    .digest()
    .subarray(0, markBytes);

/** By which a session knows its newest token. The token has far more than 112 random bits, so a plain hash is enough. */
export const refreshHashOf = (poolToken: string): string =>
  createHash('sha256').update(poolToken).digest('hex');
