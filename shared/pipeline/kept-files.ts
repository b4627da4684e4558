/** Files kept in the memory of one container, by name; those not asked for longest go first. */
export class KeptFiles {
  readonly #mostBytes: number;
  /** The one asked for last at the end. */
  readonly #files = new Map<string, Buffer>();

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(name: string): Buffer | undefined {
    const bytes = this.#files.get(name);
    if (bytes) {
      this.#files.delete(name);
      this.#files.set(name, bytes);
    }
    return bytes;
  }

  /** One larger than all that may be kept is not kept at all. */
  set(name: string, bytes: Buffer): void {
    this.#files.delete(name);
    if (bytes.length > this.#mostBytes) return;
    this.#files.set(name, bytes);
    let total = [...this.#files.values()].reduce((sum, { length }) => sum + length, 0);
    for (const [oldest, { length }] of this.#files) {
      if (total <= this.#mostBytes) return;
      this.#files.delete(oldest);
      total -= length;
    }
  }
}
