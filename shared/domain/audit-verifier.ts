import type { AuditEntry } from './audit.ts';
import { type ChainEnd, type Digest, endAt, hashEntry, hashOrigin } from './audit-chain.ts';
import { ExactEntrySchema } from './audit-schema.ts';
import { type ErasedOrigins, firstUnexplained, withEntry } from './erased-origins.ts';

/** Why a chain is broken. */
export const chainFaultCodes = [
  'unreadable',
  'missing',
  'repeated',
  'foreign',
  'altered',
  'unlinked',
  'back-in-time',
  'origin-altered',
  'origin-removed',
  'head-differs',
  'anchor-differs',
  'cut-off',
] as const;
export type ChainFaultCode = (typeof chainFaultCodes)[number];

/** The first entry that is not as it was written, and what is wrong with it. */
export interface ChainFault {
  seq: number;
  code: ChainFaultCode;
  message: string;
}

/** Where a chain stood at some time, as it was noted outside of the table. */
export interface ChainAnchor {
  seq: number;
  hash: string;
}

/** Proves a chain entry by entry, in order, or names the first one that is broken. */
export class ChainVerifier {
  readonly #accountId: string;
  readonly #anchors: ReadonlyMap<number, readonly ChainAnchor[]>;
  readonly #digest: Digest;
  #end: ChainEnd;
  #erased: ErasedOrigins | undefined;

  /**
   * @param from what was proved before, or `emptyChain`
   * @param erased what was found erased before
   */
  constructor(chain: {
    accountId: string;
    from: ChainEnd;
    anchors: readonly ChainAnchor[];
    digest: Digest;
    erased?: ErasedOrigins | undefined;
  }) {
    this.#accountId = chain.accountId;
    this.#anchors = Map.groupBy(chain.anchors, ({ seq }) => seq);
    this.#digest = chain.digest;
    this.#end = chain.from;
    this.#erased = chain.erased;
  }

  /** The last entry that was found to be in order. */
  get end(): ChainEnd {
    return this.#end;
  }

  /** Entries so far that no longer say where somebody acted from; undefined when there are none. */
  get erased(): ErasedOrigins | undefined {
    return this.#erased;
  }

  /** Takes the entry that comes next, as it was read. Undefined when it is in order. */
  take(raw: unknown): ChainFault | undefined {
    const parsed = ExactEntrySchema.safeParse(raw);
    if (!parsed.success)
      return this.#fault('unreadable', 'The entry has not the form of one, or there is more in it.');
    const entry = parsed.data;
    const fault = this.#placeFault(entry) ?? this.#contentFault(entry) ?? this.#anchorFault(entry);
    if (fault) return fault;
    this.#end = endAt(entry);
    this.#erased = withEntry(this.#erased, entry);
    return undefined;
  }

  /** Says whether the chain ends where it should. `head` is what the table says of its end, where that is known. */
  finish(head?: Pick<ChainEnd, 'seq' | 'hash'>): ChainFault | undefined {
    const { seq, hash } = this.#end;
    const known = Math.max(head?.seq ?? 0, ...this.#anchors.keys());
    if (known > seq)
      return this.#fault('cut-off', `The chain ends with entry ${seq}, but there was an entry ${known}.`);
    if (head && (head.seq !== seq || head.hash !== hash))
      return { seq, code: 'head-differs', message: 'What is noted as the end of the chain is not its end.' };
    const unexplained = this.#erased && firstUnexplained(this.#erased);
    return unexplained === undefined
      ? undefined
      : {
          seq: unexplained,
          code: 'origin-removed',
          message: 'IP address and user agent are gone, and no entry says that they were to be erased.',
        };
  }

  /** A fault of the entry that comes next. */
  #fault(code: ChainFaultCode, message: string): ChainFault {
    return { seq: this.#end.seq + 1, code, message };
  }

  #placeFault({ seq, prev, content }: AuditEntry): ChainFault | undefined {
    const expected = this.#end.seq + 1;
    if (seq > expected) return this.#fault('missing', `After entry ${expected - 1} comes entry ${seq}.`);
    if (seq < expected) return this.#fault('repeated', `Where entry ${expected} should be, entry ${seq} is.`);
    if (content.accountId !== this.#accountId)
      return this.#fault('foreign', 'The entry belongs to the chain of another account.');
    if (prev !== this.#end.hash)
      return this.#fault('unlinked', 'The entry does not follow from the one before it.');
    return undefined;
  }

  #contentFault(entry: AuditEntry): ChainFault | undefined {
    const { content, origin } = entry;
    if (hashEntry(entry, this.#digest) !== entry.hash)
      return this.#fault('altered', 'The content of the entry is not the one that was written.');
    if (content.at < this.#end.at)
      return this.#fault('back-in-time', 'The entry is older than the one before it.');
    if (origin && hashOrigin(origin, this.#digest) !== content.origin)
      return this.#fault('origin-altered', 'IP address and user agent are not those that were written.');
    return undefined;
  }

  #anchorFault({ seq, hash }: AuditEntry): ChainFault | undefined {
    const differs = this.#anchors.get(seq)?.some((anchor) => anchor.hash !== hash);
    return differs
      ? this.#fault('anchor-differs', 'The entry is not the one that was anchored outside of the table.')
      : undefined;
  }
}
