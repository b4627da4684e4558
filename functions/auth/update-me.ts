import { updateMe } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { requireRevision } from '../../shared/domain/revision.ts';
import { renameUser } from '../../shared/domain/user.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(updateMe, async ({ body, actor, now, expectedRevision }) => {
  const user = await users.get(actor.userId);
  requireRevision(user, expectedRevision);
  const renamed = renameUser(user, body.name, now());
  await users.replace(user, renamed);
  return renamed;
});
