import { restoreMe } from '../../shared/contract/users.ts';
import * as users from '../../shared/data/users.ts';
import { restoreUser } from '../../shared/domain/user-administration.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(restoreMe, async ({ actor, now }) => {
  const user = await users.get(actor.userId);
  const restored = restoreUser(user, now());
  if (restored !== user) await users.replace(user, restored);
  return restored;
});
