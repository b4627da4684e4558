import { changePassword } from '../../shared/contract/auth.ts';
import * as users from '../../shared/data/users.ts';
import { requirePassword } from '../../shared/domain/user.ts';
import { requireGoodPassword } from '../../shared/identity/strong-password.ts';
import * as userPool from '../../shared/identity/user-pool.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { endSessions } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

export const handler = http(changePassword, async ({ body, actor, accessToken, now, log }) => {
  const user = await users.get(actor.userId);
  requirePassword(user);
  await requireGoodPassword(body.newPassword, user);
  await userPool.changePassword(accessToken, body);
  await endSessions(actor.userId, now(), actor.session);
  await sendNotice({ kind: 'password-changed', to: user, at: now() }, log);
});
