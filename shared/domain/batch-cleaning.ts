import type { Account } from './account.ts';
import type { Batch, BatchState } from './batch.ts';
import { cancelRun } from './batch-run.ts';
import { keptUntil } from './retention.ts';
import { changed } from './template.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Milliseconds that the working files of a batch that has ended are kept, for a re-run of what failed. */
const workKept = 30 * day;

/**
 * Milliseconds until a batch in a state is looked at: nobody went on with it, or it has ended. What has ended is looked
 * at after a day, the shortest retention there is.
 */
export const staleAfter = {
  'awaiting-upload': 30 * minute,
  rejected: 7 * day,
  mapped: 7 * day,
  checked: 7 * day,
  paused: 30 * day,
  finished: day,
  cancelled: day,
} as const satisfies Partial<Record<BatchState, number>>;

/** What is to be done with a batch. */
export type Cleaning =
  /** Nothing now. */
  | { does: 'leave' }
  /** Nothing before this time. */
  | { does: 'wait'; until: Date }
  /** The batch goes, with its working files. */
  | { does: 'remove' }
  /** The working files go, the batch stays. */
  | { does: 'clear'; next: Batch }
  /** No file goes. */
  | { does: 'cancel' | 'keep'; next: Batch };

/**
 * What is to be done with a batch that nobody went on with, or that has ended. Its documents are no concern of it:
 * each has its own time.
 */
export function cleaningOf(batch: Batch, account: Account | undefined, at: Date): Cleaning {
  switch (batch.state) {
    case 'awaiting-upload':
    case 'rejected':
    case 'mapped':
    case 'checked':
      return isStale(batch, staleAfter[batch.state], at) ? { does: 'remove' } : { does: 'leave' };
    case 'paused':
      return isStale(batch, staleAfter.paused, at)
        ? { does: 'cancel', next: cancelRun(batch, at) }
        : { does: 'leave' };
    case 'finished':
    case 'cancelled':
      // A cancelled batch whose rows have not all come to an end is still at work.
      return batch.run?.counts === undefined
        ? { does: 'leave' }
        : cleaningAfter(new Date(batch.run.finishedAt ?? batch.updatedAt), batch, account, at);
    default:
      return { does: 'leave' };
  }
}

const isStale = ({ updatedAt }: Batch, after: number, at: Date): boolean =>
  at.getTime() - Date.parse(updatedAt) >= after;

/** A batch is kept as long as documents are that were made when it ended; its working files 30 days at most. */
function cleaningAfter(end: Date, batch: Batch, account: Account | undefined, at: Date): Cleaning {
  const keepUntil = account && keptUntil(account, end);
  if (keepUntil !== undefined && keepUntil <= at.toISOString()) return { does: 'remove' };
  if (batch.cleared)
    return batch.keepUntil === keepUntil
      ? { does: 'leave' }
      : { does: 'keep', next: changed<Batch>(batch, at, { keepUntil }) };
  const clearAt = end.getTime() + workKept;
  if (clearAt <= at.getTime())
    return { does: 'clear', next: changed<Batch>(batch, at, { cleared: true, keepUntil }) };
  const goneAt = keepUntil === undefined ? clearAt : Date.parse(keepUntil);
  return { does: 'wait', until: new Date(Math.min(clearAt, goneAt)) };
}
