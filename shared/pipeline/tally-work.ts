import * as tallying from '../data/tallying.ts';
import type { Wallet } from '../domain/ledger/wallet.ts';
import type { DueWork } from './due-work.ts';

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
