import { deleteUser } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { notFound } from '../../shared/domain/fault.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { poolNameOf } from '../../shared/domain/user.ts';
import { closeUser, disableUser } from '../../shared/domain/user-administration.ts';
import { disableLogin } from '../../shared/identity/administration.ts';
import { secondOver } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(deleteUser, async ({ params, now, expectedRevision }) => {
  const user = (await users.find(params.userId)) ?? notFound('user');
  requireRevision(user, expectedRevision);
  const at = now();
  const disabled = disableUser(user, at);
  await users.replace(user, { ...closeUser(disabled, at), revision: disabled.revision });
  await Promise.all([secondOver(at), disableLogin(poolNameOf(user))]);
});
