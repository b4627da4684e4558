import type { Batch } from '../domain/batch.ts';
import { giveUpAfter } from '../domain/document.ts';
import { openKobo } from '../domain/ledger/hold.ts';
import { allowing, findAllowance, forgetting, holdIdOf } from './allowances.ts';
import { type Move, move } from './ledger.ts';
import * as quota from './quota.ts';
import * as wallets from './wallets.ts';
import { commit, type Write } from './write.ts';

/** How the money of a batch moves: held when a run begins, captured chunk by chunk, what is left released when it ends. */

/**
 * Begins a run: what it costs is set aside, and what the month includes taken, together with other writes. False when one of
 * these does not hold, or the month has not so much room. Throws `insufficient-funds`.
 *
 * @param room documents that the month includes
 */
export function begin(batch: Batch, room: number, writes: readonly Write[]): Promise<boolean> {
  const beginning = beginningOf(batch, room);
  return together(batch, beginning.moves, [...writes, ...beginning.writes]);
}

/** Ends a run, or removes its batch: nothing stays set aside for it. False when one of the other writes does not hold. */
export async function end(batch: Batch, writes: readonly Write[]): Promise<boolean> {
  const ending = await endingOf(batch);
  return together(batch, ending.moves, [...writes, ...ending.writes]);
}

const together = async (
  { accountId, updatedAt }: Batch,
  moves: readonly Move[],
  writes: readonly Write[],
): Promise<boolean> =>
  moves.length === 0
    ? commit(writes)
    : (await move(accountId, moves, new Date(updatedAt), writes)).outcome === 'moved';

function beginningOf(batch: Batch, room: number): { moves: Move[]; writes: Write[] } {
  const { accountId, run } = batch;
  if (!run) return { moves: [], writes: [] };
  const { kobo, included, month } = run.held;
  const holdId = holdIdOf(batch);
  return {
    moves:
      kobo === 0
        ? []
        : [
            {
              ...occasionOf(batch),
              movement: { kind: 'hold', kobo },
              cause: `hold#${holdId}`,
              opening: { dueAt: new Date(Date.parse(batch.updatedAt) + 2 * giveUpAfter).toISOString() },
            },
          ],
    writes:
      included === 0
        ? []
        : [quota.take(accountId, month, included, room), allowing(accountId, holdId, included)],
  };
}

async function endingOf(batch: Batch): Promise<{ moves: Move[]; writes: Write[] }> {
  const { accountId, run } = batch;
  if (!run) return { moves: [], writes: [] };
  const holdId = holdIdOf(batch);
  const [hold, allowance] = await Promise.all([
    wallets.findHold(accountId, holdId),
    findAllowance(accountId, holdId),
  ]);
  const open = hold ? openKobo(hold) : 0;
  const moves: Move[] =
    open === 0
      ? []
      : [{ ...occasionOf(batch), movement: { kind: 'release', kobo: open }, cause: `release#${holdId}` }];
  const writes = allowance
    ? [
        forgetting(allowance),
        ...(allowance.left > 0 ? await quota.givingBack(accountId, run.held.month, allowance.left) : []),
      ]
    : [];
  return { moves, writes };
}

const occasionOf = (batch: Batch) => ({
  about: { kind: 'batch', id: batch.batchId },
  holdId: holdIdOf(batch),
  plan: batch.run?.quote.plan,
});
