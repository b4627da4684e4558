import type { Digest } from '../audit-chain.ts';
import { type Balance, hashLedgerEntry, type LedgerEntry } from './entry.ts';
import { balanceAfter } from './posting.ts';
import { emptyWallet, type Wallet } from './wallet.ts';

/** What is wrong with a ledger, and from which entry on. */
export interface LedgerFault {
  seq: number;
  message: string;
}

/** A ledger that does not add up: trying again helps nothing. */
export class BrokenLedger extends Error {
  constructor(accountId: string, { seq, message }: LedgerFault) {
    super(`the ledger of ${accountId} is broken at entry ${seq}: ${message}`);
    this.name = 'BrokenLedger';
  }
}

/**
 * Walks the ledger of an account from its first entry, or from where it was proven to, and says at once where it does not add
 * up.
 */
export class LedgerAuditor {
  readonly #digest: Digest;
  #wallet: Wallet;

  constructor(accountId: string, digest: Digest, proven: Wallet = emptyWallet(accountId)) {
    this.#wallet = proven;
    this.#digest = digest;
  }

  /** What the entries so far make. */
  get wallet(): Wallet {
    return this.#wallet;
  }

  /** Takes the next entry; undefined when it is in order. */
  take(entry: LedgerEntry): LedgerFault | undefined {
    const { content, seq, prev, hash } = entry;
    const due = balanceAfter(this.#wallet, content.lines);
    const message =
      this.#placeFault(entry) ??
      (hashLedgerEntry({ seq, prev, content }, this.#digest) === hash ? undefined : 'It was altered.') ??
      (content.lines.reduce((sum, { kobo }) => sum + kobo, 0) === 0
        ? undefined
        : 'Its lines do not sum to zero.') ??
      (isSame(due, content.balance) ? undefined : 'Its balance does not follow from its lines.') ??
      (Math.min(due.availableKobo, due.heldKobo, due.owedKobo) < 0
        ? 'It leaves less than nothing.'
        : undefined);
    if (message) return { seq: this.#wallet.revision + 1, message };
    this.#wallet = { ...this.#wallet, ...due, hash, at: content.at, revision: seq };
    return undefined;
  }

  /** Whether the wallet is what its entries make. */
  finish(wallet: Wallet): LedgerFault | undefined {
    const { revision, hash } = this.#wallet;
    return isSame(wallet, this.#wallet) && wallet.revision === revision && wallet.hash === hash
      ? undefined
      : { seq: revision, message: 'The wallet is not what its entries make.' };
  }

  #placeFault({ seq, prev, content }: LedgerEntry): string | undefined {
    if (seq !== this.#wallet.revision + 1) return `It has the number ${seq}.`;
    if (prev !== this.#wallet.hash) return 'It does not follow from the one before.';
    if (content.accountId !== this.#wallet.accountId) return 'It belongs to another account.';
    return content.at < this.#wallet.at ? 'It is older than the one before.' : undefined;
  }
}

const isSame = (left: Balance, right: Balance): boolean =>
  left.availableKobo === right.availableKobo &&
  left.heldKobo === right.heldKobo &&
  left.owedKobo === right.owedKobo;
