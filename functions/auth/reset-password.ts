import { resetPassword } from '../../shared/contract/auth.ts';
import { actsAs } from '../../shared/data/audit-cause.ts';
import * as users from '../../shared/data/users.ts';
import { userIdOf } from '../../shared/domain/user.ts';
import { requireGoodPassword } from '../../shared/identity/strong-password.ts';
import * as userPool from '../../shared/identity/user-pool.ts';
import { sendNotice } from '../../shared/pipeline/notice.ts';
import { endSessions } from '../../shared/pipeline/session-end.ts';
import { http } from '../../shared/runtime/http.ts';

/** Who never logged in has no record, and no session to end. */
export const handler = http(resetPassword, async ({ body, now, log }) => {
  await requireGoodPassword(body.password, body);
  const userId = userIdOf(await userPool.resetPassword(body));
  const user = await users.find(userId);
  if (user) {
    actsAs({ kind: 'user', userId });
    await endSessions(userId, now());
    await sendNotice({ kind: 'password-changed', to: user, at: now() }, log);
  }
  return { email: body.email, next: 'login' as const };
});
