import { changePassword } from '../../shared/contract/auth.ts';
import * as userPool from '../../shared/identity/user-pool.ts';
import { endSessions } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(changePassword, async ({ body, actor, accessToken, now }) => {
  await userPool.changePassword(accessToken, body);
  await endSessions(actor.userId, now(), actor.session);
});
