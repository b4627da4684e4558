import * as accounts from '../data/accounts.ts';
import * as archives from '../data/archives.ts';
import { eraseOriginsOfAccount } from '../data/audit-erasure.ts';
import * as batches from '../data/batches.ts';
import { type DueKind, postpone } from '../data/due.ts';
import type { Key } from '../data/entity.ts';
import { eraseAccountItems } from '../data/erasure.ts';
import * as payments from '../data/payments.ts';
import * as subscriptions from '../data/subscriptions.ts';
import type { Account } from '../domain/account.ts';
import { isInProgress } from '../domain/archive.ts';
import { cancelRun, isAtWork, isRunning } from '../domain/batch-run.ts';
import { anonymised, isAnonymous } from '../domain/payment.ts';
import { requireWon } from '../domain/revision.ts';
import { isOver } from '../domain/user-administration.ts';
import { deleteFolder } from '../files/artefacts.ts';
import { accountFolder } from '../files/keys.ts';
import { deleteUploadsOf } from '../files/uploads.ts';
import type { DueWork } from './due-work.ts';

/** Milliseconds after which it is looked again whether batches have come to rest: longer than any job runs. */
const restAfter = 10 * 60_000;

/** Closed organisations whose time of grace is over. */
export const closedAccountWork = (now: () => Date): DueWork<Account> => ({
  kind: 'closed-account',
  list: accounts.listClosed,
  keyOf: accounts.keyOf,
  handle: async (account) => {
    const [at, due] = [now(), { kind: 'closed-account', key: accounts.keyOf(account) } as const];
    if (!isOver(account, at)) return 'left';
    if (!(await waitForRest({ accountId: account.accountId }, due, at))) return 'waiting';
    await eraseAccount(account.accountId);
    return 'erased';
  },
});

/** An account, and whose it is where it is a personal one. */
interface Resting {
  accountId: string;
  userId?: string;
}

/**
 * Cancels what runs in an account, and says whether no job can write anything into it any more. If one can, what is due is
 * looked at again later.
 */
export async function waitForRest(
  resting: Resting,
  due: { kind: DueKind; key: Key },
  at: Date,
): Promise<boolean> {
  if (await isAtRest(resting, at)) return true;
  await postpone(due.kind, due.key, at, new Date(at.getTime() + restAfter));
  return false;
}

/** An archive ends by itself within a day, and nobody who is being erased can ask for another. */
async function isAtRest({ accountId, userId }: Resting, at: Date): Promise<boolean> {
  const archive = userId === undefined ? undefined : await archives.find(userId);
  let rests = !archive || !isInProgress(archive);
  for await (const batch of batches.all(accountId)) {
    if (isAtWork(batch)) rests = false;
    if (isRunning(batch)) await batches.replace(batch, cancelRun(batch, at));
  }
  return rests;
}

/** It lies outside of the account, beside the wallet; what was paid for it stays in the ledger. */
async function eraseSubscription(accountId: string): Promise<void> {
  const subscription = (await subscriptions.meet(accountId))?.subscription;
  if (subscription) requireWon(await subscriptions.remove(subscription));
}

/** Payments are kept for the books, as the ledger is, without what says who made them. */
async function anonymisePayments(accountId: string): Promise<void> {
  for await (const payment of payments.all(accountId))
    if (!isAnonymous(payment)) requireWon(await payments.replace(payment, anonymised(payment)));
}

/**
 * Everything in an account goes: files first, because the table knows where they are; then the items; the record last.
 * Dying anywhere in between only means doing it again. What is gone already does not matter.
 */
export async function eraseAccount(accountId: string): Promise<void> {
  await deleteUploadsOf(accountId);
  await deleteFolder(accountFolder(accountId));
  await eraseAccountItems(accountId);
  await eraseSubscription(accountId);
  await anonymisePayments(accountId);
  await eraseOriginsOfAccount(accountId);
  const account = await accounts.find(accountId);
  if (account) requireWon(await accounts.remove(account));
}
