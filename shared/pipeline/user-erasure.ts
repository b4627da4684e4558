import { eraseOriginsOfUser } from '../data/audit-erasure.ts';
import * as emailChanges from '../data/email-changes.ts';
import { eraseUserItems } from '../data/erasure.ts';
import * as users from '../data/users.ts';
import { poolNameOf, type User } from '../domain/user.ts';
import { beginErasure, isOver } from '../domain/user-administration.ts';
import type { Log } from '../runtime/log.ts';
import { eraseAccount, waitForRest } from './account-erasure.ts';
import type { DueWork } from './due-work.ts';
import { leaveEverywhere } from './leaving.ts';
import { leavePayments } from './payment-leaving.ts';

/**
 * Users whose time of grace is over. They leave their organisations; the personal account goes, then their own things; the
 * user's record last, because it says that there is something to do. Dying anywhere in between only means doing it again.
 *
 * @param eraseLogin removes a user from the user pool, by the pool's name of them
 */
export const erasureWork = (
  { now, log }: { now: () => Date; log: Log },
  eraseLogin: (poolName: string) => Promise<void>,
): DueWork<User> => ({
  kind: 'closing',
  list: users.listClosing,
  keyOf: users.keyOf,
  handle: async (user) => {
    const at = now();
    if (!isOver(user, at)) return 'left';
    const erasing = beginErasure(user, at);
    if (erasing !== user && !(await users.tryReplace(user, erasing))) return 'lost';
    if (!(await waitForRest(user, { kind: 'closing', key: users.keyOf(user) }, at))) return 'waiting';
    await leaveEverywhere(user.userId, at, log);
    await eraseAccount(user.accountId);
    await eraseOriginsOfUser(user.userId);
    await eraseLogin(poolNameOf(user));
    // It may have taken an address, which lies elsewhere.
    const change = await emailChanges.find(user.userId);
    if (change) await emailChanges.drop(change);
    await leavePayments(user.userId);
    await eraseUserItems(user.userId);
    return (await users.remove(erasing)) ? 'erased' : 'lost';
  },
});
