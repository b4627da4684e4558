import * as tallying from '../data/tallying.ts';
import { BrokenLedger } from '../domain/ledger/audit-ledger.ts';
import type { Wallet } from '../domain/ledger/wallet.ts';
import type { Log } from '../runtime/log.ts';
import type { DueWork } from './due-work.ts';

/**
 * Adds to the totals what they miss of a ledger that somebody was told of. One that does not add up is left to the clock, which says so
 * again and again: it must not stop what is told of others.
 */
export async function tallyTold(accountId: string, log: Log): Promise<void> {
  try {
    const { counted } = await tallying.tally(accountId);
    log.info('ledger.tallied', { accountId, counted });
  } catch (error) {
    if (!(error instanceof BrokenLedger)) throw error;
    log.error('ledger.broken', { accountId, error });
  }
}

/** Wallets that have moved some minutes ago: whatever the totals miss of them is added, so nothing depends on being told. */
export const tallyWork: DueWork<Wallet> = {
  kind: 'tally',
  list: tallying.listUncounted,
  keyOf: tallying.keyOfWallet,
  handle: async ({ accountId }) => {
    const { counted, wallet } = await tallying.tally(accountId);
    await tallying.noteCounted(wallet);
    return counted > 0 ? 'added' : 'complete';
  },
};
