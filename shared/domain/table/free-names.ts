/** Hands out names, each once: `Ada.docx`, then `Ada (2).docx`. */
export class FreeNames {
  readonly #ending: string;
  readonly #exists: (name: string) => boolean;
  /** Folded, because “Ada” and “ada” are one file on Windows and on a Mac. */
  readonly #taken = new Set<string>();
  /** The last number given to a stem, so that a thousand equal names do not try each other's numbers. */
  readonly #counts = new Map<string, number>();

  /**
   * @param ending such as `.docx`; empty for none
   * @param exists whether somebody else has a name already, such as a file in the folder
   */
  constructor(ending: string, exists: (name: string) => boolean = () => false) {
    this.#ending = ending;
    this.#exists = exists;
  }

  /** A name for a stem that nobody has. */
  take(stem: string): string {
    const foldedStem = stem.toLowerCase();
    for (let count = (this.#counts.get(foldedStem) ?? 0) + 1; ; count++) {
      const name = count === 1 ? `${stem}${this.#ending}` : `${stem} (${count})${this.#ending}`;
      const folded = name.toLowerCase();
      if (this.#taken.has(folded) || this.#exists(name)) continue;
      this.#taken.add(folded);
      this.#counts.set(foldedStem, count);
      return name;
    }
  }
}
