import * as documents from '../../shared/data/documents.ts';
import { repeatMaking } from '../../shared/data/repeated-making.ts';
import * as wallets from '../../shared/data/wallets.ts';
import { insertCharged } from '../../shared/pipeline/charging.ts';
import { newId } from '../../shared/runtime/new-id.ts';
import { Crasher } from './crasher.ts';
import { accountOf, fund, price, queuedFor } from './document-crashes.ts';
import type { Findings } from './ledger-check.ts';

/**
 * An order of more documents than one transaction holds, until all of it is stored: with a crash at each call of the table on the way,
 * and with crashes while the first transaction is taken back because the second one has failed.
 */

/** Documents of an order that takes two transactions. */
const many = 60;

/** Calls of taking back at which it dies: of the first document, between two of them, and of a later one. */
const deathsInTakingBack = [1, 3, 4, 40];

interface Death {
  call: number;
  isAfter: boolean;
  /** The call that fails before. */
  failing?: number;
}

/**
 * Resolves to how many points there were to crash at.
 *
 * @param isShort at two of them only
 */
export async function crashOrders(isShort: boolean, findings: Findings): Promise<number> {
  const crasher = new Crasher();
  try {
    const calls = await ordered(crasher, { call: 0, isAfter: false }, findings);
    const deaths = deathsAmong(calls);
    const chosen = isShort ? deaths.filter(({ call }) => call === calls || call === calls + 3) : deaths;
    const points = chosen.filter(({ isAfter }) => !isShort || isAfter);
    for (const death of points) await ordered(crasher, death, findings);
    return points.length;
  } finally {
    crasher.disarm();
  }
}

/** The second transaction is the last call of an order that is stored. */
const deathsAmong = (calls: number): Death[] =>
  [false, true].flatMap((isAfter) => [
    ...Array.from({ length: calls }, (_, index) => ({ call: index + 1, isAfter })),
    ...deathsInTakingBack.map((death) => ({ call: calls + death, isAfter, failing: calls })),
  ]);

/** Orders with a fresh account until it is stored; resolves to how many calls it took. */
async function ordered(
  crasher: Crasher,
  { call, isAfter, failing }: Death,
  findings: Findings,
): Promise<number> {
  const account = accountOf(newId('acc'));
  const { accountId } = account;
  crasher.arm(0, false);
  await fund(accountId, many * price);
  const at = new Date();
  const queued = Array.from({ length: many }, () => queuedFor(account, newId('doc'), at));
  const made = new Set(queued.map(({ documentId }) => documentId));
  crasher.arm(call, isAfter, failing);
  await crasher.delivered(() => repeatMaking(made, () => insertCharged(account, queued, at, many * price)));
  const { calls } = crasher;
  crasher.arm(0, false);
  const stored = await documents.findMany(accountId, [...made]);
  const { availableKobo, heldKobo } = await wallets.read(accountId);
  await findings.ledgerOf(accountId);
  const failed = failing === undefined ? '' : ' whose second transaction has failed';
  findings.expect(
    stored.length === many && availableKobo === 0 && heldKobo === many * price,
    `a crash ${isAfter ? 'after' : 'before'} call ${call} of an order${failed}: ${stored.length} stored, ${availableKobo} available, ${heldKobo} held`,
  );
  return calls;
}
