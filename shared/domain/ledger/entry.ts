import { canonicalJson, type Digest } from '../audit-chain.ts';

/** Vocabulary of the ledger: what is noted of money, by double entry, in whole kobo (100 kobo are a naira). */

/**
 * What money is counted under. The first three belong to the customer, the others are ours; a line adds to what we owe or
 * have earned, so money that comes in is negative at the provider. Lines of an entry sum to zero.
 */
export const ledgerAccounts = ['available', 'held', 'owed', 'provider', 'revenue', 'adjustments'] as const;
export type LedgerAccount = (typeof ledgerAccounts)[number];

export const entryKinds = [
  /** Money came in through the provider. */
  'top-up',
  /** Money is set aside for work that was asked for. */
  'hold',
  /** Work was delivered: what was set aside for it is earned. */
  'capture',
  /** Work failed or was taken back: what was set aside for it is free again. */
  'release',
  /** Something was paid for at once, without a hold. */
  'charge',
  /** What was earned is given back into the wallet. */
  'refund',
  /** What was set aside for it left through the provider, back to whoever paid. */
  'payout',
  /** The payer's bank took money back. */
  'chargeback',
  /** The payer's bank gave it to us again. */
  'chargeback-won',
  /** Somebody of ours changed the balance, for a reason that is written down. */
  'adjustment',
] as const;
export type EntryKind = (typeof entryKinds)[number];

/** What money was earned with. */
export const revenueSources = ['documents', 'plan', 'book', 'card'] as const;
export type RevenueSource = (typeof revenueSources)[number];

export interface LedgerLine {
  account: LedgerAccount;
  /** Whole kobo, never 0. */
  kobo: number;
}

/** What a wallet holds, kobo; never negative. */
export interface Balance {
  /** What can be spent. */
  availableKobo: number;
  /** What is set aside for work under way. */
  heldKobo: number;
  /** What a chargeback took that was not there: it is paid off first by whatever comes in. */
  owedKobo: number;
}

/** What an entry is about. */
export interface LedgerSubject {
  /** `document`, `batch`, `payment`, `subscription`, `adjustment`. */
  kind: string;
  id: string;
}

/** What the hash of an entry covers, besides its place. */
export interface LedgerContent {
  accountId: string;
  /** RFC 3339, UTC. Never earlier than that of the entry before. */
  at: string;
  kind: EntryKind;
  lines: readonly LedgerLine[];
  /** After this entry. */
  balance: Balance;
  /** Permanent: one cause moves money once, in whatever account. */
  cause: string;
  about: LedgerSubject;
  /** The hold that it belongs to. */
  holdId?: string | undefined;
  /** Of captures, charges and refunds. */
  source?: RevenueSource | undefined;
  /** The account's plan at that time. */
  plan?: string | undefined;
  /** Whoever did it, where it was a person. */
  byUserId?: string | undefined;
  /** Why; of adjustments. */
  reason?: string | undefined;
}

export interface LedgerEntry {
  /** Place in the ledger of the account, from 1, without gaps. */
  seq: number;
  /** Hash of the entry before; 64 zeros for the first. */
  prev: string;
  /** SHA-256, hexadecimal. */
  hash: string;
  content: LedgerContent;
}

/** Stands in front of what is hashed: a hash of something else can never pass for one of an entry. */
const format = 'mytypist-ledger-1';

export const hashLedgerEntry = (
  { seq, prev, content }: Pick<LedgerEntry, 'seq' | 'prev'> & { content: object },
  digest: Digest,
): string => digest(`${format}\n${canonicalJson({ seq, prev, content })}`);
