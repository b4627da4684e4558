import { createHash } from 'node:crypto';
import type { LedgerEntry } from '../../../shared/domain/ledger/entry.ts';
import { type Movement, type Occasion, post } from '../../../shared/domain/ledger/posting.ts';
import { emptyWallet, type Wallet } from '../../../shared/domain/ledger/wallet.ts';

export const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A ledger made in memory, one movement after the other. */
export class History {
  wallet: Wallet = emptyWallet(`acc_${'1'.repeat(32)}`);
  entries: LedgerEntry[] = [];

  /** @param at when, as RFC 3339 in UTC */
  move(movement: Movement, about: Occasion['about'], at: string, reason?: string): this {
    const occasion = { cause: `test#${this.wallet.revision}`, about, at, ...(reason ? { reason } : {}) };
    const { wallet, entry } = post(this.wallet, movement, occasion, digest);
    this.wallet = wallet;
    this.entries.push(entry);
    return this;
  }

  /** What was set aside and delivered for a document. */
  document(kobo: number, id: string, at: string): this {
    const about = { kind: 'document', id };
    return this.move({ kind: 'hold', kobo }, about, at).move(
      { kind: 'capture', kobo, source: 'documents' },
      about,
      at,
    );
  }
}
