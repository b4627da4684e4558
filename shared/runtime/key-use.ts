import { note } from '../data/key-uses.ts';
import { type ApiKey, isWorthNoting } from '../domain/api-key.ts';
import { log } from './log.ts';

/**
 * Notes that a key was used, at most once an hour. What it opened does not wait for certainty: a note that cannot be made is
 * logged, and the next request makes it.
 */
export async function noteKeyUse(key: ApiKey, usedAt: string | undefined, at: Date): Promise<void> {
  if (!isWorthNoting(usedAt, at)) return;
  try {
    await note(key, usedAt, at);
  } catch (error) {
    log.error('key-use.not-noted', { keyId: key.keyId, error });
  }
}
