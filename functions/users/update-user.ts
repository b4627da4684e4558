import { updateUser } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { poolNameOf } from '../../shared/domain/user.ts';
import { administerUser } from '../../shared/domain/user-administration.ts';
import { disableLogin, enableLogin, removeFromAdmins } from '../../shared/identity/administration.ts';
import { secondOver } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

/**
 * Our record decides, so it comes first; what the pool is told repeats it. Only who loses the role leaves the pool's group
 * before: the next login would give it back.
 */
export const handler = http(updateUser, async ({ params, body, now, expectedRevision }) => {
  const user = (await users.find(params.userId)) ?? notFound('user');
  requireRevision(user, expectedRevision);
  const at = now();
  const changed = administerUser(user, body, at);
  if (body.role === 'user') await removeFromAdmins(poolNameOf(user));
  if (changed !== user) await users.replace(user, changed);
  if (body.state === 'disabled') await Promise.all([secondOver(at), disableLogin(poolNameOf(user))]);
  if (body.state === 'active') await enableLogin(poolNameOf(user));
  return changed;
});
