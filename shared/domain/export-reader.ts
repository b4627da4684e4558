import { type ChainEnd, type Digest, emptyChain } from './audit-chain.ts';
import { ExportAnchor, ExportEnd, ExportHead, ExportNext } from './audit-export.ts';
import { type ChainAnchor, type ChainFault, ChainVerifier } from './audit-verifier.ts';
import type { ErasedOrigins } from './erased-origins.ts';

/** Anchors of several accounts. */
type AnchorList = readonly (ChainAnchor & { accountId: string })[];

/**
 * Proves an exported chain line by line, part behind part. It believes nothing that the export says of itself: what is missing
 * or does not belong there is a fault.
 */
export class ExportReader {
  readonly #digest: Digest;
  readonly #known: AnchorList | undefined;
  readonly #anchors: ChainAnchor[] = [];
  #accountId: string | undefined;
  #verifier: ChainVerifier | undefined;
  /** Whether something must follow: the next part, or the lines of this one. */
  #isOpen = true;

  /** @param known anchors from somewhere else, to be believed besides those of the export */
  constructor(digest: Digest, known?: AnchorList) {
    this.#digest = digest;
    this.#known = known;
  }

  /** Whose chain it is; empty until its first line was read. */
  get accountId(): string {
    return this.#accountId ?? '';
  }

  /** The last entry that was found to be in order. */
  get end(): ChainEnd {
    return this.#verifier?.end ?? emptyChain;
  }

  /** Entries that no longer say where somebody acted from. */
  get erased(): ErasedOrigins | undefined {
    return this.#verifier?.erased;
  }

  /** The last anchor that was passed, and so agrees. */
  get anchored(): ChainAnchor | undefined {
    return this.#anchors
      .filter(({ seq }) => seq <= this.end.seq)
      .toSorted((left, right) => right.seq - left.seq)[0];
  }

  /** Takes the next line. Undefined when it is in order. */
  take(line: string): ChainFault | undefined {
    const value = parsed(line);
    const head = ExportHead.safeParse(value).data?.export;
    if (head) return this.#begin(head);
    if (this.#accountId === undefined) return this.#unreadable('The file is no exported audit trail.');
    if (!this.#isOpen) return this.#unreadable('Something follows behind the end of the trail.');
    const anchor = ExportAnchor.safeParse(value).data?.anchor;
    if (anchor && !this.#verifier) {
      this.#anchors.push(anchor);
      return undefined;
    }
    if (ExportNext.safeParse(value).success) return undefined;
    const end = ExportEnd.safeParse(value).data?.end;
    return end ? this.#close(end) : this.#entries().take(value);
  }

  /** Says whether the chain ends where it should. */
  finish(): ChainFault | undefined {
    if (this.#accountId === undefined) return this.#unreadable('The file is no exported audit trail.');
    if (this.#isOpen)
      return this.#fault(
        'cut-off',
        'The export stops in the middle: parts are missing, or the last one is not whole.',
      );
    return this.#entries().finish();
  }

  /** A part begins. The first one says whose chain it is; those that follow go on where the one before ended. */
  #begin({ accountId, from }: { accountId: string; from: number }): ChainFault | undefined {
    if (this.#accountId !== undefined && this.#accountId !== accountId)
      return this.#fault('foreign', `The part belongs to the trail of another account, ${accountId}.`);
    if (from !== this.end.seq + 1)
      return this.#fault(
        from > this.end.seq ? 'missing' : 'repeated',
        `A part that begins with entry ${from} stands where the one with entry ${this.end.seq + 1} should be.`,
      );
    this.#accountId = accountId;
    this.#isOpen = true;
    return undefined;
  }

  /** What the service knew of the end of the chain must be its end. */
  #close({ seq, hash }: { seq: number; hash: string }): ChainFault | undefined {
    this.#isOpen = false;
    const { end } = this;
    if (seq > end.seq)
      return this.#fault('cut-off', `The chain ends with entry ${end.seq}, but there was an entry ${seq}.`);
    if (seq === end.seq && hash === end.hash) return undefined;
    return {
      seq: end.seq,
      code: 'head-differs',
      message: 'What is said to be the end of the chain is not its end.',
    };
  }

  /** Anchors stand before the first entry, so all of them are known by then. */
  #entries(): ChainVerifier {
    if (!this.#verifier) {
      const others = (this.#known ?? []).filter(({ accountId }) => accountId === this.#accountId);
      this.#anchors.push(...others.map(({ seq, hash }) => ({ seq, hash })));
      this.#verifier = new ChainVerifier({
        accountId: this.accountId,
        from: emptyChain,
        anchors: this.#anchors,
        digest: this.#digest,
      });
    }
    return this.#verifier;
  }

  #unreadable(message: string): ChainFault {
    return this.#fault('unreadable', message);
  }

  /** A fault of what comes next. */
  #fault(code: ChainFault['code'], message: string): ChainFault {
    return { seq: this.end.seq + 1, code, message };
  }
}

/** What is no JSON is no entry either. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
