import type { Digest } from '../audit-chain.ts';
import { fail } from '../fault.ts';
import { printedNaira } from '../naira.ts';
import {
  type Balance,
  type EntryKind,
  hashLedgerEntry,
  type LedgerContent,
  type LedgerEntry,
  type LedgerLine,
  type RevenueSource,
} from './entry.ts';
import type { Wallet } from './wallet.ts';

/** What moves money, and how. Everything else of an entry says why. */

/** A change of a wallet. All amounts are whole kobo above 0, but for an adjustment, which may take away. */
export type Movement =
  /** What is paid for something at once is earned; what is left, or everything, comes into the wallet. */
  | { kind: 'top-up'; kobo: number; spent?: { kobo: number; source: RevenueSource } }
  | { kind: 'hold'; kobo: number }
  | { kind: 'capture'; kobo: number; source: RevenueSource }
  | { kind: 'release'; kobo: number }
  | { kind: 'charge'; kobo: number; source: RevenueSource }
  | { kind: 'refund'; kobo: number; source: RevenueSource }
  | { kind: 'payout'; kobo: number }
  | { kind: 'chargeback'; kobo: number }
  | { kind: 'chargeback-won'; kobo: number }
  | { kind: 'adjustment'; kobo: number };

/** Kobo: 90 trillion naira. Sums of fewer than a hundred such amounts are exact. */
export const mostKobo = 90_000_000_000_000;

/** Whether it is an amount that can come into a wallet: not nothing, and not more than can be added up. */
export const isMoney = (kobo: number): boolean => Number.isSafeInteger(kobo) && kobo >= 1 && kobo <= mostKobo;

/** Throws for what is no amount; that is a defect of ours, since every border parses amounts. */
function requireKobo(kobo: number, least: number): void {
  if (!Number.isSafeInteger(kobo) || kobo < least || kobo > mostKobo || kobo === 0)
    throw new Error(`${kobo} is no amount in kobo`);
}

/**
 * Lines of a movement for what a wallet holds; they sum to zero. Throws `insufficient-funds` when there is not enough to
 * set aside, to pay or to take away, and an error where more is to leave a hold than all holds have.
 */
export function linesOf(balance: Balance, movement: Movement): LedgerLine[] {
  const { kind, kobo } = movement;
  requireKobo(kobo, kind === 'adjustment' ? -mostKobo : 1);
  switch (kind) {
    case 'top-up':
      return [
        ...cameIn(balance, kobo - (movement.spent?.kobo ?? 0)),
        ...earned(movement),
        ...at('provider', -kobo),
      ];
    case 'hold':
      return [...taken(balance, kobo), ...at('held', kobo)];
    case 'capture':
      return [...unheld(balance, kobo), ...at('revenue', kobo)];
    case 'release':
      return [...unheld(balance, kobo), ...cameIn(balance, kobo)];
    case 'charge':
      return [...taken(balance, kobo), ...at('revenue', kobo)];
    case 'refund':
      return [...cameIn(balance, kobo), ...at('revenue', -kobo)];
    case 'payout':
      return [...unheld(balance, kobo), ...at('provider', kobo)];
    case 'chargeback': {
      const there = Math.min(balance.availableKobo, kobo);
      return [...at('available', -there), ...at('owed', there - kobo), ...at('provider', kobo)];
    }
    case 'chargeback-won':
      return [...cameIn(balance, kobo), ...at('provider', -kobo)];
    case 'adjustment':
      return [...(kobo > 0 ? cameIn(balance, kobo) : taken(balance, -kobo)), ...at('adjustments', -kobo)];
  }
}

const at = (account: LedgerLine['account'], kobo: number): LedgerLine[] =>
  kobo === 0 ? [] : [{ account, kobo }];

/** What comes into a wallet pays off first what is owed. */
function cameIn({ owedKobo }: Balance, kobo: number): LedgerLine[] {
  const paidOff = Math.min(owedKobo, kobo);
  return [...at('owed', paidOff), ...at('available', kobo - paidOff)];
}

function earned({ kobo, spent }: Extract<Movement, { kind: 'top-up' }>): LedgerLine[] {
  if (!spent) return [];
  requireKobo(spent.kobo, 1);
  if (spent.kobo > kobo) throw new Error(`${spent.kobo} kobo cannot be spent of ${kobo}`);
  return at('revenue', spent.kobo);
}

function taken({ availableKobo }: Balance, kobo: number): LedgerLine[] {
  if (availableKobo < kobo)
    fail(
      'insufficient-funds',
      `This takes ${printedNaira(kobo)}, and the wallet has ${printedNaira(availableKobo)}. Top it up.`,
    );
  return at('available', -kobo);
}

function unheld({ heldKobo }: Balance, kobo: number): LedgerLine[] {
  if (heldKobo < kobo) throw new Error(`${kobo} kobo cannot leave holds of ${heldKobo}`);
  return at('held', -kobo);
}

/** What a wallet holds after some lines. */
export function balanceAfter(balance: Balance, lines: readonly LedgerLine[]): Balance {
  const sum = (account: LedgerLine['account']): number =>
    lines.filter((line) => line.account === account).reduce((total, { kobo }) => total + kobo, 0);
  return {
    availableKobo: balance.availableKobo + sum('available'),
    heldKobo: balance.heldKobo + sum('held'),
    owedKobo: balance.owedKobo - sum('owed'),
  };
}

/** Why money moves, and when. */
export type Occasion = Pick<LedgerContent, 'cause' | 'about' | 'holdId' | 'plan' | 'byUserId' | 'reason'> & {
  at: string;
};

/** The wallet after a movement, and the entry that says so. Throws as {@link linesOf} does. */
export function post(
  wallet: Wallet,
  movement: Movement,
  occasion: Occasion,
  digest: Digest,
): { wallet: Wallet; entry: LedgerEntry } {
  const lines = linesOf(wallet, movement);
  const balance = balanceAfter(wallet, lines);
  const time = occasion.at > wallet.at ? occasion.at : wallet.at;
  const source = sourceOf(movement);
  const linked = {
    seq: wallet.revision + 1,
    prev: wallet.hash,
    content: {
      ...occasion,
      accountId: wallet.accountId,
      at: time,
      kind: movement.kind satisfies EntryKind,
      lines,
      balance,
      ...(source ? { source } : {}),
    },
  };
  const entry = { ...linked, hash: hashLedgerEntry(linked, digest) };
  return { wallet: { ...wallet, ...balance, hash: entry.hash, at: time, revision: entry.seq }, entry };
}

function sourceOf(movement: Movement): RevenueSource | undefined {
  if (movement.kind === 'top-up') return movement.spent?.source;
  return 'source' in movement ? movement.source : undefined;
}
