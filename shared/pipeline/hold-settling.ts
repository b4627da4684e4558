import { holdIdOf } from '../data/allowances.ts';
import * as batches from '../data/batches.ts';
import * as documents from '../data/documents.ts';
import { postpone } from '../data/due.ts';
import { move } from '../data/ledger.ts';
import * as wallets from '../data/wallets.ts';
import { settlementCause } from '../domain/charge.ts';
import { isFinished } from '../domain/document.ts';
import { type Hold, openKobo } from '../domain/ledger/hold.ts';
import type { DueWork } from './due-work.ts';

/** Milliseconds until a hold is looked at again whose work goes on. */
const lookAgainAfter = 60 * 60_000;

/** Money of payments waits for banks and for people of ours, and ends with its refund or its review. */
const hasClockOfItsOwn = ({ about }: Hold): boolean => about.kind === 'refund' || about.kind === 'payment';

/**
 * Holds that are open longer than work takes. What ends, ends together with its money, so there are two reasons: the work goes on, or
 * it was erased with its account. Money of the latter is released; if somebody settles it at that moment, one of the two wins.
 */
export const holdWork = (now: () => Date): DueWork<Hold> => ({
  kind: 'hold',
  list: wallets.listDueHolds,
  keyOf: wallets.keyOfHold,
  handle: async (hold) => {
    const at = now();
    const goesOn =
      hasClockOfItsOwn(hold) ||
      (await (hold.parts ? releaseMissing(hold, hold.parts, at) : releaseEnded(hold, at)));
    if (!goesOn) return 'released';
    await postpone('hold', wallets.keyOfHold(hold), at, new Date(at.getTime() + lookAgainAfter));
    return 'waiting';
  },
});

/** Releases the money of documents that are gone. Resolves to whether one is still being made. */
async function releaseMissing(hold: Hold, parts: readonly string[], at: Date): Promise<boolean> {
  const { accountId, holdId, kobo } = hold;
  const found = await documents.findMany(accountId, parts);
  const there = new Set(found.map(({ documentId }) => documentId));
  for (const id of parts.filter((part) => !there.has(part)))
    await move(
      accountId,
      [
        {
          // Documents that are stored together cost the same.
          movement: { kind: 'release', kobo: kobo / parts.length },
          cause: settlementCause(id, holdId),
          about: { kind: 'document', id },
          holdId,
        },
      ],
      at,
    );
  return found.some((document) => !isFinished(document));
}

/** Releases what is left for a run that is no more. Resolves to whether it goes on. */
async function releaseEnded(hold: Hold, at: Date): Promise<boolean> {
  const { accountId, holdId, about } = hold;
  const batch = await batches.find(accountId, about.id);
  if (batch?.run && holdIdOf(batch) === holdId && batch.run.counts === undefined) return true;
  const movement = { kind: 'release', kobo: openKobo(hold) } as const;
  await move(accountId, [{ movement, cause: `release#${holdId}`, about, holdId }], at);
  return false;
}
