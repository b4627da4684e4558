import { type EntryKind, entryKinds } from '../../shared/domain/ledger/entry.ts';
import type { Movement } from '../../shared/domain/ledger/posting.ts';

/** A hold with something left in it. */
export interface OpenHold {
  holdId: string;
  left: number;
}

/** A movement that may or may not be possible, and the hold that it concerns. */
export interface Attempt {
  movement: Movement;
  /** To be opened for a hold; one of the open ones for what leaves it. */
  hold?: OpenHold | undefined;
}

/** How likely each kind is compared with the others. */
const weights: Record<EntryKind, number> = {
  'top-up': 4,
  hold: 6,
  capture: 5,
  release: 3,
  charge: 2,
  refund: 1,
  payout: 1,
  chargeback: 1,
  'chargeback-won': 1,
  adjustment: 1,
};

const kinds = entryKinds.flatMap((kind) => Array.from({ length: weights[kind] }, () => kind));

/**
 * What somebody tries next. Most amounts are such as are often there, some are not, so refusals are part of every history.
 *
 * @param random numbers from 0 to 1
 */
export function nextAttempt(open: readonly OpenHold[], newId: () => string, random: () => number): Attempt {
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const kobo = Math.ceil(random() ** 4 * (random() < 0.1 ? 1_000_000 : 2000)) + 1;
  const kind = pick(kinds) ?? 'top-up';
  switch (kind) {
    case 'top-up': {
      const spent = random() < 0.3 ? Math.ceil(random() * kobo) : 0;
      return { movement: { kind, kobo, ...(spent ? { spent: { kobo: spent, source: 'plan' } } : {}) } };
    }
    case 'hold':
      return { movement: { kind, kobo }, hold: { holdId: newId(), left: kobo } };
    case 'capture':
    case 'release':
    case 'payout': {
      const hold = pick(open);
      if (!hold) return { movement: { kind: 'top-up', kobo } };
      const part = random() < 0.5 ? hold.left : Math.ceil(random() * hold.left);
      return {
        movement: kind === 'capture' ? { kind, kobo: part, source: 'documents' } : { kind, kobo: part },
        hold,
      };
    }
    case 'charge':
    case 'refund':
      return { movement: { kind, kobo, source: 'card' } };
    case 'adjustment':
      return { movement: { kind, kobo: random() < 0.5 ? kobo : -kobo } };
    case 'chargeback':
    case 'chargeback-won':
      return { movement: { kind, kobo } };
  }
}

/** The open holds after a movement was made. */
export function holdsAfter(open: readonly OpenHold[], { movement, hold }: Attempt): OpenHold[] {
  if (!hold) return [...open];
  if (movement.kind === 'hold') return [...open, hold];
  return open.flatMap((each) => {
    if (each.holdId !== hold.holdId) return [each];
    const left = each.left - movement.kobo;
    return left > 0 ? [{ ...each, left }] : [];
  });
}
