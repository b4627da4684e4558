/** The last in each queue. */
const tails = new Map<string, Promise<unknown>>();

/** Does work after all other work of these keys that was begun in this container before. */
export const inTurn = <T>(keys: readonly string[], work: () => Promise<T>): Promise<T> =>
  // Always in the same order, so that no two wait for each other.
  [...new Set(keys)].toSorted().reduceRight((inner, key) => () => queued(key, inner), work)();

async function queued<T>(key: string, work: () => Promise<T>): Promise<T> {
  const before = tails.get(key) ?? Promise.resolve();
  // A failure of the one before is its own caller's to see.
  const current = before.catch(() => undefined).then(work);
  tails.set(key, current);
  try {
    return await current;
  } finally {
    if (tails.get(key) === current) tails.delete(key);
  }
}
