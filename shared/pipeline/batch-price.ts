import * as batches from '../data/batches.ts';
import type { Account } from '../domain/account.ts';
import type { Batch } from '../domain/batch.ts';
import { failedRowsOf, requireChecked, requireFailed, requote } from '../domain/batch-run.ts';
import { requireWon } from '../domain/revision.ts';
import { quoteFor } from './charging.ts';

/**
 * A checked batch with its price as it is now, which is stored where it is not the one that was shown: whoever confirms another
 * one is refused, and finds this one on the batch. Throws `batch-not-ready` for a batch that is not checked.
 */
export async function requoted(
  batch: Batch,
  account: Account,
  at: Date,
): Promise<{ batch: Batch; unitMs: number; month: string; room: number }> {
  const { good, unitMs } = requireChecked(batch);
  const { quote, month, room } = await quoteFor(account, good, at);
  const now = requote(batch, quote, at);
  if (now !== batch) requireWon(await batches.replace(batch, now));
  return { batch: now, unitMs, month, room };
}

/**
 * What the failed rows of a batch cost when they are run again now: by the list, plan and month of this moment, as every order. Throws
 * `batch-not-ready` for a batch that has none to run again.
 */
export const rerunPriceOf = (batch: Batch, account: Account, at: Date): ReturnType<typeof quoteFor> =>
  quoteFor(account, failedRowsOf(requireFailed(batch)), at);
