import * as accounts from '../data/accounts.ts';
import * as adjustments from '../data/adjustments.ts';
import { type Move, move } from '../data/ledger.ts';
import * as wallets from '../data/wallets.ts';
import { commit, type Write } from '../data/write.ts';
import {
  type Adjustment,
  aloneInAllKobo,
  decideAdjustment,
  movedAlone,
  newAdjustment,
} from '../domain/adjustment.ts';
import { fail, notFound } from '../domain/fault.ts';
import { requireWon } from '../domain/revision.ts';
import { usageDay } from '../domain/usage.ts';
import { isTheirs } from './own-money.ts';
import { asLongAsItStands } from './standing-account.ts';

/** Balances that administrators change: alone up to a limit, and above it two of them. */

/** Tries against others who change the same at the same moment. */
const tries = 5;

type Asked = Pick<Adjustment, 'adjustmentId' | 'accountId' | 'kobo' | 'reason' | 'byUserId'>;

/**
 * Changes a balance at once when one person may, or has it wait for another: once for each id. Throws `insufficient-funds` when it would
 * take more than there is, and `not-found` for an account that never was, or one that would bring something to an account that is gone, or
 * whose time is over.
 */
export async function adjust(asked: Asked, at: Date): Promise<Adjustment> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const made = (await adjustments.find(asked.adjustmentId)) ?? (await tryToAdjust(asked, at));
    if (made) return made;
  }
  return requireWon(false);
}

/** Undefined when somebody was first. */
async function tryToAdjust(asked: Asked, at: Date): Promise<Adjustment | undefined> {
  const { accountId, byUserId, kobo } = asked;
  const standing = await standingFor(asked, 'Only what is in its wallet can be taken away.', at);
  const before = await adjustments.movedAloneOn(accountId, byUserId, usageDay(at));
  const inAll = await adjustments.movedAloneInAll(byUserId, usageDay(at));
  // Nobody is alone with their own money.
  const after = (await isTheirs(accountId, byUserId)) ? undefined : movedAlone(before, kobo);
  const afterInAll = movedAlone(inAll, kobo, aloneInAllKobo);
  if (!after || !afterInAll) {
    const waiting = newAdjustment(asked, 'awaiting', at);
    return (await commit([adjustments.Adjustments.insertion(waiting), ...standing])) ? waiting : undefined;
  }
  const done = newAdjustment(asked, 'done', at);
  const together = [
    ...standing,
    adjustments.Adjustments.insertion(done),
    adjustments.countingAlone(before, after),
    adjustments.countingAlone(inAll, afterInAll),
  ];
  const { outcome } = await move(accountId, [moveOf(done)], at, together);
  return outcome === 'moved' ? done : undefined;
}

/**
 * What is taken away is taken of any wallet: what was given back past us may lie in that of an account that is gone. What has neither is a
 * mistake in the id, and not to wait until somebody agrees to it.
 */
async function standingFor(
  { accountId, kobo }: Pick<Adjustment, 'accountId' | 'kobo'>,
  instead: string,
  at: Date,
): Promise<Write[]> {
  if (kobo > 0) return [await asLongAsItStands(accountId, instead, at)];
  if (!(await wallets.exists(accountId)) && !(await accounts.find(accountId))) notFound('account');
  return [];
}

const moveOf = ({ adjustmentId, kobo, reason, byUserId }: Adjustment): Move => ({
  movement: { kind: 'adjustment', kobo },
  cause: `adjustment#${adjustmentId}`,
  about: { kind: 'adjustment', id: adjustmentId },
  ...{ byUserId, reason },
});

/**
 * Does what waited for a second administrator, or drops it. Throws `forbidden` when that is whoever asked, or somebody whose money it
 * is, `already-decided`, `not-found` for what would bring something to an account that is gone, and `insufficient-funds` when it would take more than there is by now.
 */
export async function decide(
  adjustmentId: string,
  decision: { agrees: boolean; userId: string },
  at: Date,
): Promise<Adjustment> {
  const adjustment = (await adjustments.find(adjustmentId)) ?? notFound('adjustment');
  const decided = decideAdjustment(adjustment, decision, at);
  if (decision.agrees && (await isTheirs(adjustment.accountId, decision.userId)))
    fail('forbidden', 'This is your own account: another administrator has to agree.');
  const writes = [adjustments.Adjustments.replacement(adjustment, decided)];
  const isMade = decision.agrees ? await isMoved(decided, writes, at) : await commit(writes);
  requireWon(isMade);
  return decided;
}

async function isMoved(adjustment: Adjustment, writes: readonly Write[], at: Date): Promise<boolean> {
  const { accountId } = adjustment;
  const standing = await standingFor(adjustment, 'Reject the adjustment.', at);
  return (await move(accountId, [moveOf(adjustment)], at, [...writes, ...standing])).outcome === 'moved';
}
