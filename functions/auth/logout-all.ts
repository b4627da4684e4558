import { logoutAll } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { poolNameOf } from '../../shared/domain/user.ts';
import { signOutEverywhere } from '../../shared/identity/user-pool.ts';
import { endSessions } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(logoutAll, async ({ actor, now }) => {
  const user = await users.get(actor.userId);
  await Promise.all([endSessions(actor.userId, now()), signOutEverywhere(poolNameOf(user))]);
});
