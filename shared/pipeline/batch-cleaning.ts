import * as accounts from '../data/accounts.ts';
import * as batches from '../data/batches.ts';
import { postpone } from '../data/due.ts';
import type { Batch } from '../domain/batch.ts';
import { type Cleaning, cleaningOf } from '../domain/batch-cleaning.ts';
import { clearBatch, removeBatch } from './batch-removal.ts';
import type { DueWork } from './due-work.ts';
import { remembered } from './remembered.ts';

/** Batches that nobody went on with, or that ended long ago. Each account is read once in a run. */
export function cleaningWork(now: () => Date): DueWork<Batch> {
  const accountOf = remembered(accounts.find);
  return {
    kind: 'stale-batch',
    list: batches.listStale,
    keyOf: batches.keyOf,
    handle: async (batch) => {
      const at = now();
      const cleaning = cleaningOf(batch, await accountOf(batch.accountId), at);
      return (await clean(batch, cleaning, at)) ? done[cleaning.does] : 'lost';
    },
  };
}

const done: Record<Cleaning['does'], string> = {
  leave: 'left',
  wait: 'waiting',
  remove: 'removed',
  clear: 'cleared',
  cancel: 'cancelled',
  keep: 'kept',
};

async function clean(batch: Batch, cleaning: Cleaning, at: Date): Promise<boolean> {
  switch (cleaning.does) {
    case 'leave':
      return true;
    case 'wait':
      return postpone('stale-batch', batches.keyOf(batch), at, cleaning.until);
    case 'remove':
      return removeBatch(batch, at);
    case 'clear':
      return clearBatch(batch, cleaning.next, at);
    default:
      return batches.replace(batch, cleaning.next);
  }
}
