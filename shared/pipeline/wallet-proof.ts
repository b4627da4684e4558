import { digest } from '../data/audit-append.ts';
import * as wallets from '../data/wallets.ts';
import { LedgerAuditor } from '../domain/ledger/audit-ledger.ts';
import type { LedgerEntry } from '../domain/ledger/entry.ts';
import { emptyWallet, type Wallet } from '../domain/ledger/wallet.ts';

/** Entries that are walked at most, the latest: what lies before them was walked when it was new. */
const walked = 1000;

/** What is wrong with the wallet of an account or the latest entries of its ledger; undefined when they agree. */
export async function walletFault(accountId: string): Promise<string | undefined> {
  const wallet = await wallets.read(accountId);
  const first = Math.max(1, wallet.revision - walked + 1);
  const granted = first > 1 ? (await wallets.entriesOf(accountId, [first - 1]))[0] : undefined;
  const auditor = new LedgerAuditor(accountId, digest, granted && walletAfter(granted));
  const seqs = Array.from({ length: wallet.revision - first + 1 }, (_, index) => first + index);
  for (const entry of await wallets.entriesOf(accountId, seqs)) {
    const fault = auditor.take(entry);
    if (fault) return `Entry ${fault.seq}: ${fault.message}`;
  }
  return auditor.finish(wallet)?.message;
}

const walletAfter = ({ seq: revision, hash, content: { accountId, at, balance } }: LedgerEntry): Wallet => ({
  ...emptyWallet(accountId),
  ...balance,
  ...{ hash, at, revision },
});
