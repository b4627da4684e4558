import * as z from 'zod';
import type { LedgerEntry, LedgerSubject } from '../domain/ledger/entry.ts';
import { entryKinds, ledgerAccounts, revenueSources } from '../domain/ledger/entry.ts';
import type { Hold } from '../domain/ledger/hold.ts';
import { emptyWallet, type Wallet } from '../domain/ledger/wallet.ts';
import { dueKeys, listDue } from './due.ts';
import { entity, type Key, type OnBroken, readTogether } from './entity.ts';
import type { Write } from './write.ts';

/**
 * Where money lies. Nothing of it lies in the partition of the account, so erasing an account leaves it; and nothing of it is
 * noted in the trail, because the ledger is a trail itself.
 */

const Subject = z.object({ kind: z.string(), id: z.string() }) satisfies z.ZodType<LedgerSubject>;

const Hash = z.string().regex(/^[0-9a-f]{64}$/);

const balance = {
  availableKobo: z.int().min(0),
  heldKobo: z.int().min(0),
  owedKobo: z.int().min(0),
};

export const walletKey = (accountId: string): Key => ({ pk: `wallet#${accountId}`, sk: 'wallet' });

export const WalletShape = z.object({
  accountId: z.string(),
  ...balance,
  hash: Hash,
  at: z.string(),
  revision: z.int(),
});

/** Milliseconds until the clock looks whether a movement is in the totals: by then the stream has long told of it. */
const countedWithin = 10 * 60_000;

export const Wallets = entity<Wallet>({
  name: 'wallet',
  audit: 'none',
  schema: WalletShape,
  keys: ({ accountId, at, revision }) => {
    const { gsi3pk, gsi3sk } = dueKeys(
      'tally',
      accountId,
      new Date(Date.parse(at) + countedWithin).toISOString(),
    );
    // With the revision, so that every movement makes it due again, also after one of the same moment was counted.
    return { ...walletKey(accountId), gsi3pk, gsi3sk: `${gsi3sk}#${revision}` };
  },
});

/** The wallet as it is now; an empty one for an account that has never had money. */
export const read = async (accountId: string): Promise<Wallet> =>
  (await Wallets.get(walletKey(accountId))) ?? emptyWallet(accountId);

/** Whether an account has ever had money. */
export const exists = async (accountId: string): Promise<boolean> =>
  (await Wallets.get(walletKey(accountId))) !== undefined;

/** As {@link read}, with holds of the account; those that do not exist are left out. */
export async function readWithHolds(
  accountId: string,
  holdIds: readonly string[],
): Promise<{ wallet: Wallet; holds: Map<string, Hold> }> {
  const keys = [...new Set(holdIds)].map((holdId) => [holdId, holdKey(accountId, holdId)] as const);
  const found = await readTogether([walletKey(accountId), ...keys.map(([, key]) => key)]);
  const holds = keys.flatMap(([holdId, key]) => {
    const hold = found(Holds, key);
    return hold ? [[holdId, hold] as const] : [];
  });
  return { wallet: found(Wallets, walletKey(accountId)) ?? emptyWallet(accountId), holds: new Map(holds) };
}

/** What moves a wallet on, if it is still as it was read. */
export const moveOf = (previous: Wallet, next: Wallet): Write =>
  previous.revision === 0 ? Wallets.insertion(next) : Wallets.replacement(previous, next);

const holdKey = (accountId: string, holdId: string): Key => ({
  pk: `wallet#${accountId}`,
  sk: `hold#${holdId}`,
});

export const Holds = entity<Hold>({
  name: 'hold',
  audit: 'none',
  schema: z.object({
    accountId: z.string(),
    holdId: z.string(),
    kobo: z.int().min(1),
    capturedKobo: z.int().min(0),
    releasedKobo: z.int().min(0),
    about: Subject,
    parts: z.array(z.string()).optional(),
    createdAt: z.string(),
    dueAt: z.string().optional(),
    revision: z.int(),
  }),
  keys: ({ accountId, holdId, dueAt }) => ({
    ...holdKey(accountId, holdId),
    ...(dueAt === undefined ? {} : dueKeys('hold', holdId, dueAt)),
  }),
});

export const findHold = (accountId: string, holdId: string): Promise<Hold | undefined> =>
  Holds.get(holdKey(accountId, holdId));

/** By which `postpone` finds it. */
export const keyOfHold = ({ accountId, holdId }: Hold): Key => holdKey(accountId, holdId);

/** Holds of all accounts that are open longer than any work takes. */
export const listDueHolds = async (at: Date, limit: number, onBroken: OnBroken): Promise<Hold[]> =>
  Holds.getReadable(await listDue('hold', at, limit), onBroken);

/** An entry as it lies in the table: entries of an account in blocks, as those of its trail do. */
export type StoredLedgerEntry = LedgerEntry & { accountId: string; revision: number };

/** Entries that lie together: a partition never grows beyond them. */
const perBlock = 1000;

const blockOf = (seq: number): number => Math.floor((seq - 1) / perBlock);

const entryKey = (accountId: string, seq: number): Key => ({
  pk: `ledger#${accountId}#${String(blockOf(seq)).padStart(9, '0')}`,
  // Twelve digits, so that text order is number order.
  sk: String(seq).padStart(12, '0'),
});

export const Entries = entity<StoredLedgerEntry>({
  name: 'ledger-entry',
  audit: 'none',
  json: ['content'],
  schema: z.object({
    accountId: z.string(),
    revision: z.int(),
    seq: z.int().min(1),
    prev: Hash,
    hash: Hash,
    // What somebody added under the hash is kept, so that it is found.
    content: z.looseObject({
      accountId: z.string(),
      at: z.iso.datetime(),
      kind: z.enum(entryKinds),
      lines: z.array(z.looseObject({ account: z.enum(ledgerAccounts), kobo: z.int() })),
      balance: z.looseObject(balance),
      cause: z.string(),
      about: Subject.loose(),
      holdId: z.string().optional(),
      source: z.enum(revenueSources).optional(),
      plan: z.string().optional(),
      byUserId: z.string().optional(),
      reason: z.string().optional(),
    }),
  }),
  keys: ({ accountId, seq, content }) => ({
    ...entryKey(accountId, seq),
    gsi2pk: `ledger-about#${content.about.id}`,
    gsi2sk: `${content.at}#${accountId}#${String(seq).padStart(12, '0')}`,
  }),
});

/** An entry is added once and never written over. */
export const insertionOf = (entry: LedgerEntry): Write =>
  Entries.insertion({ ...entry, accountId: entry.content.accountId, revision: 1 });

/** Entries of an account by their numbers; those that do not exist are left out. Order is kept. */
export async function entriesOf(accountId: string, seqs: readonly number[]): Promise<LedgerEntry[]> {
  const found = await Entries.getMany(seqs.map((seq) => entryKey(accountId, seq)));
  return found.toSorted((left, right) => left.seq - right.seq);
}

/** What moved money once and never does again, and the entry that says so. */
interface Cause {
  cause: string;
  accountId: string;
  seq: number;
  revision: number;
}

const causeKey = (cause: string): Key => ({ pk: `ledger-cause#${cause}`, sk: 'cause' });

const Causes = entity<Cause>({
  name: 'ledger-cause',
  audit: 'none',
  schema: z.object({ cause: z.string(), accountId: z.string(), seq: z.int().min(1), revision: z.int() }),
  keys: ({ cause }) => causeKey(cause),
});

/** Permanent, and without regard to the account: what paid into one wallet pays into no other. */
export const causeInsertionOf = ({ seq, content: { cause, accountId } }: LedgerEntry): Write =>
  Causes.insertion({ cause, accountId, seq, revision: 1 });

/** The entry that a cause has made; undefined when it has moved nothing yet. */
export async function findByCause(cause: string): Promise<LedgerEntry | undefined> {
  const found = await Causes.get(causeKey(cause));
  if (!found) return undefined;
  const [entry] = await entriesOf(found.accountId, [found.seq]);
  return entry;
}
