import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  PutCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { fail } from '../domain/fault.ts';
import { dynamo } from './client.ts';
import { wasMadeBefore } from './repeated-making.ts';

/** One conditional write: exactly one of `Put`, `Update`, `Delete`. */
export type Write = Required<NonNullable<TransactWriteCommandInput['TransactItems']>>[number];

/** DynamoDB's limit for one transaction. */
export const maxWrites = 100;

/** Another transaction held one of our items; waits in ms before each further attempt. */
const conflictBackoff = [20, 60, 180];

/**
 * Makes all writes or none. True when they were made, false when a condition did not hold: somebody else was
 * first. Throws `unavailable` when other transactions keep holding the items, and whatever AWS throws otherwise.
 */
export const commit = async (writes: readonly Write[]): Promise<boolean> =>
  !(await refusedOf(writes)).some(Boolean);

/**
 * As {@link commit}, for those who must know whose condition it was: of each write, whether its condition did not hold.
 * Nothing was made when that is so of any.
 */
export async function refusedOf(writes: readonly Write[]): Promise<boolean[]> {
  for (const pause of [...conflictBackoff, undefined]) {
    const outcome = await attempt(writes);
    if (outcome !== 'contended') return outcome;
    if (pause !== undefined) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return fail('unavailable', 'Too many changes at the same moment. Try again shortly.');
}

async function attempt(writes: readonly Write[]): Promise<boolean[] | 'contended'> {
  try {
    await send(writes);
    return [];
  } catch (error) {
    const reasons = reasonsOf(error);
    const refused = writes.map((_, index) => reasons[index] === 'ConditionalCheckFailed');
    if (refused.includes(true))
      return writes.some((write, index) => refused[index] && wasMadeBefore(write)) ? [] : refused;
    if (reasons.includes('TransactionConflict')) return 'contended';
    throw error;
  }
}

/** Why each write was not made. */
function reasonsOf(error: unknown): string[] {
  if (error instanceof ConditionalCheckFailedException) return ['ConditionalCheckFailed'];
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).map((reason) => reason.Code ?? 'None');
}

/** A single write goes without a transaction, which would cost twice as much. */
async function send(writes: readonly Write[]): Promise<void> {
  const [only, second] = writes;
  if (only && !second) {
    if (only.Put) return void (await dynamo.send(new PutCommand(only.Put)));
    if (only.Update) return void (await dynamo.send(new UpdateCommand(only.Update)));
    if (only.Delete) return void (await dynamo.send(new DeleteCommand(only.Delete)));
  }
  await dynamo.send(new TransactWriteCommand({ TransactItems: [...writes] }));
}
