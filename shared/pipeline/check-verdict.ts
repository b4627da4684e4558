import * as batches from '../data/batches.ts';
import { type BatchProblem, type CheckVerdict, concludeCheck } from '../domain/batch.ts';
import { removeCheck } from './check-files.ts';

/** Verdicts that need no look at the rows: who imports this does not load what fills templates. */

/** A dry run of a batch. */
export interface CheckPlace {
  accountId: string;
  batchId: string;
  /** Counts the dry runs of a batch from 1. */
  check: number;
}

/** Attempts to write a verdict against other changes of the same batch. */
const attempts = 5;

/**
 * Ends a dry run, and removes the files that nobody will read any more: those of the one before, and its own unless it
 * counts. Resolves to what became of it: a newer one may have overtaken it, and its end may have been written before.
 */
export async function endCheck(
  { accountId, batchId, check }: CheckPlace,
  found: CheckVerdict,
  now: () => Date,
): Promise<'checked' | 'not-made' | 'overtaken' | 'ended-before'> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const batch = await batches.find(accountId, batchId);
    if (!batch || batch.checks !== check) {
      await removeCheck(accountId, batchId, check);
      return 'overtaken';
    }
    const concluded = concludeCheck(batch, check, found, now());
    if (!concluded) return 'ended-before';
    if (!(await batches.replace(batch, concluded))) continue;
    if (check > 1) await removeCheck(accountId, batchId, check - 1);
    if ('dryRun' in found) return 'checked';
    await removeCheck(accountId, batchId, check);
    return 'not-made';
  }
  throw new Error(`the dry run ${check} of ${batchId} lost ${attempts} times`);
}

/** Why a dry run ended whose message was delivered too often. */
export const checkGivenUp: BatchProblem = {
  code: 'check-failed',
  message:
    'The dry run could not be made although we tried several times. Start it again; if it fails again, tell us.',
};
