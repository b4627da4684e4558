import { keyOf, listUnanchored, settle } from '../data/audit-anchoring.ts';
import type { AuditHead } from '../data/audit-heads.ts';
import { postpone } from '../data/due.ts';
import { storeAnchor } from '../files/anchors.ts';
import type { Log } from '../runtime/log.ts';
import { type DueWork, handleDue } from './due-work.ts';

/** Rounds of one run: each takes on hundreds of chains, and the next run takes the rest. */
const mostRounds = 200;

/** Milliseconds. */
const day = 24 * 60 * 60_000;

/**
 * Anchors all chains that have moved since they were. First the anchor is stored, then it is noted that it was: who dies in
 * between leaves an anchor that is stored again next time, which changes nothing. Counts what was done.
 */
export async function anchorChains({
  now,
  log,
}: {
  now: () => Date;
  log: Log;
}): Promise<Record<string, number>> {
  const at = now();
  const work = anchorWork(at);
  const total: Record<string, number> = {};
  for (let round = 0; round < mostRounds; round++) {
    const done = await handleDue(work, { now: () => at, log });
    for (const [what, count] of Object.entries(done)) total[what] = (total[what] ?? 0) + count;
    if (Object.values(done).every((count) => count === 0)) break;
  }
  return total;
}

const anchorWork = (at: Date): DueWork<AuditHead> => ({
  kind: 'anchor',
  list: listUnanchored,
  keyOf,
  async handle(head) {
    const { accountId, revision: seq, hash } = head;
    await storeAnchor(accountId, { seq, hash }, at.toISOString());
    if (await settle(head)) return 'anchored';
    // What came meanwhile has its turn tomorrow, or a busy chain would be anchored again and again.
    await postpone('anchor', keyOf(head), at, new Date(at.getTime() + day));
    return 'anchored-and-moved-on';
  },
});
