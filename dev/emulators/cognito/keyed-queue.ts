/**
 * Runs work of one key one after another. Password checks wait on scrypt; without this, a hundred guesses sent
 * at once would all pass the lockout check before the first failure is counted.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key) ?? Promise.resolve();
    // A failure of the one before is that caller's to see.
    const current = before.catch(() => undefined).then(work);
    this.#tails.set(key, current);
    try {
      return await current;
    } finally {
      if (this.#tails.get(key) === current) this.#tails.delete(key);
    }
  }
}
