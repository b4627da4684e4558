import { emptyChain } from '../audit-chain.ts';
import type { Balance } from './entry.ts';

/** What an account has, and where its ledger ends. */
export interface Wallet extends Balance {
  accountId: string;
  /** Of the last entry; 64 zeros while there is none. */
  hash: string;
  /** Of the last entry, RFC 3339; empty while there is none. */
  at: string;
  /** Entries so far: the sequence number of the last one. */
  revision: number;
}

/** A wallet whose ledger has no entry yet. */
export const emptyWallet = (accountId: string): Wallet => ({
  accountId,
  availableKobo: 0,
  heldKobo: 0,
  owedKobo: 0,
  hash: emptyChain.hash,
  at: emptyChain.at,
  revision: 0,
});
