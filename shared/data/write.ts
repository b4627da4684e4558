import { randomInt } from 'node:crypto';
import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { AuditNote } from '../domain/audit.ts';
import { fail } from '../domain/fault.ts';
import { accountsOf, appendixFor, remember, unlearn } from './audit-append.ts';
import { currentCall } from './audit-cause.ts';
import { dynamo } from './client.ts';
import { inTurn } from './in-turn.ts';
import { wasMadeBefore } from './repeated-making.ts';

/** One conditional write as DynamoDB takes it: exactly one of `Put`, `Update`, `Delete`, or beside others a `ConditionCheck`. */
export type TransactItem = Required<NonNullable<TransactWriteCommandInput['TransactItems']>>[number];

/** What a write says of itself for the trail of its account. */
export interface AuditedChange extends AuditNote {
  /** Whether it is noted when a job makes it, too. */
  byJobs: boolean;
}

export interface Write {
  item: TransactItem;
  /** `none` for what has no place in a trail; whoever writes past an entity says so. */
  audited: AuditedChange | 'none';
  /**
   * A counter that many transactions change at once and none can refuse: it waits for the others as long as entries of a trail do.
   */
  patient?: true;
}

/** DynamoDB's limit for one transaction. */
export const maxWrites = 100;

/** Another transaction held one of our items; waits in ms before each further attempt. */
const conflictBackoff = [20, 60, 180];

/**
 * Others move the end of the same chain; most ms to wait before each further attempt, some 4 seconds in all. The first are
 * short: of all who come too late at the same moment one is always next, and what was just learnt is soon old.
 */
const chainBackoff = Array.from({ length: 40 }, (_, attempt) =>
  Math.min(Math.ceil(8 * 1.25 ** attempt), 250),
);

/** Ms for which what a refusal says of the end of a chain is believed; after a longer wait it is read again. */
const freshFor = 40;

/**
 * Makes all writes or none. True when they were made, false when a condition did not hold: somebody else was
 * first. What is audited among them is noted in the trail of its account by the same transaction. Throws `unavailable`
 * when other transactions keep holding the items, and whatever AWS throws otherwise.
 *
 * @param notes what happened besides, without a write of its own
 */
export const commit = async (writes: readonly Write[], notes: readonly AuditNote[] = []): Promise<boolean> =>
  !(await refusedOf(writes, notes)).some(Boolean);

/**
 * As {@link commit}, for those who must know whose condition it was: of each write that is no counter, whether its condition did not hold.
 * Nothing was made when that is so of any.
 */
export function refusedOf(writes: readonly Write[], notes: readonly AuditNote[] = []): Promise<boolean[]> {
  const items = itemsOf(writes.filter(({ patient }) => !patient));
  const counters = itemsOf(writes.filter(({ patient }) => patient));
  const noted = [...writes.flatMap(notesOf), ...notes];
  return noted.length === 0
    ? make(items, counters)
    : inTurn(accountsOf(noted), () => makeAndNote(items, counters, noted));
}

const itemsOf = (writes: readonly Write[]): TransactItem[] => writes.map(({ item }) => item);

/** Jobs take many small steps; only those that matter to the owner are noted. */
function notesOf({ audited }: Write): AuditNote[] {
  if (audited === 'none') return [];
  const { byJobs, ...note } = audited;
  return byJobs || currentCall().cause.actor.kind !== 'system' ? [note] : [];
}

/**
 * Writes in groups that fit into one transaction each, together with what is noted of them. The order is kept.
 *
 * @param besides items that each transaction writes besides
 */
export function inGroups(writes: readonly Write[], besides = 0): Write[][] {
  const groups: Write[][] = [];
  for (const write of writes) {
    const group = groups.at(-1);
    if (group && sizeOf([...group, write]) + besides <= maxWrites) group.push(write);
    else groups.push([write]);
  }
  return groups;
}

/** Items of the transaction that makes these writes: an entry for each that is noted, and the ends of the chains. */
function sizeOf(writes: readonly Write[]): number {
  const notes = writes.flatMap(notesOf);
  return writes.length + notes.length + accountsOf(notes).length;
}

async function make(items: readonly TransactItem[], counters: readonly TransactItem[]): Promise<boolean[]> {
  const conflicts = [...conflictBackoff];
  for (const longest of [...chainBackoff, undefined]) {
    const { outcome, refusals } = await attempt([...items, ...counters], items.length);
    if (outcome === 'made' || outcome === 'stands') return [];
    if (outcome === 'lost') return refusals.slice(0, items.length).map(isRefused);
    const pause = outcome === 'contended' ? conflicts.shift() : longest && randomInt(longest);
    if (pause === undefined) break;
    await sleep(pause);
  }
  return tooMany();
}

/** The writes and their entries together; alone in this container on the chains that it writes to. */
async function makeAndNote(
  items: readonly TransactItem[],
  counters: readonly TransactItem[],
  notes: readonly AuditNote[],
): Promise<boolean[]> {
  const { cause, now } = currentCall();
  const conflicts = [...conflictBackoff];
  for (const longest of [...chainBackoff, undefined]) {
    const appendix = await appendixFor(notes, cause, now());
    const { outcome, refusals } = await attempt(
      [...items, ...appendix.items, ...counters],
      items.length,
    ).catch((error: unknown) => {
      // It may have been written all the same.
      unlearn(appendix, []);
      throw error;
    });
    if (outcome === 'made') {
      remember(appendix);
      return [];
    }
    const pause = outcome === 'contended' ? conflicts.shift() : longest && randomInt(longest);
    unlearn(appendix, (pause ?? 0) <= freshFor ? refusals.slice(items.length) : []);
    if (outcome === 'stands') return [];
    if (outcome === 'lost') return refusals.slice(0, items.length).map(isRefused);
    if (pause === undefined) break;
    await sleep(pause);
  }
  return tooMany();
}

const tooMany = (): never => fail('unavailable', 'Too many changes at the same moment. Try again shortly.');

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * `stands`: an earlier attempt at the same request has made it, and noted it. `behind`: nothing stands in the way but that
 * a chain has gone on, or that somebody counts at the same moment.
 */
type Outcome = 'made' | 'stands' | 'lost' | 'contended' | 'behind';

/** What DynamoDB says of one item. */
interface Refusal {
  Code?: string | undefined;
  Item?: unknown;
}

/** @param own how many of the items are what is to be written; entries of chains and counters stand behind them */
async function attempt(
  items: readonly TransactItem[],
  own: number,
): Promise<{ outcome: Outcome; refusals: readonly Refusal[] }> {
  try {
    await send(items);
    return { outcome: 'made', refusals: [] };
  } catch (error) {
    const refusals = refusalsIn(error);
    const refused = items.slice(0, own).filter((_, index) => isRefused(refusals[index]));
    if (refused.length > 0) return { outcome: refused.some(wasMadeBefore) ? 'stands' : 'lost', refusals };
    if (refusals.slice(0, own).some(isInTheWay)) return { outcome: 'contended', refusals };
    if (refusals.some((each) => isRefused(each) || isInTheWay(each))) return { outcome: 'behind', refusals };
    throw error;
  }
}

/** Why each item was not written. */
function refusalsIn(error: unknown): readonly Refusal[] {
  if (error instanceof ConditionalCheckFailedException) return [{ Code: 'ConditionalCheckFailed' }];
  return error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
}

const isRefused = (refusal: Refusal | undefined): boolean => refusal?.Code === 'ConditionalCheckFailed';

const isInTheWay = ({ Code }: Refusal): boolean => Code === 'TransactionConflict';

/** A single write goes without a transaction, which would cost twice as much. */
async function send(items: readonly TransactItem[]): Promise<void> {
  const [only, second] = items;
  if (only && !second) {
    if (only.Put) return void (await dynamo.send(new PutCommand(only.Put)));
    if (only.Update) return void (await dynamo.send(new UpdateCommand(only.Update)));
    if (only.Delete) return void (await dynamo.send(new DeleteCommand(only.Delete)));
  }
  await dynamo.send(new TransactWriteCommand({ TransactItems: [...items] }));
}
