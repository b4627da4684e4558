/** One file somebody could upload, and what must come of it. */
export interface CorpusCase {
  /** As in research/security.md 3.2, with a letter for variants: `Z28c`. */
  id: string;
  name: string;
  build(): Buffer;
  /** The code is that of the first fault. */
  verdict: 'accepted' | { code: string };
}

export type Verdict = CorpusCase['verdict'];

/** A case that must be accepted. */
export const accepted = (id: string, name: string, build: () => Buffer): CorpusCase => ({
  id,
  name,
  build,
  verdict: 'accepted',
});

/** A case that must be refused with that code. */
export const refused = (id: string, code: string, name: string, build: () => Buffer): CorpusCase => ({
  id,
  name,
  build,
  verdict: { code },
});
