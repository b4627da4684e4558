import { BrokenLedger, LedgerAuditor, type LedgerFault } from '../domain/ledger/audit-ledger.ts';
import type { LedgerEntry } from '../domain/ledger/entry.ts';
import { emptyWallet, type Wallet } from '../domain/ledger/wallet.ts';
import { digest } from './audit-append.ts';
import { tableName } from './client.ts';
import { listDue } from './due.ts';
import { entity, type Key, type OnBroken, readTogether } from './entity.ts';
import { table } from './table.ts';
import { addingOf } from './totals.ts';
import * as wallets from './wallets.ts';
import { commit } from './write.ts';

/**
 * Entries are added to the totals account by account, each once: how far an account is counted moves on in the transaction
 * that adds its entries.
 */

const tallyKey = (accountId: string): Key => ({ pk: `tally#${accountId}`, sk: 'tally' });

/** How far an account is counted: the wallet as its entries up to there make it. */
const Tallies = entity<Wallet>({
  name: 'tally',
  audit: 'none',
  schema: wallets.WalletShape,
  keys: ({ accountId }) => tallyKey(accountId),
});

/**
 * Entries added in one transaction at most: each may be of a day of its own, and DynamoDB takes a hundred items.
 */
const perTransaction = 90;

/**
 * Adds to the totals whatever they miss of an account, and proves it on the way. Resolves to how many entries that were, and the
 * wallet that they make. Throws {@link BrokenLedger} for one that does not add up: from there on nothing of it is counted.
 */
export async function tally(accountId: string): Promise<{ counted: number; wallet: Wallet }> {
  for (let counted = 0; ; ) {
    const { known, wallet } = await read(accountId);
    if (known.revision >= wallet.revision) {
      require(new LedgerAuditor(accountId, digest, known).finish(wallet), accountId);
      return { counted, wallet };
    }
    const entries = await missingOf(known, wallet);
    const next = proven(known, entries);
    const move = known.revision === 0 ? Tallies.insertion(next) : Tallies.replacement(known, next);
    // Whoever loses finds it counted by somebody else, and looks again.
    if (await commit([move, ...addingOf(accountId, entries)])) counted += entries.length;
  }
}

async function read(accountId: string): Promise<{ known: Wallet; wallet: Wallet }> {
  const keys = { known: tallyKey(accountId), wallet: wallets.walletKey(accountId) };
  const found = await readTogether([keys.known, keys.wallet]);
  return {
    known: found(Tallies, keys.known) ?? emptyWallet(accountId),
    wallet: found(wallets.Wallets, keys.wallet) ?? emptyWallet(accountId),
  };
}

/** The next entries that are not counted yet, in order. */
const missingOf = ({ accountId, revision }: Wallet, wallet: Wallet): Promise<LedgerEntry[]> =>
  wallets.entriesOf(
    accountId,
    Array.from(
      { length: Math.min(perTransaction, wallet.revision - revision) },
      (_, index) => revision + 1 + index,
    ),
  );

/** The wallet that entries make of the one before. */
function proven(known: Wallet, entries: readonly LedgerEntry[]): Wallet {
  const auditor = new LedgerAuditor(known.accountId, digest, known);
  for (const entry of entries) require(auditor.take(entry), known.accountId);
  return auditor.wallet;
}

function require(fault: LedgerFault | undefined, accountId: string): void {
  if (fault) throw new BrokenLedger(accountId, fault);
}

/** Wallets that have moved and that nobody has noted as counted since. */
export const listUncounted = async (at: Date, limit: number, onBroken: OnBroken): Promise<Wallet[]> =>
  wallets.Wallets.getReadable(await listDue('tally', at, limit), onBroken);

/** By which `postpone` finds it. */
export const keyOfWallet = ({ accountId }: Wallet): Key => wallets.walletKey(accountId);

/**
 * All movements of a wallet are in the totals: the clock need not look at it before the next one. False when there was one
 * meanwhile. It stays in its index far away, since whoever moves money writes what changes of its place, and not all of it.
 */
export const noteCounted = ({ accountId, revision }: Wallet): Promise<boolean> =>
  commit([
    {
      audited: 'none',
      item: {
        Update: {
          TableName: tableName(),
          Key: wallets.walletKey(accountId),
          UpdateExpression: 'SET #due = :never',
          ConditionExpression: '#revision = :counted',
          ExpressionAttributeNames: { '#revision': 'revision', '#due': table.indexes.byDue.sortKey },
          ExpressionAttributeValues: { ':counted': revision, ':never': `9999#${accountId}` },
        },
      },
    },
  ]);
