import { randomInt } from 'node:crypto';
import { Fault, fail } from '../domain/fault.ts';
import type { LedgerEntry } from '../domain/ledger/entry.ts';
import { captureOf, type Hold, openHold, releaseOf } from '../domain/ledger/hold.ts';
import { type Movement, type Occasion, post } from '../domain/ledger/posting.ts';
import type { Wallet } from '../domain/ledger/wallet.ts';
import { digest } from './audit-append.ts';
import { inTurn } from './in-turn.ts';
import * as wallets from './wallets.ts';
import { refusedOf, type Write } from './write.ts';

/** Every movement of money goes through {@link move}: wallet, entries, causes and holds change together, or nothing does. */

/** One movement, and why. */
export interface Move extends Omit<Occasion, 'at'> {
  movement: Movement;
  /** Of a hold: when the clock looks at it if it is open still, and whose money lies in it. */
  opening?: { dueAt: string; parts?: string[] };
}

export type Moved =
  | { outcome: 'moved'; wallet: Wallet; entries: LedgerEntry[] }
  /** One of the causes has moved money before, in this entry; nothing was done. */
  | { outcome: 'repeated'; entry: LedgerEntry }
  /** What was to be written together has changed meanwhile; nothing was done. */
  | { outcome: 'lost' };

/** Others move money of the same account at the same moment; most ms to wait before each further attempt. */
const backoff = Array.from({ length: 40 }, (_, attempt) => Math.min(Math.ceil(8 * 1.25 ** attempt), 250));

/**
 * Moves money of one account, once for each cause, together with what it is for. Throws `insufficient-funds` when there is
 * not enough, `unavailable` when others keep moving it, and an error for a hold that has less left than is to leave it.
 *
 * @param together what is written in the same transaction; with four items for each move there is room for 100 items
 */
export const move = (
  accountId: string,
  moves: readonly Move[],
  at: Date,
  together: readonly Write[] = [],
): Promise<Moved> =>
  inTurn([`wallet#${accountId}`], async () => {
    for (const longest of [...backoff, undefined]) {
      const moved = await attempt(accountId, moves, at, together);
      if (moved) return moved;
      if (longest !== undefined) await sleep(randomInt(longest));
    }
    return fail('unavailable', 'Too many changes of this wallet at the same moment. Try again shortly.');
  });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Undefined when somebody else moved money of the account in between. */
async function attempt(
  accountId: string,
  moves: readonly Move[],
  at: Date,
  together: readonly Write[],
): Promise<Moved | undefined> {
  const planned = await plan(accountId, moves, at);
  if ('outcome' in planned) return planned;
  const { wallet, entries } = planned;
  const causes = entries.map(wallets.causeInsertionOf);
  const refused = await refusedOf([...causes, ...together, ...planned.writes]).catch(onlyBusy);
  if (!refused) return undefined;
  if (!refused.some(Boolean)) return { outcome: 'moved', wallet, entries };
  const repeated = entries[refused.slice(0, causes.length).indexOf(true)];
  if (repeated) return { outcome: 'repeated', entry: await madeBy(repeated.content.cause) };
  // Counters refuse nothing, and are not among the answers.
  const conditions = together.filter(({ patient }) => !patient).length;
  if (refused.slice(causes.length, causes.length + conditions).some(Boolean)) return { outcome: 'lost' };
  return undefined;
}

/** Nothing was made because other transactions held the items: as good as losing to them. */
function onlyBusy(error: unknown): undefined {
  if (error instanceof Fault && error.code === 'unavailable') return undefined;
  throw error;
}

async function madeBy(cause: string): Promise<LedgerEntry> {
  const entry = await wallets.findByCause(cause);
  if (!entry) throw new Error(`the entry of ${cause} is missing`);
  return entry;
}

interface Planned {
  wallet: Wallet;
  entries: LedgerEntry[];
  /** Of wallet, entries and holds. */
  writes: Write[];
}

/** What is to be written, for the wallet as it is now. */
async function plan(
  accountId: string,
  moves: readonly Move[],
  at: Date,
): Promise<Planned | Extract<Moved, { outcome: 'repeated' }>> {
  const before = await wallets.readWithHolds(
    accountId,
    moves.flatMap(({ holdId }) => holdId ?? []),
  );
  try {
    return planFor(before, moves, at);
  } catch (error) {
    // Where the money has gone may be what this very cause did before.
    for (const { cause } of moves) {
      const entry = await wallets.findByCause(cause);
      if (entry) return { outcome: 'repeated', entry };
    }
    throw error;
  }
}

function planFor(
  before: { wallet: Wallet; holds: ReadonlyMap<string, Hold> },
  moves: readonly Move[],
  at: Date,
): Planned {
  const holds = new Map(before.holds);
  const entries: LedgerEntry[] = [];
  let { wallet } = before;
  for (const { movement, opening, ...occasion } of moves) {
    const posted = post(wallet, movement, { ...occasion, at: at.toISOString() }, digest);
    wallet = posted.wallet;
    entries.push(posted.entry);
    if (occasion.holdId !== undefined)
      holds.set(occasion.holdId, heldAfter(holds.get(occasion.holdId), posted.entry, movement, opening));
  }
  const holdWrites = [...holds].flatMap(([holdId, hold]) => {
    const previous = before.holds.get(holdId);
    return previous ? wallets.Holds.replacement(previous, hold) : wallets.Holds.insertion(hold);
  });
  return {
    wallet,
    entries,
    writes: [wallets.moveOf(before.wallet, wallet), ...entries.map(wallets.insertionOf), ...holdWrites],
  };
}

/** The hold after a movement. Throws for one that does not fit it, since that is a defect of ours. */
function heldAfter(
  hold: Hold | undefined,
  { content }: LedgerEntry,
  { kind, kobo }: Movement,
  opening: Move['opening'],
): Hold {
  const { accountId, holdId, about, at: createdAt, cause } = content;
  const unfit = (): never => {
    throw new Error(`${cause} does not fit hold ${holdId}`);
  };
  if (kind === 'hold') {
    if (hold || holdId === undefined || !opening) return unfit();
    return openHold({ accountId, holdId, kobo, about, createdAt, ...opening });
  }
  if (!hold) return unfit();
  if (kind === 'release') return releaseOf(hold, kobo) ?? unfit();
  return kind === 'capture' || kind === 'payout' ? (captureOf(hold, kobo) ?? unfit()) : unfit();
}
