import { reportError } from './error-reports.ts';
import { log } from './log.ts';

/**
 * Handles things one after the other, each by itself: one that fails is logged and reported, and does not keep the
 * others from their turn. For schedules, where the next run meets the same things again. Returns those that failed.
 */
export async function each<T>(
  things: readonly T[],
  idOf: (thing: T) => string,
  handle: (thing: T) => Promise<unknown>,
): Promise<T[]> {
  const failed: T[] = [];
  for (const thing of things) {
    try {
      await handle(thing);
    } catch (error) {
      failed.push(thing);
      log.error('item.failed', { id: idOf(thing), error });
      await reportError(error, { id: idOf(thing) });
    }
  }
  return failed;
}
