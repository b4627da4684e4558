import { eraseOriginsOfAccount, eraseOriginsOfUser } from '../data/audit-erasure.ts';
import * as batches from '../data/batches.ts';
import { postpone } from '../data/due.ts';
import { eraseAccountItems, eraseUserItems } from '../data/erasure.ts';
import * as users from '../data/users.ts';
import { cancelRun, isAtWork, isRunning } from '../domain/batch-run.ts';
import { poolNameOf, type User } from '../domain/user.ts';
import { beginErasure, isOver } from '../domain/user-administration.ts';
import { deleteFolder } from '../files/artefacts.ts';
import { accountFolder } from '../files/keys.ts';
import { deleteUploadsOf } from '../files/uploads.ts';
import type { DueWork } from './due-work.ts';

/** Milliseconds after which it is looked again whether batches have come to rest: longer than any job runs. */
const restAfter = 10 * 60_000;

/**
 * Users whose time of grace is over. Everything in the personal account goes: files first, because the table knows where
 * they are; then the items; the user's record last, because it says that there is something to do. Dying anywhere in between only
 * means doing it again.
 *
 * @param eraseLogin removes a user from the user pool, by the pool's name of them
 */
export function erasureWork(now: () => Date, eraseLogin: (poolName: string) => Promise<void>): DueWork<User> {
  return {
    kind: 'closing',
    list: users.listClosing,
    keyOf: users.keyOf,
    handle: async (user) => {
      const at = now();
      if (!isOver(user, at)) return 'left';
      const erasing = beginErasure(user, at);
      if (erasing !== user && !(await users.tryReplace(user, erasing))) return 'lost';
      if (!(await isAtRest(user.accountId, at))) {
        await postpone('closing', users.keyOf(user), at, new Date(at.getTime() + restAfter));
        return 'waiting';
      }
      await eraseAccount(user.accountId);
      await eraseOriginsOfAccount(user.accountId);
      await eraseOriginsOfUser(user.userId);
      await eraseLogin(poolNameOf(user));
      await eraseUserItems(user.userId);
      return (await users.remove(erasing)) ? 'erased' : 'lost';
    },
  };
}

/** Whether no job can write anything any more into the account; batches that still run are cancelled. */
async function isAtRest(accountId: string, at: Date): Promise<boolean> {
  let rests = true;
  for await (const batch of batches.all(accountId)) {
    if (isAtWork(batch)) rests = false;
    if (isRunning(batch)) await batches.replace(batch, cancelRun(batch, at));
  }
  return rests;
}

async function eraseAccount(accountId: string): Promise<void> {
  await deleteUploadsOf(accountId);
  await deleteFolder(accountFolder(accountId));
  await eraseAccountItems(accountId);
}
