import { fail } from './fault.ts';

/** A balance that somebody of ours changes, for a reason that is written down. Amounts are whole kobo. */

/** `awaiting`: another administrator has to agree. */
export const adjustmentStates = ['awaiting', 'done', 'rejected'] as const;
export type AdjustmentState = (typeof adjustmentStates)[number];

export interface Adjustment {
  adjustmentId: string;
  accountId: string;
  /** Below 0 it takes away. */
  kobo: number;
  reason: string;
  state: AdjustmentState;
  byUserId: string;
  /** Who agreed or did not. */
  decidedBy?: string | undefined;
  decidedAt?: string | undefined;
  createdAt: string;
  revision: number;
}

/**
 * Kobo that one administrator may move alone, into and out of one account on one day: ₦50,000. It covers what support gives back day by
 * day, a month of the business plan is beyond it, and so is what it would pay to be dishonest for.
 */
export const aloneKobo = 5_000_000;

/** Kobo that one administrator may move alone on one day in all accounts together: ₦200,000, a busy day of support. */
export const aloneInAllKobo = 20_000_000;

/** Most that an adjustment can be, kobo: ₦10,000,000, as much as one top-up. */
export const mostAdjustedKobo = 1_000_000_000;

/** What one administrator has moved alone in one account on one day of Lagos, kobo either way. */
export interface AdjustedAlone {
  accountId: string;
  userId: string;
  day: string;
  kobo: number;
  revision: number;
}

/** What was moved alone with this adjustment; undefined when that is more than one may, and somebody else has to agree. */
export function movedAlone(
  before: AdjustedAlone,
  kobo: number,
  mostKobo = aloneKobo,
): AdjustedAlone | undefined {
  const moved = before.kobo + Math.abs(kobo);
  return moved > mostKobo ? undefined : { ...before, kobo: moved, revision: before.revision + 1 };
}

export const newAdjustment = (
  asked: Pick<Adjustment, 'adjustmentId' | 'accountId' | 'kobo' | 'reason' | 'byUserId'>,
  state: 'awaiting' | 'done',
  at: Date,
): Adjustment => ({ ...asked, state, createdAt: at.toISOString(), revision: 1 });

/**
 * The adjustment when another administrator has decided. Throws `already-decided` for one that does not wait, and `forbidden` for
 * whoever asked for it.
 */
export function decideAdjustment(
  adjustment: Adjustment,
  { agrees, userId }: { agrees: boolean; userId: string },
  at: Date,
): Adjustment {
  if (adjustment.state !== 'awaiting') fail('already-decided', 'This adjustment does not wait any more.');
  if (agrees && adjustment.byUserId === userId)
    fail('forbidden', 'You asked for this adjustment: another administrator has to agree.');
  return {
    ...adjustment,
    state: agrees ? 'done' : 'rejected',
    decidedBy: userId,
    decidedAt: at.toISOString(),
    revision: adjustment.revision + 1,
  };
}
